//! A plan at work: what has been counted and drawn so far.

use super::{FaultEffect, FaultPlan, FaultRule, When};
use crate::emulator::Endpoint;
use fastrand::Rng;
use std::{collections::BTreeMap, ops::RangeInclusive};

/// A plan, how often each endpoint was called, and where chance has come to.
#[derive(Debug)]
pub(crate) struct Faults {
    plan: FaultPlan,
    calls: BTreeMap<Endpoint, u64>,
    chance: Rng,
}

/// What the plan does to one exchange.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Injected {
    pub(crate) request_delay_ms: u64,
    pub(crate) answer_delay_ms: u64,
    pub(crate) effect: Option<FaultEffect>,
}

impl Faults {
    pub(crate) fn new(plan: FaultPlan) -> Self {
        Faults { chance: Rng::with_seed(plan.seed), calls: BTreeMap::new(), plan }
    }

    /// Counts a call and says what happens to it.
    pub(crate) fn draw(&mut self, endpoint: Endpoint) -> Injected {
        let mut injected = Injected::default();
        if self.plan.rules.is_empty() {
            return injected;
        }
        *self.calls.entry(endpoint).or_default() += 1;
        let (of_endpoint, of_all) = (self.calls[&endpoint], self.calls.values().sum());
        for rule in self.plan.rules.iter().filter(|rule| rule.endpoint.is_none_or(|named| named == endpoint)) {
            let call = if rule.endpoint.is_some() { of_endpoint } else { of_all };
            if rule.counts(call, &mut self.chance) {
                injected.add(rule, &mut self.chance);
            }
        }
        injected
    }

    pub(crate) fn plan(&self) -> &FaultPlan {
        &self.plan
    }

    /// How often each endpoint was called.
    pub(crate) fn calls(&self) -> impl Iterator<Item = (Endpoint, u64)> {
        self.calls.iter().map(|(endpoint, calls)| (*endpoint, *calls))
    }

    pub(crate) fn set_calls(&mut self, endpoint: Endpoint, calls: u64) {
        self.calls.insert(endpoint, calls);
    }

    /// Where chance has come to.
    pub(crate) fn position(&self) -> u64 {
        self.chance.get_seed()
    }

    pub(crate) fn set_position(&mut self, position: u64) {
        self.chance = Rng::with_seed(position);
    }
}

impl FaultRule {
    fn counts(&self, call: u64, chance: &mut Rng) -> bool {
        match self.when {
            When::Always => true,
            When::Call(number) => number == call,
            When::Chance(probability) => chance.f64() < probability,
        }
    }
}

impl Injected {
    fn add(&mut self, rule: &FaultRule, chance: &mut Rng) {
        let mut draw = |range: &RangeInclusive<u64>| if range.start() < range.end() { chance.u64(range.clone()) } else { *range.start() };
        self.request_delay_ms = self.request_delay_ms.saturating_add(draw(&rule.request_delay_ms));
        self.answer_delay_ms = self.answer_delay_ms.saturating_add(draw(&rule.answer_delay_ms));
        if self.effect.is_none() {
            self.effect.clone_from(&rule.effect);
        }
    }
}
