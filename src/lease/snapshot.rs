//! A lease as plain data, for whoever goes on with it.

use super::ServerTime;

/// What it takes to go on with a lease elsewhere. Plain data, and nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LeaseSnapshot {
    /// The last heartbeat that the server took; `None` before the first.
    pub last_heartbeat: Option<String>,
    /// How long the lease holds, in seconds.
    pub ttl_seconds: u64,
    /// When the last good heartbeat was sent, in milliseconds since 1970.
    pub held_from_ms: u64,
    /// Heartbeats sent since then whose answers have not come: one of them may be what the server has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_doubt: Option<DoubtSnapshot>,
    /// The server's clock, seen from the one that the times above are by, where it is known: it tells a beat of ours from another's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_time: Option<ServerTime>,
}

/// Beats that may have taken effect, by the clock of the one who sent them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DoubtSnapshot {
    /// When the first of them was sent, in milliseconds since 1970.
    pub from_ms: u64,
    /// When the last of them was given up, or will be.
    pub until_ms: u64,
}
