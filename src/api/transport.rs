//! The one way to the network.

use super::{AnswerHeaders, Error, Headers, Look, error::Source, secret::base64url};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{fmt, future::Future};

/// Carries requests. The body is the transport's own type, so that what a JS runtime parsed stays a JS value and what a native
/// client read stays bytes.
///
/// Dropping the future of [`Transport::send`], or a [`Response`] whose body is not read, cancels the exchange.
pub trait Transport: 'static {
    /// A JSON document in this transport's form.
    type Body: Body;
    /// An answer whose headers are there.
    type Response: Response<Body = Self::Body>;

    /// Sends `request` once and waits for the answer's headers, whatever its status. It follows no redirect.
    fn send(&self, request: &Request<Self::Body>) -> impl Future<Output = Result<Self::Response, Fault>>;
}

/// A JSON document that a [`Transport`] carries.
pub trait Body: Sized + 'static {
    /// Writes `value` as JSON.
    fn encode<M: Serialize + ?Sized>(value: &M) -> Result<Self, Source>;

    /// Reads a typed value. The reason of a failure becomes the source of [`Error::InvalidResponse`].
    fn decode<M: DeserializeOwned>(&self) -> Result<M, Source>;

    /// JSON text in this form, or nothing where it is no JSON: error bodies may be anything.
    fn parse(text: &str) -> Option<Self>;

    /// The same out of base64url (RFC 4648, 5; padding optional).
    fn parse_base64url(text: &str) -> Option<Self> {
        Self::parse(&String::from_utf8(base64url(text)?).ok()?)
    }

    /// The document as a value to look around in; nothing where it is no JSON.
    fn view(&self) -> Option<impl Look>;

    /// Whether the document is what the call promises, where that can be told without decoding it.
    fn fits(&self, answer: Answer) -> Result<(), &'static str> {
        let _ = answer;
        Ok(())
    }
}

/// What a successful call answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A JSON object.
    Object,
    /// A JSON object, or nothing: `null`, an empty body, or 204.
    ObjectOrNothing,
    /// A JSON object with `data`, a list, and `next_page`, a string or `null`.
    Page,
}

/// An answer whose headers are there and whose body may still come.
pub trait Response: 'static {
    /// What the body is read into.
    type Body;

    /// The HTTP status; 0 where the runtime hides it (an opaque redirect).
    fn status(&self) -> u16;

    /// One header's value.
    fn header(&self, name: &str) -> Option<String>;

    /// All headers.
    fn headers(&self) -> AnswerHeaders;

    /// Reads the body as JSON; `None` when it is empty.
    fn json(&self, limit_bytes: u64) -> impl Future<Output = Result<Option<Self::Body>, Fault>>;

    /// Reads the body as text, at most the first `limit_bytes` of it.
    fn text(&self, limit_bytes: u64) -> impl Future<Output = Result<String, Fault>>;
}

/// One request, ready to be sent.
#[derive(Debug)]
pub struct Request<B> {
    /// The method.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// The headers. Their values are secret to [`fmt::Debug`].
    pub headers: Headers,
    /// The JSON body, where there is one.
    pub body: Option<B>,
}

/// The methods that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `DELETE`
    Delete,
    /// `GET`
    Get,
    /// `POST`
    Post,
}

impl Method {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Delete => "DELETE",
            Method::Get => "GET",
            Method::Post => "POST",
        }
    }
}

/// Why an exchange brought no answer, or not the whole of it.
pub struct Fault {
    /// What kind of fault.
    pub kind: FaultKind,
    /// What happened, for people. It never holds a credential.
    pub message: String,
    /// What it came from.
    pub source: Option<Source>,
}

/// The kinds of [`Fault`], which differ in what may be done about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The network failed; trying again may help.
    Connection,
    /// The body is not JSON.
    NotJson,
    /// The body is larger than the limit.
    TooLarge,
    /// The transport refuses the request as it is; trying again would not help.
    Refused,
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault").field("kind", &self.kind).field("message", &self.message).finish_non_exhaustive()
    }
}

impl Fault {
    /// The error that this is for a caller, given the answer's status and request id where its headers came.
    pub(crate) fn into_error(self, status: Option<u16>, request_id: Option<String>) -> Box<Error> {
        let Fault { kind, message, source } = self;
        Box::new(match kind {
            FaultKind::Connection => Error::Connection { message, status, request_id, source },
            FaultKind::Refused => {
                Error::InvalidInput { field: "request".into(), received: message, expected: "one that can be sent".into(), source }
            }
            FaultKind::NotJson | FaultKind::TooLarge => {
                Error::InvalidResponse { message, status: status.unwrap_or_default(), request_id, source }
            }
        })
    }
}

/// The JSON text itself, for native transports.
impl Body for Vec<u8> {
    fn encode<M: Serialize + ?Sized>(value: &M) -> Result<Self, Source> {
        serde_json::to_vec(value).map_err(|error| Box::new(error) as Source)
    }

    fn decode<M: DeserializeOwned>(&self) -> Result<M, Source> {
        serde_json::from_slice(self).map_err(|error| Box::new(error) as Source)
    }

    fn parse(text: &str) -> Option<Self> {
        serde_json::from_str::<Value>(text).ok().map(|_| text.into())
    }

    fn view(&self) -> Option<impl Look> {
        serde_json::from_slice::<Value>(self).ok()
    }
}
