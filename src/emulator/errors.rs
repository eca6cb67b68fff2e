//! What the API says when it refuses.

use super::{router::Methods, validate::Invalid};
use crate::api::models::WorkLeaseState;
use serde::Serialize;

/// A refusal: the status and the `error` object of the body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    /// The methods that the path knows, where the method was the trouble.
    pub(crate) allow: Option<Methods>,
    /// Headers of an error that a fault plan asks for.
    pub(crate) headers: Vec<(String, String)>,
    body: ErrorObject,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ErrorObject {
    #[serde(rename = "type")]
    kind: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Box<Details>>,
}

/// What a program branches on.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Details {
    error_code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_state: Option<WorkLeaseState>,
}

/// The whole body.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    object_type: &'static str,
    error: &'a ErrorObject,
    request_id: &'a str,
}

const INVALID_REQUEST: &str = "invalid_request_error";

impl ApiError {
    fn new(status: u16, kind: &'static str, message: impl Into<String>) -> Self {
        ApiError { status, allow: None, headers: Vec::new(), body: ErrorObject { kind, message: message.into(), details: None } }
    }

    fn coded(mut self, error_code: &'static str) -> Self {
        self.body.details = Some(Box::new(Details { error_code, current_state: None }));
        self
    }

    /// 400: the request is not what the endpoint takes.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, INVALID_REQUEST, message)
    }

    /// 400: the metadata breaks a rule.
    pub(crate) fn invalid_metadata(message: impl Into<String>) -> Self {
        Self::invalid(message).coded("invalid_metadata")
    }

    /// 400: an archived environment cannot be updated.
    pub(crate) fn environment_archived() -> Self {
        Self::invalid("the environment is archived and cannot be updated").coded("environment_archived")
    }

    /// 400: an environment keeps the type of its configuration.
    pub(crate) fn invalid_config_type_change(stored: &str, asked: &str) -> Self {
        Self::invalid(format!("config.type: the environment is {stored} and cannot become {asked}")).coded("invalid_config_type_change")
    }

    /// 400: only a self-hosted environment has work.
    pub(crate) fn no_queue() -> Self {
        Self::invalid("environment_id: expected a self-hosted environment, received a cloud environment")
    }

    /// 401: no credential, or one nobody knows.
    pub(crate) fn authentication(message: &'static str) -> Self {
        Self::new(401, "authentication_error", message)
    }

    /// 403: a credential, but not for this.
    pub(crate) fn permission(message: impl Into<String>) -> Self {
        Self::new(403, "permission_error", message)
    }

    /// 404: no such path.
    pub(crate) fn path_not_found() -> Self {
        Self::new(404, "not_found_error", "no endpoint has this path")
    }

    /// 404: no such environment.
    pub(crate) fn environment_not_found() -> Self {
        Self::new(404, "not_found_error", "environment_id: no such environment").coded("environment_not_found")
    }

    /// 404: no such work item in this environment.
    pub(crate) fn work_not_found() -> Self {
        Self::new(404, "not_found_error", "work_id: no such work item in this environment")
    }

    /// 405: the path is right, the method is not.
    pub(crate) fn method_not_allowed(allow: Methods) -> Self {
        let mut error = Self::new(405, INVALID_REQUEST, format!("this path takes {}", allow.list()));
        error.allow = Some(allow);
        error
    }

    /// 409: the work item's state rules it out.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "conflict_error", message)
    }

    /// 412: the caller does not hold the lease it believes to hold.
    pub(crate) fn heartbeat_precondition_failed(message: &'static str, current_state: WorkLeaseState) -> Self {
        let mut error = Self::new(412, INVALID_REQUEST, message);
        error.body.details = Some(Box::new(Details { error_code: "heartbeat_precondition_failed", current_state: Some(current_state) }));
        error
    }

    /// 500: the emulator's own fault.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(500, "api_error", message)
    }

    /// Any status, as a fault plan asks for it.
    pub(crate) fn injected(status: u16, headers: Vec<(String, String)>) -> Self {
        let kind = match status {
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            408 | 504 => "timeout_error",
            409 => "conflict_error",
            429 => "rate_limit_error",
            529 => "overloaded_error",
            500.. => "api_error",
            _ => INVALID_REQUEST,
        };
        ApiError { headers, ..Self::new(status, kind, "the fault plan asks for this error") }
    }

    /// What it says to people.
    pub(crate) fn message(&self) -> &str {
        &self.body.message
    }

    /// The body, as JSON.
    pub(crate) fn body(&self, request_id: &str) -> Vec<u8> {
        // Strings and one flat object always serialize.
        serde_json::to_vec(&Body { object_type: "error", error: &self.body, request_id }).unwrap_or_default()
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        ApiError::invalid(invalid.to_string())
    }
}
