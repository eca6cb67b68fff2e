//! Time that passes only when nothing else is left to do.

use leasehold::api::{Clock, MAX_DELAY_MS};
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    future::Future,
    pin::{Pin, pin},
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::UNIX_EPOCH,
};

/// Where the clock starts: 1994-11-06T08:49:37Z, the date that RFC 9110 uses.
pub const START_MS: u64 = 784_111_777_000;

/// A clock that stands still until [`VirtualClock::advance`] moves it to the next timer.
#[derive(Clone)]
pub struct VirtualClock(Rc<State>);

struct State {
    now_ms: Cell<u64>,
    timers: RefCell<BTreeMap<Timer, Option<Waker>>>,
    started: Cell<u64>,
    waited: RefCell<Vec<u64>>,
    chances: RefCell<VecDeque<f64>>,
}

/// When a timer is due, and which one it is.
type Timer = (u64, u64);

impl VirtualClock {
    pub fn new() -> Self {
        VirtualClock(Rc::new(State {
            now_ms: Cell::new(START_MS),
            timers: RefCell::default(),
            started: Cell::default(),
            waited: RefCell::default(),
            chances: RefCell::default(),
        }))
    }

    /// How much time has passed, in milliseconds.
    pub fn elapsed_ms(&self) -> u64 {
        self.0.now_ms.get() - START_MS
    }

    /// Every delay that was slept to its end: the waits between tries, and the time limits that were reached.
    pub fn waited(&self) -> Vec<u64> {
        self.0.waited.borrow().clone()
    }

    /// How long each armed timer still has, the soonest first.
    pub fn armed(&self) -> Vec<u64> {
        self.0.timers.borrow().keys().map(|(due, _)| due.saturating_sub(self.0.now_ms.get())).collect()
    }

    /// What [`Clock::random`] gives next; 0 after that.
    pub fn draw(&self, chances: impl IntoIterator<Item = f64>) {
        self.0.chances.borrow_mut().extend(chances);
    }

    /// A timer of the network's own, whose end does not count as waited.
    pub fn pause(&self, delay_ms: u64) -> Sleep {
        let id = self.0.started.get();
        self.0.started.set(id + 1);
        let timer = (self.0.now_ms.get() + delay_ms.min(MAX_DELAY_MS), id);
        self.0.timers.borrow_mut().insert(timer, None);
        Sleep { clock: self.clone(), timer, counts_as: None }
    }

    /// Moves to the next moment at which a timer is due and wakes what waits for it; false when none is left.
    pub fn advance(&self) -> bool {
        let timers = self.0.timers.borrow();
        let Some(next) = timers.keys().map(|timer| timer.0).find(|&due| due > self.0.now_ms.get()) else { return false };
        self.0.now_ms.set(next);
        timers.range(..=(next, u64::MAX)).filter_map(|(_, waker)| waker.as_ref()).for_each(Waker::wake_by_ref);
        true
    }

    /// Runs `future` to its end. Where nothing but time can help, time passes.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(woken.clone());
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return output;
            }
            assert!(woken.0.swap(false, Ordering::Relaxed) || self.advance(), "it waits, and no timer is armed");
        }
    }
}

impl Clock for VirtualClock {
    type Sleep = Sleep;

    fn now_ms(&self) -> u64 {
        self.0.now_ms.get()
    }

    fn monotonic_ms(&self) -> u64 {
        self.now_ms()
    }

    fn sleep(&self, delay_ms: u64) -> Sleep {
        let mut sleep = self.pause(delay_ms);
        sleep.counts_as = Some(delay_ms);
        sleep
    }

    fn parse_http_date(&self, text: &str) -> Option<u64> {
        let date = httpdate::parse_http_date(text).ok()?;
        u64::try_from(date.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
    }

    fn random(&self) -> f64 {
        self.0.chances.borrow_mut().pop_front().unwrap_or(0.0)
    }
}

/// An armed timer.
#[must_use = "dropping it disarms it"]
pub struct Sleep {
    clock: VirtualClock,
    timer: Timer,
    counts_as: Option<u64>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let state = self.clock.0.clone();
        if state.now_ms.get() >= self.timer.0 {
            state.timers.borrow_mut().remove(&self.timer);
            state.waited.borrow_mut().extend(self.counts_as.take());
            return Poll::Ready(());
        }
        state.timers.borrow_mut().insert(self.timer, Some(context.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.0.timers.borrow_mut().remove(&self.timer);
    }
}

/// Whether somebody asked to be polled again.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}
