//! What a worker tells while it runs.

use super::{Item, LeasedItem, Notice};
use crate::api::{Error, Source};
use std::fmt;

/// What a worker tells.
#[derive(Debug)]
pub enum WorkerEvent<'a, B> {
    /// An item was acknowledged, and is this worker's.
    Claimed(&'a Item<B>),
    /// Something happened to its lease.
    Lease(&'a LeasedItem, Notice<'a>),
    /// The handler returned. The item was stopped, unless the handler released it, or the stop failed for good ([`Notice::StopFailed`]).
    Finished {
        /// Which item.
        work_id: &'a str,
        /// How long the handler ran, in milliseconds.
        ran_ms: u64,
    },
    /// The handler failed, or a call for the item did.
    Failed {
        /// Which item.
        work_id: &'a str,
        /// How long the handler ran, in milliseconds.
        ran_ms: u64,
        /// Why.
        failure: Failure<'a>,
    },
    /// The queue is empty and nothing is worked on, after work or for the first time.
    Idle,
}

/// Why an item failed.
#[derive(Debug)]
pub enum Failure<'a> {
    /// The handler gave this.
    Handler(&'a Source),
    /// A call failed.
    Call(&'a Error),
}

impl fmt::Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Handler(source) => source.fmt(f),
            Failure::Call(error) => error.fmt(f),
        }
    }
}
