//! What a worker does with its items: nothing, for a while, but with its eyes open.

use super::{ledger::Ledger, wire::Wire};
use crate::lease::support::local_clock::LocalClock;
use leasehold::{
    api::{Clock, LocalFuture, Source},
    lease::{Handler, Item, Lease, WorkerEvent},
};
use std::{cell::RefCell, pin::pin, rc::Rc};

pub struct Pretends {
    pub machine: usize,
    pub clock: LocalClock,
    pub ledger: Rc<Ledger>,
    pub random: RefCell<fastrand::Rng>,
    /// How long most handlers take at most.
    pub longest_ms: u64,
}

impl Handler<Wire, LocalClock> for Pretends {
    fn handle(&self, item: Rc<Item<Vec<u8>>>, lease: Lease<Wire, LocalClock>) -> LocalFuture<'static, Result<(), Source>> {
        let mut random = self.random.borrow_mut();
        let total_ms = match random.u8(..20) {
            0 => 10 * self.longest_ms,
            1 => 0,
            _ => random.u64(1..=self.longest_ms),
        };
        let (step_ms, obeys, fails) = (random.u64(200..8_000), random.u8(..10) > 0, random.u8(..20) == 0);
        let (ledger, clock, machine) = (self.ledger.clone(), self.clock.clone(), self.machine);
        Box::pin(async move {
            let running = ledger.begins(machine, &item.item.work_id);
            let ends_ms = clock.monotonic_ms() + total_ms;
            loop {
                let left_ms = ends_ms.saturating_sub(clock.monotonic_ms());
                match lease.aborted() {
                    None => running.steps(),
                    Some(_) => assert!(running.is_told(), "a lease is over and nobody was told"),
                }
                if left_ms == 0 || lease.aborted().is_some() && obeys {
                    break;
                }
                let pause = clock.sleep(left_ms.min(step_ms));
                if obeys {
                    futures::future::select(pin!(lease.told_to_end()), pause).await;
                } else {
                    pause.await;
                }
            }
            ledger.tally.borrow_mut().outlived += u64::from(running.is_told() && !obeys);
            if fails { Err("it did not work".into()) } else { Ok(()) }
        })
    }

    fn event(&self, event: WorkerEvent<'_, Vec<u8>>) {
        if let WorkerEvent::Lease(item, notice) = event {
            self.ledger.noticed(self.machine, &item.work_id, &notice);
        }
    }
}
