//! The plan itself.

use super::FaultEffect;
use crate::emulator::Endpoint;
use std::ops::RangeInclusive;

/// What goes wrong. The same plan and the same calls in the same order give the same faults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FaultPlan {
    /// Where chance comes from.
    pub seed: u64,
    /// What goes wrong when. Every rule that fits a call counts: delays add up, and of the effects the first one happens.
    pub rules: Vec<FaultRule>,
}

/// One thing that goes wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultRule {
    /// At which endpoint; `None` for every one.
    pub endpoint: Option<Endpoint>,
    /// At which of its calls.
    pub when: When,
    /// How many milliseconds the request takes to arrive: drawn from this range.
    pub request_delay_ms: RangeInclusive<u64>,
    /// How many milliseconds the answer takes to come back, after the request has taken effect: drawn from this range.
    pub answer_delay_ms: RangeInclusive<u64>,
    /// What happens besides delay.
    pub effect: Option<FaultEffect>,
}

/// At which calls a rule counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// At every call.
    Always,
    /// At one call, counted from 1: of the rule's endpoint, or of all together where it names none.
    Call(u64),
    /// At some calls, with this probability.
    Chance(f64),
}

impl Default for FaultRule {
    /// A rule that counts always and does nothing.
    fn default() -> Self {
        FaultRule { endpoint: None, when: When::Always, request_delay_ms: 0..=0, answer_delay_ms: 0..=0, effect: None }
    }
}
