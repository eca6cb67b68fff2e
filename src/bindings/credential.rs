//! A client's credential from JavaScript.

use crate::{
    api::{Credential, CredentialProvider, CredentialSource, Error, LocalFuture, Result, models::Secret},
    platform::{JsCause, Wait},
};
use js_sys::Function;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/credential.js")]
extern "C" {
    /// Asks for a credential; rings with its text, or with the error of the call that needs it.
    #[wasm_bindgen(js_name = askFor)]
    fn ask_for(credential: &JsValue, ring: &Function, number: u32);
}

/// The credential that `js/credential.js` found: a text, a function that gives one, or none.
pub(super) fn credential(given: JsValue, is_key: bool) -> CredentialSource {
    let kind = if is_key { Credential::ApiKey } else { Credential::Bearer };
    match given.as_string() {
        Some(secret) => CredentialSource::Fixed(kind(Secret::new(secret))),
        None if given.is_undefined() => CredentialSource::Fixed(Credential::None),
        None => CredentialSource::Provided(Rc::new(Asked { kind, given })),
    }
}

/// A caller's function that is asked for the credential.
struct Asked {
    kind: fn(Secret) -> Credential,
    given: JsValue,
}

impl CredentialProvider for Asked {
    fn credential(&self) -> LocalFuture<'_, Result<Credential>> {
        Box::pin(async move {
            let (answer, ()) = Wait::on(|ring, number| ask_for(&self.given, ring, number));
            match answer.await {
                Ok(secret) => Ok((self.kind)(Secret::new(secret.as_string().unwrap_or_default()))),
                Err(error) => {
                    let error = JsCause(error);
                    Err(Box::new(Error::Credential { message: error.message().unwrap_or_default(), source: Some(Box::new(error)) }))
                }
            }
        })
    }
}
