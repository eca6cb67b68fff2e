//! Work: what waits in a self-hosted environment's queue, and the lease on it.

use super::{Extra, Metadata};
use crate::api::{Look, open_enum::open_enum};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// One work item. It is queued when a session is created, or when a long-dormant session gets a message. Times are RFC 3339.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WorkItem {
    /// Identifier (`work_…`).
    pub id: String,
    /// When a worker acknowledged it.
    #[serde(default)]
    pub acknowledged_at: Option<String>,
    /// When it was created.
    pub created_at: String,
    /// What is to be done.
    pub data: WorkData,
    /// The environment it belongs to (`env_…`).
    pub environment_id: String,
    /// When its latest heartbeat came.
    #[serde(default)]
    pub latest_heartbeat_at: Option<String>,
    /// User-given key-value pairs.
    #[serde(default)]
    pub metadata: Metadata,
    /// The credential for this item, encoded; only `poll` fills it in. See [`WorkSecret`].
    #[serde(default)]
    pub secret: Option<Secret>,
    /// When its execution started.
    #[serde(default)]
    pub started_at: Option<String>,
    /// Where it is in its life.
    pub state: WorkState,
    /// When a stop was asked for.
    #[serde(default)]
    pub stop_requested_at: Option<String>,
    /// When its execution stopped.
    #[serde(default)]
    pub stopped_at: Option<String>,
    /// Always `work`.
    #[serde(rename = "type")]
    pub object_type: String,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Where a work item is in its life: `queued → starting` (ack) `→ active` (first heartbeat) `→ stopping` (stop) `→ stopped`.
    WorkState {
        /// Waiting for a worker.
        Queued = "queued",
        /// Acknowledged, not beating yet.
        Starting = "starting",
        /// Held by a worker whose heartbeats arrive.
        Active = "active",
        /// Asked to stop; its worker winds down.
        Stopping = "stopping",
        /// Over.
        Stopped = "stopped",
    }
}

/// What a work item asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[non_exhaustive]
pub enum WorkData {
    /// Run a session.
    #[serde(rename = "session")]
    Session(SessionWorkData),
    /// Show that the worker is alive.
    #[serde(rename = "healthcheck")]
    HealthCheck(HealthCheckWorkData),
    /// A kind this version does not know, whole.
    #[serde(untagged)]
    Other(Extra),
}

/// A session to run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SessionWorkData {
    /// The session (`session_…`).
    pub id: String,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A health check to answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HealthCheckWorkData {
    /// The health check.
    pub id: String,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A credential. It has no text: `Debug` shows dots, so that no log or error can carry it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` out of every printed form.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The credential itself. Hand it to the network and to nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// What [`WorkItem::secret`] holds once it is decoded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WorkSecret {
    /// The bearer for this item's heartbeat, ack and stop.
    pub sessions_token: Secret,
    /// Where those calls go, when not to the client's base URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_base_url: Option<String>,
}

/// The answer to a heartbeat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Heartbeat {
    /// The heartbeat as the server stored it, to be echoed exactly by the next one; empty when there is none.
    pub last_heartbeat: String,
    /// Whether the lease was extended. `false` means: wind down.
    pub lease_extended: bool,
    /// Where the item is in its life.
    pub state: WorkState,
    /// How long the lease holds from here, in seconds. The server's word, whatever was desired.
    pub ttl_seconds: u64,
    /// Always `work_heartbeat`.
    #[serde(rename = "type")]
    pub object_type: String,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A lease as the server holds it: the `current_state` of a refused heartbeat (412).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WorkLeaseState {
    /// The stored heartbeat, if there has been one.
    #[serde(default)]
    pub last_heartbeat: Option<String>,
    /// Always false: a refused heartbeat extends nothing.
    pub lease_extended: bool,
    /// Where the item is in its life.
    pub state: WorkState,
    /// How long the lease holds, in seconds.
    pub ttl_seconds: u64,
}

impl WorkLeaseState {
    /// Reads it from JSON; `None` where a part is missing.
    pub(crate) fn look_at(lease: &impl Look) -> Option<Self> {
        Some(WorkLeaseState {
            last_heartbeat: lease.text_at("last_heartbeat"),
            lease_extended: lease.field("lease_extended")?.flag()?,
            state: lease.text_at("state")?.as_str().into(),
            ttl_seconds: lease.field("ttl_seconds")?.number()?,
        })
    }
}

/// How full an environment's queue is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WorkQueueStats {
    /// Items that wait to be picked up.
    pub depth: u64,
    /// When the oldest item (waiting or pending) was queued.
    #[serde(default)]
    pub oldest_queued_at: Option<String>,
    /// Items that were polled and not acknowledged yet.
    pub pending: u64,
    /// Always `work_queue_stats`.
    #[serde(rename = "type")]
    pub object_type: String,
    /// Workers seen polling in the last 30 s; only those count that send a worker id.
    #[serde(default)]
    pub workers_polling: Option<u64>,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The body of `update`: keys to set; `None` deletes the key, what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkUpdate {
    /// The change.
    pub metadata: BTreeMap<String, Option<String>>,
}

/// The body of `stop`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkStop {
    /// `true`: straight to `stopped`, without waiting for the worker to wind down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub force: Option<bool>,
}
