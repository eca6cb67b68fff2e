//! Behaviour over the protocol: how long work that is claimed is really held.
//!
//! Pure: no clock, no timer, no network. Time and chance are arguments, what is to be done comes back as a value, so that a day of
//! a thousand leases is simulated in milliseconds.

mod doubt;
mod event;
#[allow(clippy::module_inception)] // One noun a file, and the noun of this folder is the lease.
mod lease;
mod moment;
mod pace;

pub use doubt::{ServerTime, StoredBeat};
pub use event::{Action, Beat, BeatOutcome, Event, GoodBeat, StopOutcome};
pub use lease::{Lease, LeaseEnd, LeaseOptions, LeasePhase, LeaseSnapshot};
pub use moment::Moment;
pub use pace::{interval_ms, margin_ms};
