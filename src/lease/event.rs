//! What happens to a lease, and what is to be done then.

use super::{LeaseEnd, StoredBeat};
use crate::api::models::WorkState;

/// What happens to a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Time has passed, or a machine woke up: look whether the lease still holds.
    Look,
    /// A heartbeat ended.
    Beat(BeatOutcome),
    /// The handler is done, or the caller wants a stop.
    Stop {
        /// Straight to `stopped`.
        force: bool,
    },
    /// A stop of ours ended.
    Stopped(StopOutcome),
    /// The caller gives the item up.
    Release,
}

/// How a heartbeat ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BeatOutcome {
    /// The server took it.
    Good(GoodBeat),
    /// The server has another one stored (412); what it has, where it says so.
    Conflict(Option<StoredBeat>),
    /// A lasting error.
    Refused {
        /// The answer's status.
        status: u16,
    },
    /// It may be tried again, and may have taken effect: no answer, a broken one, or a server in trouble.
    Unanswered,
}

/// A heartbeat that the server took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodBeat {
    /// The heartbeat, to be echoed exactly by the next one.
    pub last_heartbeat: String,
    /// The same as milliseconds since 1970, by the server's clock, where it can be read.
    pub server_ms: Option<u64>,
    /// Whether it extended the lease.
    pub lease_extended: bool,
    /// Where the item is in its life.
    pub state: WorkState,
    /// How long the lease holds, in seconds.
    pub ttl_seconds: u64,
}

/// How a stop of ours ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopOutcome {
    /// The item is stopped, or was already (409).
    Done,
    /// It failed for good. The item goes back to the queue when the lease runs out.
    Failed,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A beat is due: call [`Lease::begin_beat`](super::Lease::begin_beat) when it is sent.
    Beat,
    /// The beat on its way is of no use any more.
    CancelBeat,
    /// The lease is held: the handler may start.
    Ready,
    /// Tell the handler to end, and why. It comes once.
    Abort(LeaseEnd),
    /// Stop the item.
    Stop {
        /// Straight to `stopped`.
        force: bool,
    },
    /// The lease is over. It comes once, and last.
    Done(LeaseEnd),
}

/// A heartbeat to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    /// What the server has to have stored.
    pub expected_last_heartbeat: String,
    /// The lease's wanted length in seconds.
    pub desired_ttl_seconds: Option<u64>,
    /// How long its answer may take, in milliseconds.
    pub timeout_ms: u64,
}
