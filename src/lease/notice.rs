//! What can be told of a lease while it lasts.

use super::{LeaseEnd, LeasedItem};
use crate::api::Error;

/// What happened to a lease.
#[derive(Clone, Copy, Debug)]
pub enum Notice<'a> {
    /// A beat extended it.
    Beat {
        /// How long after it was due the beat was sent, in milliseconds.
        late_ms: u64,
        /// How long the lease is held for from now, in milliseconds.
        held_for_ms: u64,
    },
    /// A beat is sent more than a second after it was due.
    Late {
        /// How long after, in milliseconds.
        late_ms: u64,
    },
    /// It is lost.
    Lost(LeaseEnd),
    /// Somebody asks for a stop.
    Stopping,
    /// Our stop failed for good; the item goes back to the queue when the lease runs out.
    StopFailed(&'a Error),
}

/// Is told what happens to leases.
pub trait Watch {
    /// Something happened to the lease on `item`.
    fn notice(&self, item: &LeasedItem, notice: Notice<'_>);
}
