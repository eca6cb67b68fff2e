//! Who is asking.

use super::{Error, HeaderLayer, Result, models::Secret, text::concat};
use std::{cell::RefCell, fmt, future::Future, pin::Pin, rc::Rc};

/// What a request proves its right with. The two kinds never go out together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// An API key, in `X-Api-Key`.
    ApiKey(Secret),
    /// An auth token, an environment key, or a work item's sessions token, in `Authorization: Bearer`.
    Bearer(Secret),
    /// None: a proxy adds it, or the headers carry it.
    None,
}

/// The header of an API key.
const API_KEY: &str = "x-api-key";
/// The header of a bearer.
const AUTHORIZATION: &str = "authorization";

impl Credential {
    /// Puts this credential into `headers` and takes the other kind out; [`Credential::None`] takes out both.
    pub(crate) fn apply(&self, headers: &mut HeaderLayer) -> Result<()> {
        headers.put(API_KEY, None);
        headers.put(AUTHORIZATION, None);
        let (name, option, scheme, secret) = match self {
            Credential::ApiKey(key) => (API_KEY, "apiKey", "", key),
            Credential::Bearer(token) => (AUTHORIZATION, "authToken", "Bearer ", token),
            Credential::None => return Ok(()),
        };
        let refuse = |received: &str| Err(Error::invalid(option, received, "the credential as it was issued, without line breaks"));
        if secret.expose().trim_ascii().is_empty() {
            return refuse("an empty text");
        }
        let header = headers.set(name, Some(&concat(&[scheme, secret.expose()])));
        header.or_else(|_| refuse("a text with a character that no header can carry"))
    }

    /// Whether `headers` says something of credentials itself, so that the client's stays out.
    pub(crate) fn is_in(headers: &HeaderLayer) -> Result<bool> {
        let given = |name| matches!(headers.find(name), Some(Some(_)));
        if given(API_KEY) && given(AUTHORIZATION) {
            return Err(Error::invalid("headers", "both X-Api-Key and Authorization", "one credential, not two"));
        }
        Ok(given(API_KEY) || given(AUTHORIZATION))
    }

    /// Takes out the header of the kind that `headers` does not carry itself, so that a lower layer cannot add it.
    pub(crate) fn leave_alone(headers: &mut HeaderLayer) {
        let missing = if matches!(headers.find(API_KEY), Some(Some(_))) { AUTHORIZATION } else { API_KEY };
        headers.put(missing, None);
    }
}

/// A future without a home.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Gives a credential, again and again.
pub trait CredentialProvider {
    /// The credential to use from now on. Asked once at first, and again after each 401.
    fn credential(&self) -> LocalFuture<'_, Result<Credential>>;
}

/// Where a client has its credential from.
#[derive(Clone)]
pub enum CredentialSource {
    /// It never changes.
    Fixed(Credential),
    /// Somebody is asked for it.
    Provided(Rc<dyn CredentialProvider>),
}

impl fmt::Debug for CredentialSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CredentialSource::Fixed(_) => "Fixed(…)",
            CredentialSource::Provided(_) => "Provided(…)",
        })
    }
}

/// The headers that every call shares, with the credential in use among them: made once, and again when a 401 says that the
/// credential is stale.
pub(crate) struct SharedHeaders {
    /// Who is asked for a credential, where it may change.
    provider: Option<Rc<dyn CredentialProvider>>,
    base: Rc<HeaderLayer>,
    kept: RefCell<Option<Rc<HeaderLayer>>>,
}

impl SharedHeaders {
    /// `base` is everything but the credential. Where it holds one itself, `source` is not asked.
    pub(crate) fn new(source: &CredentialSource, base: Rc<HeaderLayer>) -> Result<Self> {
        let is_in_base = Credential::is_in(&base)?;
        let mut shared = SharedHeaders { provider: None, base, kept: RefCell::default() };
        match source {
            _ if is_in_base => drop(shared.keep(&Credential::None)?),
            CredentialSource::Fixed(credential) => drop(shared.keep(credential)?),
            CredentialSource::Provided(provider) => shared.provider = Some(provider.clone()),
        }
        Ok(shared)
    }

    /// The headers without a credential.
    pub(crate) fn base(&self) -> &Rc<HeaderLayer> {
        &self.base
    }

    /// The same headers with this credential, which takes the place of one that they hold themselves.
    pub(crate) fn with(&self, credential: &Credential) -> Result<Self> {
        let mut base = HeaderLayer::clone(&self.base);
        credential.apply(&mut base)?;
        let base = Rc::new(base);
        Ok(SharedHeaders { provider: None, kept: RefCell::new(Some(base.clone())), base })
    }

    /// The headers with the credential in use; where there is none yet, who is to be asked for it. A call that has a credential of its
    /// own asks nobody.
    pub(crate) fn at_hand(&self, own_credential: bool) -> Result<Rc<HeaderLayer>, &dyn CredentialProvider> {
        let kept = if own_credential { None } else { self.kept.borrow().clone() };
        match (kept, &self.provider) {
            (None, Some(provider)) if !own_credential => Err(&**provider),
            (kept, _) => Ok(kept.unwrap_or_else(|| self.base.clone())),
        }
    }

    /// Forgets the credential in `stale`, if it is still the one in use. Whether a fresh one can be had. Calls that began together have each
    /// put it in use, in a layer of their own: so it is the credential that counts, and not the layer.
    pub(crate) fn refuse(&self, stale: &Rc<HeaderLayer>) -> bool {
        let can_ask = self.provider.is_some();
        let mut kept = self.kept.borrow_mut();
        if can_ask && kept.as_ref().is_some_and(|kept| kept.lines() == stale.lines()) {
            *kept = None;
        }
        can_ask
    }

    /// Puts a credential in use.
    pub(crate) fn keep(&self, credential: &Credential) -> Result<Rc<HeaderLayer>> {
        let mut layer = HeaderLayer::default();
        credential.apply(&mut layer)?;
        layer.extend(&self.base);
        let layer = Rc::new(layer);
        *self.kept.borrow_mut() = Some(layer.clone());
        Ok(layer)
    }
}
