//! How leases are held, and how the calls of leases, pollers and workers are sent, from JavaScript.

use super::{
    call::signal,
    client::{Core, JsClient},
    headers::header_layer,
    options::{at_least_one, flag},
    runtime::is_window,
};
use crate::{
    api::{
        Credential, Look, Result,
        look::{optional, some_text, wrong},
        models::Secret,
    },
    lease::{CallOptions, LeaseOptions, LeaseSnapshot},
    platform::JsBody,
};
use web_sys::AbortSignal;

/// What a lease wishes for in a window, whose timers run once a minute when it is hidden.
const TTL_IN_WINDOW_SECONDS: u64 = 180;

/// The options of leases.
pub(super) const LEASE: &[&str] =
    &["adoptLostAnswers", "desiredTtlSeconds", "environmentKey", "requestOptions", "signal", "snapshot", "windDownMs"];

/// How the calls are sent, and what ends them.
pub(super) struct Helper {
    /// The client, with the environment key where one was given.
    pub(super) client: JsClient,
    pub(super) calls: CallOptions,
    pub(super) signal: Option<AbortSignal>,
}

impl Helper {
    pub(super) fn read(core: &Core, options: &JsBody) -> Result<Self> {
        let client = match environment_key(options)? {
            Some(key) => core.client.with_credential(Credential::Bearer(key))?,
            None => core.client.clone(),
        };
        let request = optional(options, "requestOptions", |value: &JsBody| value.is_object().then(|| value.clone()), "an object")?;
        let headers = request.map(|request| header_layer(&request, "headers")).transpose()?.unwrap_or_default();
        Ok(Helper { client, calls: CallOptions { credential: None, headers }, signal: signal(options)? })
    }
}

/// `environmentKey`, of anything that has one.
pub(super) fn environment_key(options: &JsBody) -> Result<Option<Secret>> {
    match options.field("environmentKey") {
        None => Ok(None),
        // Not shown: it is one, or is meant to be.
        Some(key) => match some_text(&key) {
            Some(key) => Ok(Some(Secret::new(key))),
            None => Err(wrong("environmentKey", None::<&JsBody>, "an environment key: a text that is not empty")),
        },
    }
}

/// How a lease is held.
pub(super) fn lease_options(options: &JsBody) -> Result<LeaseOptions> {
    let mut lease = LeaseOptions::default();
    let ttl = optional(options, "desiredTtlSeconds", at_least_one, "a whole number of seconds from 1 up")?;
    lease.desired_ttl_seconds = ttl.or_else(|| is_window().then_some(TTL_IN_WINDOW_SECONDS));
    lease.adopts = options.field("adoptLostAnswers").is_none() || flag(options, "adoptLostAnswers")?;
    let wind_down = optional(options, "windDownMs", JsBody::number, "a whole number of milliseconds")?;
    lease.wind_down_ms = wind_down.unwrap_or(lease.wind_down_ms);
    Ok(lease)
}

/// `snapshot`, of a lease that was held elsewhere.
pub(super) fn snapshot(options: &JsBody) -> Result<Option<LeaseSnapshot>> {
    let read = |value: &JsBody| {
        let last_heartbeat = match value.field("lastHeartbeat") {
            Some(text) => Some(some_text(&text)?),
            None => None,
        };
        let (ttl_seconds, held_from_ms) = (at_least_one(&value.field("ttlSeconds")?)?, value.field("heldFrom")?.number()?);
        Some(LeaseSnapshot { last_heartbeat, ttl_seconds, held_from_ms })
    };
    optional(options, "snapshot", read, "what `snapshot()` gave: { lastHeartbeat, ttlSeconds, heldFrom }")
}
