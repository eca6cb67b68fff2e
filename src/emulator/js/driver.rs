//! The emulator in real time.

use crate::{
    api::Clock,
    emulator::{Emulator, HttpRequest, HttpResponse, Outcome, Ticket},
    platform::{Aborted, JsClock, Sleep},
};
use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

/// An emulator on the runtime's clock, and the polls that wait on it. No borrow of either outlives the method that takes it.
#[derive(Debug)]
pub(super) struct Driver {
    emulator: RefCell<Emulator>,
    waits: RefCell<BTreeMap<Ticket, Wait>>,
}

/// A poll that waits, seen from the emulator.
#[derive(Debug)]
enum Wait {
    Open(Option<Waker>),
    Answered(HttpResponse),
}

impl Driver {
    pub(super) fn new(emulator: Emulator) -> Self {
        Driver { emulator: RefCell::new(emulator), waits: RefCell::default() }
    }

    /// Does something to the emulator at the present moment, then wakes the polls that have their answer.
    pub(super) fn with<R>(&self, action: impl FnOnce(&mut Emulator, u64) -> R) -> R {
        let result = action(&mut self.emulator.borrow_mut(), JsClock.now_ms());
        let answers = self.emulator.borrow_mut().take_answers();
        for (ticket, response) in answers {
            let before = self.waits.borrow_mut().insert(ticket, Wait::Answered(response));
            if let Some(Wait::Open(Some(waker))) = before {
                waker.wake();
            }
        }
        result
    }

    /// Answers a request. Where it is a poll that waits, an abort ends the wait with the signal's reason.
    pub(super) async fn exchange(self: Rc<Self>, request: HttpRequest, signal: Option<AbortSignal>) -> Result<HttpResponse, JsValue> {
        match self.with(|emulator, now_ms| emulator.handle(&request, now_ms)) {
            Outcome::Done(response) => Ok(response),
            Outcome::Wait { ticket, .. } => Waiting::new(self, ticket, signal).await,
        }
    }
}

/// A poll that waits, seen from the client. Dropping it takes it off the queue.
struct Waiting {
    driver: Rc<Driver>,
    ticket: Ticket,
    aborted: Option<Aborted>,
    alarm: Sleep,
}

impl Waiting {
    fn new(driver: Rc<Driver>, ticket: Ticket, signal: Option<AbortSignal>) -> Self {
        driver.waits.borrow_mut().insert(ticket, Wait::Open(None));
        let alarm = alarm(&driver);
        Waiting { driver, ticket, aborted: signal.map(Aborted::new), alarm }
    }

    /// The answer, if it is there; else whom to wake for it.
    fn answer(&self, waker: &Waker) -> Option<HttpResponse> {
        let mut waits = self.driver.waits.borrow_mut();
        match waits.remove(&self.ticket)? {
            Wait::Answered(response) => Some(response),
            Wait::Open(_) => {
                waits.insert(self.ticket, Wait::Open(Some(waker.clone())));
                None
            }
        }
    }
}

impl Future for Waiting {
    type Output = Result<HttpResponse, JsValue>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(aborted) = &mut self.aborted
            && let Poll::Ready(reason) = Pin::new(aborted).poll(context)
        {
            return Poll::Ready(Err(reason));
        }
        while Pin::new(&mut self.alarm).poll(context).is_ready() {
            self.driver.with(Emulator::settle);
            self.alarm = alarm(&self.driver);
        }
        self.answer(context.waker()).map_or(Poll::Pending, |response| Poll::Ready(Ok(response)))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.driver.waits.borrow_mut().remove(&self.ticket);
        self.driver.emulator.borrow_mut().cancel(self.ticket);
    }
}

/// Rings when the emulator next has something to do for a poll that waits. Timers may ring early by a fraction of a
/// millisecond: then there is nothing to do yet, and the next alarm is a short one.
fn alarm(driver: &Driver) -> Sleep {
    let now_ms = JsClock.now_ms();
    let due_ms = driver.emulator.borrow().next_due_ms().unwrap_or(now_ms);
    JsClock.sleep(due_ms.saturating_sub(now_ms))
}
