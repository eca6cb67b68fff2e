//! A client's credential from JavaScript.

use super::runtime::{env, is_window};
use crate::{
    api::{Credential, CredentialProvider, CredentialSource, Error, LocalFuture, Look, Result, models::Secret, text::concat},
    platform::{JsBody, JsCause, Wait},
};
use js_sys::{Function, Promise, Reflect};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::*;

/// The credential that the options name, or the process environment where there is one.
pub(super) fn credential(options: &JsBody, may_lack: bool, browser_access: bool) -> Result<CredentialSource> {
    let chosen = match (options.field(API_KEY), options.field(AUTH_TOKEN)) {
        (Some(_), Some(_)) => return Err(Error::invalid("apiKey, authToken", "both", "one of the two")),
        (Some(key), None) => source(Kind::ApiKey, key)?,
        (None, Some(token)) => source(Kind::AuthToken, token)?,
        (None, None) if may_lack => CredentialSource::Fixed(Credential::None),
        (None, None) => from_env(options)?,
    };
    let is_key = matches!(chosen, CredentialSource::Fixed(Credential::ApiKey(_))) || options.field(API_KEY).is_some();
    if is_key && !browser_access && is_window() {
        let expected = "left out in a browser window, where everyone who opens the page can read it: put a proxy of the same origin in between \
            (`baseURL: '/api'`), or set `dangerouslyAllowBrowser: true`";
        return Err(Error::invalid(API_KEY, "an API key", expected));
    }
    Ok(chosen)
}

fn from_env(options: &JsBody) -> Result<CredentialSource> {
    // `null` says: none, whatever the environment says.
    let read = |option: &str, name: &str| if is_null(options, option) { None } else { env(name) };
    let key = read(API_KEY, "ANTHROPIC_API_KEY").map(|key| Credential::ApiKey(Secret::new(key)));
    let token = || read(AUTH_TOKEN, "ANTHROPIC_AUTH_TOKEN").or_else(|| read(AUTH_TOKEN, "ANTHROPIC_ENVIRONMENT_KEY"));
    let credential = key.or_else(|| token().map(|token| Credential::Bearer(Secret::new(token))));
    let expected =
        "a credential: set one of the two, or one of the variables ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN and ANTHROPIC_ENVIRONMENT_KEY";
    credential.map(CredentialSource::Fixed).ok_or_else(|| Error::invalid("apiKey, authToken", "nothing", expected))
}

/// Whether an option is there and `null`, which is not the same as left out.
fn is_null(options: &JsBody, name: &str) -> bool {
    Reflect::get(&options.0, &name.into()).is_ok_and(|value| value.is_null())
}

const API_KEY: &str = "apiKey";
const AUTH_TOKEN: &str = "authToken";

#[derive(Clone, Copy)]
enum Kind {
    ApiKey,
    AuthToken,
}

impl Kind {
    fn option(self) -> &'static str {
        match self {
            Kind::ApiKey => API_KEY,
            Kind::AuthToken => AUTH_TOKEN,
        }
    }

    fn credential(self, secret: String) -> Credential {
        match self {
            Kind::ApiKey => Credential::ApiKey(Secret::new(secret)),
            Kind::AuthToken => Credential::Bearer(Secret::new(secret)),
        }
    }
}

fn source(kind: Kind, value: JsBody) -> Result<CredentialSource> {
    let refuse = |received: String| Err(Error::invalid(kind.option(), received, "a text that is not empty, or a function that gives one"));
    if let Some(text) = value.text() {
        return if text.trim_ascii().is_empty() {
            refuse("an empty text".into())
        } else {
            Ok(CredentialSource::Fixed(kind.credential(text)))
        };
    }
    match value.function() {
        Some(function) => Ok(CredentialSource::Provided(Rc::new(Asked { kind, function, pending: RefCell::default() }))),
        None => refuse(value.shown()),
    }
}

/// A caller's function that is asked for the credential.
struct Asked {
    kind: Kind,
    function: Function,
    /// The answer on its way: calls that start together ask once.
    pending: RefCell<Option<Promise>>,
}

impl CredentialProvider for Asked {
    fn credential(&self) -> LocalFuture<'_, Result<Credential>> {
        Box::pin(async move {
            let answer = Wait::promise(&self.ask()?).await;
            *self.pending.borrow_mut() = None;
            match answer.map_err(|cause| self.failed(cause))?.as_string().filter(|secret| !secret.trim_ascii().is_empty()) {
                Some(secret) => Ok(self.kind.credential(secret)),
                None => Err(self.error("must give a text that is not empty", None)),
            }
        })
    }
}

impl Asked {
    fn ask(&self) -> Result<Promise> {
        if let Some(pending) = self.pending.borrow().clone() {
            return Ok(pending);
        }
        let answer = self.function.call0(&JsValue::UNDEFINED).map_err(|cause| self.failed(cause))?;
        let promise = Promise::resolve(&answer);
        *self.pending.borrow_mut() = Some(promise.clone());
        Ok(promise)
    }

    fn failed(&self, cause: JsValue) -> Box<Error> {
        self.error("failed", Some(JsCause(cause)))
    }

    fn error(&self, what: &str, cause: Option<JsCause>) -> Box<Error> {
        let message = concat(&["the function `", self.kind.option(), "` ", what]);
        Box::new(Error::Credential { message, source: cause.map(|cause| Box::new(cause) as _) })
    }
}
