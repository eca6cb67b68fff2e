//! How a lease ends.

use crate::api::text::{concat, number};
use std::fmt;

/// Why a lease ends, or has to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaseEnd {
    /// Lost: it was not renewed in time.
    Expired,
    /// Lost: the server has another worker's heartbeat (412).
    Taken,
    /// Lost: the server will not have our heartbeats (401, 403, 404 or another lasting error).
    Refused {
        /// The answer's status.
        status: u16,
    },
    /// A stop was asked for, by the server or by the caller. It is a reason to wind down, and no end.
    StopRequested,
    /// The item was stopped by us.
    Stopped,
    /// Given up by us, without a stop: the item goes back to the queue when the lease runs out.
    Released,
}

impl LeaseEnd {
    /// Whether the item may be somebody else's by now.
    pub fn is_loss(self) -> bool {
        matches!(self, LeaseEnd::Expired | LeaseEnd::Taken | LeaseEnd::Refused { .. })
    }
}

impl fmt::Display for LeaseEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LeaseEnd::Expired => "it was not renewed in time",
            LeaseEnd::Taken => "another worker has it",
            LeaseEnd::Refused { status } => {
                return f.write_str(&concat(&["the server refuses its heartbeats (", &number((*status).into()), ")"]));
            }
            LeaseEnd::StopRequested => "a stop was asked for",
            LeaseEnd::Stopped => "it was stopped",
            LeaseEnd::Released => "it was given up",
        })
    }
}
