//! The clocks and timers of one machine, which are not those of the server.

use leasehold::{
    api::Clock,
    emulator::{VirtualClock, VirtualSleep},
};
use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

/// One user's view of a machine's clocks. Clones are the same user, whose timers are counted together.
#[derive(Clone)]
pub struct LocalClock {
    machine: Rc<State>,
    timers: Rc<Timers>,
}

struct State {
    truth: VirtualClock,
    boot_ms: u64,
    /// How far the wall clock is ahead of the truth.
    ahead_ms: Cell<i64>,
    /// How much faster than the truth time passes here, in millionths.
    drift_ppm: i64,
    /// How long the monotonic clock stood still.
    still_ms: Cell<u64>,
    /// Timers ring at whole multiples of this.
    grid_ms: Cell<u64>,
    random: RefCell<fastrand::Rng>,
}

#[derive(Default)]
struct Timers {
    armed: Cell<usize>,
    most: Cell<usize>,
}

impl LocalClock {
    pub fn new(truth: &VirtualClock, ahead_ms: i64, drift_ppm: i64, seed: u64) -> Self {
        let machine = State {
            truth: truth.clone(),
            boot_ms: truth.now_ms(),
            ahead_ms: Cell::new(ahead_ms),
            drift_ppm,
            still_ms: Cell::new(0),
            grid_ms: Cell::new(1),
            random: RefCell::new(fastrand::Rng::with_seed(seed)),
        };
        LocalClock { machine: Rc::new(machine), timers: Rc::default() }
    }

    /// The same machine, seen by another user.
    pub fn another(&self) -> Self {
        LocalClock { machine: self.machine.clone(), timers: Rc::default() }
    }

    /// Sets the wall clock forward, or back.
    pub fn set_wall(&self, by_ms: i64) {
        self.machine.ahead_ms.set(self.machine.ahead_ms.get() + by_ms);
    }

    /// The monotonic clock stood still since it said that.
    pub fn stood_still_since(&self, monotonic_ms: u64) {
        let ms = self.monotonic_ms() - monotonic_ms;
        self.machine.still_ms.set(self.machine.still_ms.get() + ms);
    }

    /// From here on timers ring at whole multiples of this.
    pub fn throttle(&self, grid_ms: u64) {
        self.machine.grid_ms.set(grid_ms);
    }

    /// When a timer that is set for a moment of the server's clock rings here.
    pub fn rings_ms(&self, at_ms: u64) -> u64 {
        at_ms.next_multiple_of(self.machine.grid_ms.get())
    }

    /// How many timers are armed.
    pub fn armed(&self) -> usize {
        self.timers.armed.get()
    }

    /// How many timers were armed at once, at most.
    pub fn most_armed(&self) -> usize {
        self.timers.most.get()
    }

    fn since_boot_ms(&self) -> u64 {
        let elapsed_ms = self.machine.truth.now_ms() - self.machine.boot_ms;
        elapsed_ms.saturating_add_signed(i64::try_from(elapsed_ms).unwrap() * self.machine.drift_ppm / 1_000_000)
    }
}

impl Clock for LocalClock {
    type Sleep = LocalSleep;

    fn now_ms(&self) -> u64 {
        (self.machine.boot_ms + self.since_boot_ms()).saturating_add_signed(self.machine.ahead_ms.get())
    }

    fn monotonic_ms(&self) -> u64 {
        (1_000 + self.since_boot_ms()).saturating_sub(self.machine.still_ms.get())
    }

    fn sleep(&self, delay_ms: u64) -> LocalSleep {
        self.timers.armed.set(self.timers.armed.get() + 1);
        self.timers.most.set(self.timers.most.get().max(self.timers.armed.get()));
        LocalSleep { due_ms: self.monotonic_ms().saturating_add(delay_ms), clock: self.clone(), timer: None, is_over: false }
    }

    fn parse_http_date(&self, text: &str) -> Option<u64> {
        self.machine.truth.parse_http_date(text)
    }

    fn random(&self) -> f64 {
        self.machine.random.borrow_mut().f64()
    }
}

/// A timer. Dropping it disarms it.
pub struct LocalSleep {
    clock: LocalClock,
    due_ms: u64,
    timer: Option<VirtualSleep>,
    is_over: bool,
}

impl LocalSleep {
    fn end(&mut self) {
        if !std::mem::replace(&mut self.is_over, true) {
            self.clock.timers.armed.set(self.clock.timers.armed.get() - 1);
        }
    }
}

impl Future for LocalSleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        loop {
            if let Some(timer) = &mut self.timer {
                if Pin::new(timer).poll(context).is_pending() {
                    return Poll::Pending;
                }
                if self.clock.monotonic_ms() >= self.due_ms {
                    self.end();
                    return Poll::Ready(());
                }
            }
            // Not yet set; or it stood still for a while.
            let left_ms = self.due_ms.saturating_sub(self.clock.monotonic_ms());
            let truth = &self.clock.machine.truth;
            let drift_ms = i64::try_from(left_ms.min(1 << 40)).unwrap() * -self.clock.machine.drift_ppm / 1_000_000;
            let at_ms = truth.now_ms() + left_ms.saturating_add_signed(drift_ms);
            let delay_ms = self.clock.rings_ms(at_ms) - truth.now_ms();
            // Rounding may leave a millisecond to go, and then this runs again.
            self.timer = Some(truth.sleep(if self.timer.is_some() { delay_ms.max(1) } else { delay_ms }));
        }
    }
}

impl Drop for LocalSleep {
    fn drop(&mut self) {
        self.end();
    }
}
