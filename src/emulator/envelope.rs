//! What every answer carries besides its content.

use super::{
    errors::ApiError,
    http::{HttpRequest, HttpResponse},
};
use std::{
    borrow::Cow,
    time::{Duration, UNIX_EPOCH},
};

/// A browser may call the API from another origin only when it says so with this header.
const BROWSER_ACCESS: &str = "anthropic-dangerous-direct-browser-access";
/// How long a browser may remember a preflight's answer. Chromium's own ceiling.
const PREFLIGHT_SECONDS: &str = "7200";

/// The last millisecond of the year 9999.
const YEAR_9999_ENDS_MS: u64 = 253_402_300_799_999;

/// What is known of an answer before its content is.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    request_id: String,
    /// Whether a page of any origin may read the answer.
    readable: bool,
}

/// An answer's content.
#[derive(Debug)]
pub(crate) enum Content {
    /// 200 and a JSON document.
    Json(Vec<u8>),
    /// 204 without a body.
    Nothing,
}

impl Envelope {
    pub(crate) fn new(request: &HttpRequest, request_id: String) -> Self {
        Envelope { request_id, readable: request.header(BROWSER_ACCESS) == Some("true") }
    }

    /// Puts an answer in. Its date (RFC 9110, 6.6.1) is that of the emulator's clock: a client that was left without an answer compares it.
    pub(crate) fn seal(self, result: Result<Content, ApiError>, now_ms: u64) -> HttpResponse {
        let mut headers: Vec<(Cow<'static, str>, String)> = Vec::new();
        let (status, body) = match result {
            Ok(Content::Json(body)) => (200, body),
            Ok(Content::Nothing) => (204, Vec::new()),
            Err(error) => {
                headers.extend(error.allow.map(|methods| ("allow".into(), methods.list())));
                headers.extend(error.headers.iter().map(|(name, value)| (name.clone().into(), value.clone())));
                (error.status, error.body(&self.request_id))
            }
        };
        // What a fault plan asks for counts.
        let mut add = |name: &'static str, value: String| {
            if !headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
                headers.push((name.into(), value));
            }
        };
        if !body.is_empty() {
            add("content-type", "application/json".into());
        }
        if self.readable {
            add("access-control-allow-origin", "*".into());
            add("access-control-expose-headers", "*".into());
        }
        add("date", http_date(now_ms));
        add("request-id", self.request_id);
        HttpResponse { status, headers, body }
    }
}

/// A moment as HTTP writes it, at most the last one that it can write.
pub(crate) fn http_date(ms: u64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(ms.min(YEAR_9999_ENDS_MS)))
}

/// Answers a browser's question whether a page may send a request (CORS preflight).
pub(crate) fn preflight(request: &HttpRequest, request_id: String) -> HttpResponse {
    let asked = request.header("access-control-request-headers").unwrap_or_default();
    let mut headers = Vec::new();
    if asked.split(',').any(|name| name.trim().eq_ignore_ascii_case(BROWSER_ACCESS)) {
        headers.push(("access-control-allow-origin".into(), "*".into()));
        headers.push(("access-control-allow-methods".into(), "GET, POST, DELETE".into()));
        // Not `*`, which does not stand for `authorization`.
        headers.push(("access-control-allow-headers".into(), asked.into()));
        headers.push(("access-control-max-age".into(), PREFLIGHT_SECONDS.into()));
    }
    headers.push(("request-id".into(), request_id));
    HttpResponse { status: 204, headers, body: Vec::new() }
}
