//! Time that passes only when somebody says so.

use crate::api::{Clock, MAX_DELAY_MS};
use fastrand::Rng;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
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

/// A clock that stands still until [`VirtualClock::advance`] moves it. Clones are the same clock. It needs no particular executor,
/// and has a small one of its own ([`VirtualClock::block_on`]).
#[derive(Clone)]
pub struct VirtualClock(Rc<State>);

struct State {
    now_ms: Cell<u64>,
    timers: RefCell<BTreeMap<Timer, Option<Waker>>>,
    started: Cell<u64>,
    chance: RefCell<Rng>,
}

/// When a timer is due, and which one it is: those of one moment ring in the order in which they were started.
type Timer = (u64, u64);

impl VirtualClock {
    /// A clock that stands at `start_ms`, in milliseconds since 1970. `seed` is where [`Clock::random`] comes from.
    pub fn new(start_ms: u64, seed: u64) -> Self {
        let chance = RefCell::new(Rng::with_seed(seed));
        VirtualClock(Rc::new(State { now_ms: Cell::new(start_ms), timers: RefCell::default(), started: Cell::default(), chance }))
    }

    /// Moves the clock on by `ms`, and rings the timers on the way, each at its own moment. What they wake runs when the executor
    /// next does: to let it run in between, move the clock in steps ([`VirtualClock::advance_to_next`]).
    pub fn advance(&self, ms: u64) {
        let end_ms = self.0.now_ms.get().saturating_add(ms);
        while self.next_timer_ms().is_some_and(|due_ms| due_ms <= end_ms) && self.advance_to_next() {}
        self.0.now_ms.set(end_ms);
    }

    /// Moves the clock to the next timer and rings it, and those of the same moment; false where none is left to ring.
    pub fn advance_to_next(&self) -> bool {
        let Some(due_ms) = self.next_timer_ms() else { return false };
        self.0.now_ms.set(due_ms);
        let mut timers = self.0.timers.borrow_mut();
        let ringing: Vec<Waker> = timers.range_mut(..=(due_ms, u64::MAX)).filter_map(|(_, waker)| waker.take()).collect();
        drop(timers);
        ringing.into_iter().for_each(Waker::wake);
        true
    }

    /// When the next timer rings that has not; `None` where there is none.
    pub fn next_timer_ms(&self) -> Option<u64> {
        let after_now = (self.0.now_ms.get().saturating_add(1), 0);
        self.0.timers.borrow().range(after_now..).next().map(|((due_ms, _), _)| *due_ms)
    }

    /// Runs `future` to its end. Where nothing but time can help, time passes; `None` where not even time can.
    pub fn block_on<F: Future>(&self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = Waker::from(woken.clone());
        loop {
            while woken.0.swap(false, Ordering::Relaxed) {
                if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return Some(output);
                }
            }
            if !self.advance_to_next() {
                return None;
            }
        }
    }
}

impl Clock for VirtualClock {
    type Sleep = VirtualSleep;

    fn now_ms(&self) -> u64 {
        self.0.now_ms.get()
    }

    fn monotonic_ms(&self) -> u64 {
        self.now_ms()
    }

    fn sleep(&self, delay_ms: u64) -> VirtualSleep {
        let number = self.0.started.get();
        self.0.started.set(number + 1);
        let timer = (self.0.now_ms.get().saturating_add(delay_ms.min(MAX_DELAY_MS)), number);
        self.0.timers.borrow_mut().insert(timer, None);
        VirtualSleep { clock: self.clone(), timer }
    }

    fn parse_http_date(&self, text: &str) -> Option<u64> {
        let date = httpdate::parse_http_date(text).ok()?;
        u64::try_from(date.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
    }

    fn random(&self) -> f64 {
        self.0.chance.borrow_mut().f64()
    }
}

impl std::fmt::Debug for VirtualClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VirtualClock").field("now_ms", &self.0.now_ms.get()).finish_non_exhaustive()
    }
}

/// A timer of a [`VirtualClock`]. Dropping it disarms it.
#[must_use = "a timer that is dropped is disarmed"]
#[derive(Debug)]
pub struct VirtualSleep {
    clock: VirtualClock,
    timer: Timer,
}

impl Future for VirtualSleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let state = &self.clock.0;
        if state.now_ms.get() >= self.timer.0 {
            return Poll::Ready(());
        }
        match state.timers.borrow_mut().get_mut(&self.timer) {
            Some(Some(waker)) => waker.clone_from(context.waker()),
            Some(waker) => *waker = Some(context.waker().clone()),
            None => {}
        }
        Poll::Pending
    }
}

impl Drop for VirtualSleep {
    fn drop(&mut self) {
        self.clock.0.timers.borrow_mut().remove(&self.timer);
    }
}

/// Whether somebody asked to be polled again.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}
