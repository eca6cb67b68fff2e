//! What a caller may set, once for a client or for one call.

use super::{BaseUrl, Credential, CredentialSource, HeaderLayer, retry::DEFAULT_MAX_RETRIES};
use std::{fmt, rc::Rc};

/// The longest body that is read unless somebody says otherwise.
pub const DEFAULT_MAX_RESPONSE_BYTES: u64 = 32 << 20;

/// How long one try may take unless somebody says otherwise, in milliseconds: ten minutes.
pub const DEFAULT_TIMEOUT_MS: u64 = 600_000;

/// As `timeout_ms`: no limit, and no timer. For whoever keeps time by other means.
pub const NO_TIMEOUT: u64 = u64::MAX;

/// The version of the API that these models describe.
pub const DEFAULT_VERSION: &str = "2023-06-01";

/// A client's options.
#[derive(Clone)]
pub struct ClientOptions {
    /// Where the API is. Default `https://api.anthropic.com`.
    pub base_url: BaseUrl,
    /// Who is asking.
    pub credential: CredentialSource,
    /// How often a call is tried again after a fault that may pass. Default 2.
    pub max_retries: u32,
    /// How long one try may take, in milliseconds, with its body and the asking for a credential. Default ten minutes.
    pub timeout_ms: u64,
    /// Headers for every call; they win over the client's own. A header set to `None` is left out.
    pub headers: HeaderLayer,
    /// Betas for every call, beside the one that the Environments API is; [`Beta`](super::models::Beta) knows their names.
    pub betas: Vec<String>,
    /// The workspace that calls are for, where the credential reaches more than one.
    pub workspace_id: Option<String>,
    /// The `anthropic-version` header. Default [`DEFAULT_VERSION`].
    pub version: String,
    /// Sends the header that lets a browser call the API directly. Whoever reads the page can then read the credential.
    pub browser_access: bool,
    /// The longest body that is read, in bytes. Default 32 MiB.
    pub max_response_bytes: u64,
    /// Told what the client does. No credential ever reaches it.
    pub log: Option<Rc<dyn Log>>,
}

impl ClientOptions {
    /// The defaults, for this credential.
    pub fn new(credential: Credential) -> Self {
        ClientOptions {
            base_url: BaseUrl::default(),
            credential: CredentialSource::Fixed(credential),
            max_retries: DEFAULT_MAX_RETRIES,
            timeout_ms: DEFAULT_TIMEOUT_MS,
            headers: HeaderLayer::default(),
            betas: Vec::new(),
            workspace_id: None,
            version: DEFAULT_VERSION.into(),
            browser_access: false,
            max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
            log: None,
        }
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientOptions").field("base_url", &self.base_url).field("credential", &self.credential).finish_non_exhaustive()
    }
}

/// One call's options; what is left out is the client's.
#[derive(Clone, Debug, Default)]
pub struct RequestOptions {
    /// How often the call is tried again.
    pub max_retries: Option<u32>,
    /// How long one try may take, in milliseconds.
    pub timeout_ms: Option<u64>,
    /// Headers for this call; they win over every other.
    pub headers: HeaderLayer,
    /// Who is asking, instead of the client's credential: an environment key, or a work item's sessions token.
    pub credential: Option<Credential>,
}

/// Told what a client does.
pub trait Log {
    /// Whether messages of this level are wanted; asked before a message is made.
    fn wants(&self, level: LogLevel) -> bool;

    /// Takes a message.
    fn write(&self, level: LogLevel, message: &str);
}

/// How much a message matters, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Each try.
    Debug,
    /// Each answer, and what is tried again.
    Info,
    /// What a person should look at.
    Warn,
    /// What went wrong for good.
    Error,
}
