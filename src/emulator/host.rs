//! An emulator that runs on a clock, and the exchanges that take time on it.

use super::{Answer, Emulator, HttpRequest, Outcome, Ticket};
use crate::api::Clock;
use std::{
    cell::RefCell,
    collections::BTreeMap,
    fmt,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// An emulator and the clock that drives it. Clones are the same emulator. No borrow outlives the method that takes it, nor is anything
/// borrowed while the clock is asked: it may be JavaScript's.
pub(crate) struct Host<C: Clock>(Rc<Inner<C>>);

struct Inner<C: Clock> {
    clock: C,
    emulator: RefCell<Emulator>,
    waits: RefCell<BTreeMap<Ticket, Wait>>,
    alarm: RefCell<Option<Alarm<C>>>,
}

/// An exchange that takes time, seen from the emulator.
enum Wait {
    Open(Option<Waker>),
    Over(Answer),
}

/// One timer for all exchanges that take time: it rings when the emulator next has something to do. One of them keeps it, and is
/// woken by it.
struct Alarm<C: Clock> {
    due_ms: u64,
    sleep: C::Sleep,
    keeper: Ticket,
}

impl<C: Clock> Host<C> {
    pub(crate) fn new(emulator: Emulator, clock: C) -> Self {
        let (emulator, waits, alarm) = (RefCell::new(emulator), RefCell::default(), RefCell::new(None));
        Host(Rc::new(Inner { clock, emulator, waits, alarm }))
    }

    #[cfg(target_arch = "wasm32")]
    pub(crate) fn clock(&self) -> &C {
        &self.0.clock
    }

    /// Does something to the emulator at the present moment, and wakes the exchanges that are over by that.
    pub(crate) fn with<R>(&self, action: impl FnOnce(&mut Emulator, u64) -> R) -> R {
        let now_ms = self.0.clock.now_ms();
        let result = action(&mut self.0.emulator.borrow_mut(), now_ms);
        self.deliver();
        self.hurry();
        result
    }

    /// Sends a request. Dropping the future is what a client does that goes away.
    pub(crate) async fn exchange(self, request: HttpRequest) -> Answer {
        match self.with(|emulator, now_ms| emulator.handle(&request, now_ms)) {
            Outcome::Done(response) => Answer::Whole(response),
            Outcome::Wait(ticket) => Waiting { host: self, ticket }.await,
        }
    }

    /// Hands out the answers that are there.
    fn deliver(&self) {
        let answers = self.0.emulator.borrow_mut().take_answers();
        for (ticket, answer) in answers {
            let before = self.0.waits.borrow_mut().insert(ticket, Wait::Over(answer));
            if let Some(Wait::Open(Some(waker))) = before {
                waker.wake();
            }
        }
    }

    /// Has somebody set the alarm anew where it would ring too late, or where there is none.
    fn hurry(&self) {
        let Some(due_ms) = self.0.emulator.borrow().next_due_ms() else { return };
        let keeper = match &*self.0.alarm.borrow() {
            Some(alarm) if alarm.due_ms <= due_ms => return,
            Some(alarm) => Some(alarm.keeper),
            None => None,
        };
        let waker = {
            let waits = self.0.waits.borrow();
            let open = |wait: &Wait| if let Wait::Open(waker) = wait { waker.clone() } else { None };
            keeper.and_then(|keeper| waits.get(&keeper)).and_then(open).or_else(|| waits.values().find_map(open))
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Sees to it that there is an alarm and that it rings in time; does what is due. `ticket` is who asks.
    fn keep_time(&self, ticket: Ticket, context: &mut Context<'_>) {
        loop {
            let Some(due_ms) = self.0.emulator.borrow().next_due_ms() else { return };
            let others = |alarm: &Alarm<C>| alarm.keeper != ticket && alarm.due_ms <= due_ms;
            if self.0.alarm.borrow().as_ref().is_some_and(others) {
                return;
            }
            let mut kept = match self.0.alarm.take() {
                Some(kept) if kept.due_ms == due_ms => kept,
                _ => {
                    let delay_ms = due_ms.saturating_sub(self.0.clock.now_ms());
                    Alarm { due_ms, sleep: self.0.clock.sleep(delay_ms), keeper: ticket }
                }
            };
            kept.keeper = ticket;
            if Pin::new(&mut kept.sleep).poll(context).is_pending() {
                self.0.alarm.replace(Some(kept));
                return;
            }
            // Timers of some runtimes ring early by a fraction of a millisecond: then nothing is due yet, and the next alarm is short.
            let now_ms = self.0.clock.now_ms();
            self.0.emulator.borrow_mut().settle(now_ms);
            self.deliver();
        }
    }

    /// Forgets an exchange that is over or whose client has gone.
    fn leave(&self, ticket: Ticket) {
        self.0.waits.borrow_mut().remove(&ticket);
        let now_ms = self.0.clock.now_ms();
        {
            let mut emulator = self.0.emulator.borrow_mut();
            emulator.settle(now_ms);
            emulator.cancel(ticket);
        }
        self.deliver();
        let kept = self.0.alarm.borrow().as_ref().is_some_and(|alarm| alarm.keeper == ticket);
        if kept {
            drop(self.0.alarm.take());
            self.hurry();
        }
    }
}

impl<C: Clock> Clone for Host<C> {
    fn clone(&self) -> Self {
        Host(self.0.clone())
    }
}

impl<C: Clock> fmt::Debug for Host<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").finish_non_exhaustive()
    }
}

/// An exchange that takes time, seen from the client.
struct Waiting<C: Clock> {
    host: Host<C>,
    ticket: Ticket,
}

impl<C: Clock> Future for Waiting<C> {
    type Output = Answer;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer> {
        let Waiting { host, ticket } = &*self;
        host.keep_time(*ticket, context);
        let mut waits = host.0.waits.borrow_mut();
        match waits.remove(ticket) {
            Some(Wait::Over(answer)) => Poll::Ready(answer),
            Some(Wait::Open(_)) | None => {
                waits.insert(*ticket, Wait::Open(Some(context.waker().clone())));
                Poll::Pending
            }
        }
    }
}

impl<C: Clock> Drop for Waiting<C> {
    fn drop(&mut self) {
        self.host.leave(self.ticket);
    }
}
