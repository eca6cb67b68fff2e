//! The options of leases, pollers and workers from JavaScript, and the work items that they are for.

use super::{
    client::{Core, JsClient},
    error::to_js,
    headers::header_layer,
    options::Options,
};
use crate::{
    api::{
        Credential, Look, Result,
        look::{some_text, wrong},
        models::Secret,
    },
    lease::{CallOptions, DoubtSnapshot, Item, LeaseOptions, LeaseSnapshot, PollerOptions, ServerTime},
    platform::JsBody,
};
use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/lease-options.js")]
extern "C" {
    /// The options of a lease (`l`), a poller (`p`) or a worker (`w`), each at its place, or an error.
    #[wasm_bindgen(js_name = readOptions)]
    fn read_options(kind: &str, options: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/js/lease.js")]
extern "C" {
    /// What a snapshot holds: the last heartbeat, the TTL in seconds, when the last good beat was sent; the times of
    /// beats in doubt; and how far the server's clock is ahead, at least and at most.
    #[wasm_bindgen(js_name = snapshotParts)]
    fn snapshot_parts(snapshot: &JsValue) -> Array;
}

impl Options {
    pub(super) fn read(kind: &str, options: &JsValue) -> Result<Self, JsValue> {
        Options::of(read_options(kind, options))
    }

    /// The client, with the environment key where one was given.
    pub(super) fn client(&self, core: &Core) -> Result<JsClient> {
        match self.text(0) {
            Some(key) => core.client.with_credential(Credential::Bearer(Secret::new(key))),
            None => Ok(core.client.clone()),
        }
    }

    /// How the calls are sent.
    pub(super) fn calls(&self) -> Result<CallOptions> {
        Ok(CallOptions { credential: None, headers: header_layer(&self.list(1))? })
    }

    pub(super) fn signal(&self) -> JsValue {
        self.get(2)
    }

    /// How a lease is held.
    pub(super) fn lease(&self) -> LeaseOptions {
        let wind_down_ms = self.number(5).unwrap_or_default();
        LeaseOptions { desired_ttl_seconds: self.number(3), adopts: self.flag(4), wind_down_ms }
    }

    /// What was held elsewhere.
    pub(super) fn snapshot(&self) -> Option<LeaseSnapshot> {
        let snapshot = self.get(6);
        if snapshot.is_undefined() {
            return None;
        }
        let parts = Options(snapshot_parts(&snapshot));
        let (in_doubt, ahead) = (parts.number(3).zip(parts.number(4)), parts.get(5).as_f64().zip(parts.get(6).as_f64()));
        Some(LeaseSnapshot {
            last_heartbeat: parts.text(0),
            ttl_seconds: parts.number(1).unwrap_or_default(),
            held_from_ms: parts.number(2).unwrap_or_default(),
            in_doubt: in_doubt.map(|(from_ms, until_ms)| DoubtSnapshot { from_ms, until_ms }),
            server_time: ahead.map(|(least_ms, most_ms)| ServerTime { least_ms: least_ms as i64, most_ms: most_ms as i64 }),
        })
    }

    /// How to poll, and with which client. The environment may be missing.
    pub(super) fn polling(&self, core: &Core) -> Result<(PollerOptions, JsClient)> {
        let (calls, client) = (self.calls()?, self.client(core)?);
        let how = PollerOptions {
            environment_id: self.text(7).unwrap_or_default(),
            worker_id: self.text(8).unwrap_or_default(),
            block_ms: self.number(9).filter(|&block_ms| block_ms > 0),
            reclaim_older_than_ms: self.number(10),
            drain: self.flag(11),
            calls,
        };
        Ok((how, client))
    }

    pub(super) fn concurrency(&self) -> usize {
        self.count(13).map_or(1, |items| items as usize)
    }
}

/// A work item that the caller passed.
pub(super) fn item(work: &JsValue) -> Result<Item<JsBody>, JsValue> {
    let body = JsBody(work.clone());
    let missing = |field: &str, name: &str| {
        let given = body.field(field);
        let expected = "a text that is not empty, as in an item that was polled";
        given.as_ref().and_then(some_text).is_none().then(|| to_js(&wrong(name, given.as_ref(), expected)))
    };
    match missing("id", "work.id").or_else(|| missing("environment_id", "work.environment_id")) {
        Some(error) => Err(error),
        None => Item::read(body).ok_or_else(JsValue::default),
    }
}
