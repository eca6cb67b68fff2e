//! Requests and answers on their way.

use super::{server::Server, world::Weather};
use leasehold::emulator::HttpResponse;
use std::{cmp::Reverse, collections::BinaryHeap};

/// What a worker asks of the server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    Poll,
    Ack(String),
    Beat { id: String, expected: String },
    Stop(String),
}

/// Something that will happen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happening {
    /// A request reaches the server.
    Arrives { worker: usize, call: u64, ask: Ask },
    /// An answer reaches a worker.
    Answers { worker: usize, call: u64, status: u16, body: Vec<u8> },
    /// A worker gives a call up.
    TimesOut { worker: usize, call: u64 },
    /// A worker's timer rings, set when it had made so many.
    Rings { worker: usize, timer: u64 },
    /// A machine falls asleep for a while.
    Sleeps { worker: usize, for_ms: u64 },
}

/// What is to come, in the order of its time.
#[derive(Default)]
pub struct Future {
    heap: BinaryHeap<Reverse<(u64, u64, Happening)>>,
    count: u64,
}

impl Future {
    pub fn add(&mut self, at_ms: u64, happening: Happening) {
        self.count += 1;
        self.heap.push(Reverse((at_ms, self.count, happening)));
    }

    pub fn next(&mut self) -> Option<(u64, Happening)> {
        self.heap.pop().map(|Reverse((at_ms, _, happening))| (at_ms, happening))
    }
}

/// Carries requests and answers, or loses them.
pub struct Network {
    pub weather: Weather,
    pub random: fastrand::Rng,
}

impl Network {
    /// A request goes out; it may never arrive.
    pub fn send(&mut self, future: &mut Future, now_ms: u64, worker: usize, call: u64, ask: Ask) {
        if let Some(delay_ms) = self.leg() {
            future.add(now_ms + delay_ms, Happening::Arrives { worker, call, ask });
        }
    }

    /// The server takes a request; its answer may never arrive.
    pub fn deliver(&mut self, future: &mut Future, now_ms: u64, server: &mut Server, (worker, call, ask): (usize, u64, &Ask)) {
        let HttpResponse { status, body, .. } = server.handle(ask, now_ms);
        if let Some(delay_ms) = self.leg() {
            future.add(now_ms + delay_ms, Happening::Answers { worker, call, status, body });
        }
    }

    /// How long one way takes; `None` when it leads nowhere.
    fn leg(&mut self) -> Option<u64> {
        let arrives = self.random.f64() >= self.weather.loss;
        arrives.then(|| self.random.u64(1..=self.weather.longest_ms))
    }
}
