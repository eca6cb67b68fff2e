//! Everything that can go wrong, as one enumeration.

use super::{
    AnswerHeaders, Body, Look,
    models::WorkLeaseState,
    open_enum::open_enum,
    text::{concat, number},
};
use std::fmt;

/// What an error came from.
pub type Source = Box<dyn std::error::Error + 'static>;

/// What calls give. Errors are rare and large, so they stand in a box: that keeps the good case small.
pub type Result<T, E = Box<Error>> = std::result::Result<T, E>;

/// Why a call failed. Match on the variant, never on the text.
#[non_exhaustive]
pub enum Error {
    /// The caller's input cannot be sent; nothing was.
    InvalidInput {
        /// Which field.
        field: String,
        /// What it was.
        received: String,
        /// What would be right.
        expected: String,
        /// What it came from, where somebody else refused it.
        source: Option<Source>,
    },
    /// The credential could not be had: the caller's function failed.
    Credential {
        /// What happened.
        message: String,
        /// What it came from.
        source: Option<Source>,
    },
    /// The network failed.
    Connection {
        /// What happened.
        message: String,
        /// The answer's status, when the connection broke after the headers.
        status: Option<u16>,
        /// The answer's `request-id`, likewise.
        request_id: Option<String>,
        /// What it came from.
        source: Option<Source>,
    },
    /// No whole answer within the time limit.
    Timeout {
        /// The limit, in milliseconds.
        after_ms: u64,
    },
    /// The server said no.
    Status(StatusError),
    /// The server said yes, but not in the API's form.
    InvalidResponse {
        /// What is wrong with it.
        message: String,
        /// The answer's status.
        status: u16,
        /// The answer's `request-id`.
        request_id: Option<String>,
        /// What it came from.
        source: Option<Source>,
    },
}

impl Error {
    /// Shorthand for [`Error::InvalidInput`].
    pub(crate) fn invalid(field: &str, received: impl Into<String>, expected: &str) -> Box<Self> {
        Box::new(Error::InvalidInput { field: field.into(), received: received.into(), expected: expected.into(), source: None })
    }

    /// The answer's HTTP status, where there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Error::Status(error) => Some(error.status),
            Error::InvalidResponse { status, .. } => Some(*status),
            Error::Connection { status, .. } => *status,
            _ => None,
        }
    }

    /// The answer's `request-id`, where there was one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Error::Status(error) => error.request_id.as_deref(),
            Error::InvalidResponse { request_id, .. } | Error::Connection { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::InvalidInput { source, .. }
            | Error::Credential { source, .. }
            | Error::Connection { source, .. }
            | Error::InvalidResponse { source, .. } => source.as_deref(),
            _ => None,
        }
    }
}

impl Error {
    /// The text of the error, for people.
    pub(crate) fn message(&self) -> String {
        match self {
            Error::InvalidInput { field, received, expected, .. } => concat(&["`", field, "` must be ", expected, "; got ", received]),
            Error::Credential { message, .. } | Error::Connection { message, .. } | Error::InvalidResponse { message, .. } => {
                message.clone()
            }
            Error::Timeout { after_ms } => concat(&["no answer within ", &number(*after_ms), " ms"]),
            Error::Status(error) => error.message(),
        }
    }
}

/// An answer that is an error. What the API's error body (`{"type": "error", "error": {…}, "request_id"?}`) would say, any server
/// and any proxy may leave out.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct StatusError {
    /// The HTTP status.
    pub status: u16,
    /// The `request-id` header, else the body's `request_id`.
    pub request_id: Option<String>,
    /// `error.type`: the broad category (`invalid_request_error`, …).
    pub kind: Option<String>,
    /// `error.message`: for people; its wording can change.
    pub message: Option<String>,
    /// `error.details.current_state`: the lease as the server holds it, where a heartbeat was refused (412).
    pub lease: Option<WorkLeaseState>,
    /// The body's text, as it came (at most 64 KiB).
    pub text: String,
    /// The answer's headers.
    pub headers: AnswerHeaders,
    /// `error.details.error_code`, as it came.
    code: Option<String>,
}

impl StatusError {
    /// `error.details.error_code`: for programs.
    pub fn code(&self) -> Option<ErrorCode> {
        // Made when it is asked for: who does not ask need not download the words.
        self.code.as_deref().map(Into::into)
    }

    /// Reads an answer that is an error.
    pub(crate) fn read<B: Body>(status: u16, headers: AnswerHeaders, text: String) -> Self {
        let body = B::parse(&text);
        let view = body.as_ref().and_then(Body::view);
        let said = view.as_ref().and_then(|view| view.field("error"));
        let details = said.as_ref().and_then(|said| said.field("details"));
        let lease = details.as_ref().and_then(|details| WorkLeaseState::look_at(&details.field("current_state")?));
        StatusError {
            status,
            request_id: headers.get("request-id").map(Into::into).or_else(|| text_at(&view, "request_id")),
            kind: text_at(&said, "type"),
            message: text_at(&said, "message"),
            lease,
            code: text_at(&details, "error_code"),
            text,
            headers,
        }
    }

    fn message(&self) -> String {
        let status = number(self.status.into());
        let (kind, colon, message) = match (&self.kind, &self.message) {
            (Some(kind), Some(message)) => (kind.as_str(), ": ", message.as_str()),
            (Some(said), None) | (None, Some(said)) => (said.as_str(), "", ""),
            (None, None) if self.text.trim_ascii().is_empty() => ("(no body)", "", ""),
            (None, None) => ("(the body is not in the API's form)", "", ""),
        };
        concat(&[&status, " ", kind, colon, message])
    }
}

fn text_at(object: &Option<impl Look>, name: &str) -> Option<String> {
    object.as_ref()?.text_at(name)
}

impl fmt::Debug for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

open_enum! {
    /// The causes that the API names in `error.details.error_code`.
    ErrorCode {
        /// The expected heartbeat is not the stored one: another worker may hold the lease.
        HeartbeatPreconditionFailed = "heartbeat_precondition_failed",
        /// The environment is archived and cannot be changed.
        EnvironmentArchived = "environment_archived",
        /// An environment's kind of configuration cannot change.
        InvalidConfigTypeChange = "invalid_config_type_change",
        /// Too many metadata keys, a key or value that is too long, or a reserved key.
        InvalidMetadata = "invalid_metadata",
        /// Creating environments is turned off for the organization.
        EnvironmentCreateDisabled = "environment_create_disabled",
        /// Changing environments is turned off for the organization.
        EnvironmentUpdateDisabled = "environment_update_disabled",
        /// No such environment within reach.
        EnvironmentNotFound = "environment_not_found",
    }
}
