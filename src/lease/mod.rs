//! Behaviour over the protocol: how long work that is claimed is really held, and the worker that claims it.
//!
//! [`Machine`] is the rules, pure: time and chance are arguments, what is to be done comes back as a value. [`Heartbeats`] is the one
//! timer of all leases; [`Lease`] one held item; [`Poller`] and [`Worker`] claim items. They run on a
//! [`Clock`](crate::api::Clock) and a [`Host`], so that a day of a thousand leases is simulated in seconds.

mod agenda;
mod bell;
mod calls;
mod doubt;
mod end;
mod event;
mod heartbeats;
mod host;
mod item;
mod lateness;
#[allow(clippy::module_inception)] // One noun a file, and the noun of this folder is the lease.
mod lease;
mod machine;
mod moment;
mod notice;
mod pace;
mod pauses;
mod poller;
mod snapshot;
mod worker;
mod worker_event;

pub use calls::CallOptions;
pub use doubt::{ServerTime, StoredBeat};
pub use end::LeaseEnd;
pub use event::{Action, Beat, BeatOutcome, Event, GoodBeat, StopOutcome};
pub use heartbeats::{HeartbeatOptions, HeartbeatStats, Heartbeats};
pub use host::Host;
pub use item::Item;
pub use lateness::Lateness;
pub use lease::{Lease, LeasedItem};
pub use machine::{LeaseOptions, LeasePhase, Machine};
pub use moment::Moment;
pub use notice::{Notice, Watch};
pub use pace::{interval_ms, margin_ms};
pub use poller::{LONGEST_BLOCK_MS, Poller, PollerOptions};
pub use snapshot::{DoubtSnapshot, LeaseSnapshot};
pub use worker::{Handler, ItemEnd, Worker, WorkerOptions, WorkerStats};
pub use worker_event::{Failure, WorkerEvent};
