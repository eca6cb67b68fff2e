//! What happens to a lease, and what is to be done then.

use super::{LeaseEnd, ServerTime, StoredBeat};
use crate::api::models::WorkState;

/// What happens to a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Time has passed, or a machine woke up: look whether the lease still holds.
    Look,
    /// The machine woke up or is online again: look, and try failed beats again at once.
    Woke,
    /// The caller wants a beat now, out of turn.
    Hurry,
    /// A heartbeat ended.
    Beat(BeatOutcome),
    /// The caller wants the handler to wind down.
    AskStop,
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
    /// The server has another one stored (412); what it has, where it says so, and what its answer tells of its clock.
    Conflict(Option<StoredBeat>, Option<ServerTime>),
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
    /// A beat is due: call [`Machine::begin_beat`](super::Machine::begin_beat) when it is sent.
    Beat,
    /// The beat that is due or on its way is of no use any more.
    CancelBeat,
    /// The lease is held: the handler may start.
    Ready,
    /// Tell the handler to end, and why. It comes once.
    Abort(LeaseEnd),
    /// Stop the item. It comes once; or twice, where a stop without force is overtaken by one with it.
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
    /// How long its answer may take, in milliseconds; a [`Event::Look`] after that gives it up.
    pub timeout_ms: u64,
    /// How long ago it was due, in milliseconds.
    pub late_ms: u64,
}
