//! The protocol, in pure Rust: what goes over the wire, what comes back, and what is tried again.
//!
//! Nothing here knows of JavaScript. The network is a [`Transport`], time and chance are a [`Clock`]; a test gives its own of
//! both.

pub mod endpoint;
pub mod environments;
pub mod models;
pub mod retry;
pub mod work;

mod answer_headers;
mod call;
mod client;
mod clock;
mod credential;
mod error;
mod exchange;
mod headers;
pub(crate) mod look;
mod open_enum;
mod options;
mod page;
mod path;
pub(crate) mod race;
pub(crate) mod secret;
pub(crate) mod text;
mod timestamp;
mod transport;

pub use answer_headers::AnswerHeaders;
pub use call::{Call, CallParams, MANAGED_AGENTS};
pub use client::Client;
pub use clock::{Clock, MAX_DELAY_MS};
pub use credential::{Credential, CredentialProvider, CredentialSource, LocalFuture};
pub use error::{Error, ErrorCode, Result, Source, StatusError};
pub use exchange::Exchange;
pub use headers::{HeaderLayer, Headers};
pub use look::Look;
pub use options::{
    ClientOptions, DEFAULT_MAX_RESPONSE_BYTES, DEFAULT_TIMEOUT_MS, DEFAULT_VERSION, Log, LogLevel, NO_TIMEOUT, RequestOptions,
};
pub use page::{Page, PageParams, Pages};
pub use path::{BaseUrl, Path};
pub use transport::{Answer, Body, Fault, FaultKind, Method, Request, Response, Transport};
