//! The scheduler: one timer for all leases of a client.

use super::{Host, Lateness, Moment, agenda::Agenda, bell::Bell, pace::SLACK_MS};
use crate::api::{
    Clock, LocalFuture, Log, LogLevel,
    race::until,
    text::{concat, join, number},
};
use std::{
    cell::{Cell, RefCell, RefMut},
    rc::Rc,
};

/// How many beats are begun before the event loop has a turn. Each takes some 30 µs, so that it is held for about 2 ms.
const BATCH: usize = 64;

/// A beat that is sent later than this after it was due is a late one.
pub(super) const LATE_MS: u64 = 1_000;

/// When the two clocks drift apart by more than this, one of them was set, or stood still while the machine slept.
const JUMP_MS: u64 = 50;

/// How often lateness is warned of at most.
const WARN_EVERY_MS: u64 = 60_000;

/// The longest that the timer is set for. A machine that slept does not always say so, and its timers may go on as if nothing had been:
/// so the clocks are looked at this often while leases are held.
const LONGEST_REST_MS: u64 = 1_000;

/// How many entries of the agenda may be nobody's before they are thrown away: so many, and twice as many as there are leases.
const LITTER: usize = 64;

/// How many leases a warning names.
const NAMED: usize = 3;

/// How beats are scheduled.
#[derive(Clone)]
pub struct HeartbeatOptions {
    /// How many beats may be on their way at once; the others wait, those whose lease ends first going first. Default 128.
    pub max_in_flight: usize,
    /// Whether there is a timer. Without one, somebody calls [`Heartbeats::tick`]. Default: yes.
    pub timer: bool,
    /// Told of beats that were late.
    pub log: Option<Rc<dyn Log>>,
}

impl Default for HeartbeatOptions {
    fn default() -> Self {
        HeartbeatOptions { max_in_flight: 128, timer: true, log: None }
    }
}

impl std::fmt::Debug for HeartbeatOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HeartbeatOptions").field("max_in_flight", &self.max_in_flight).field("timer", &self.timer).finish_non_exhaustive()
    }
}

/// What the heartbeats have come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeartbeatStats {
    /// How many beats were sent.
    pub beats: u64,
    /// How many of them were not answered, or with a fault that may pass.
    pub failures: u64,
    /// How many lost answers were taken over.
    pub adopted: u64,
    /// How many leases were lost.
    pub lost: u64,
    /// How many beats were late: sent more than a second after they were due.
    pub late: u64,
    /// How late beats are.
    pub lateness: Lateness,
}

/// What the scheduler keeps beating.
pub(super) trait Pulse {
    /// Time has passed, or the machine woke up.
    fn look(self: Rc<Self>, woke: bool);
    /// Sends the beat that is due, if it still is.
    fn begin(self: Rc<Self>) -> Option<LocalFuture<'static, ()>>;
    /// How long until it has to be looked at, in milliseconds; `None` once it is over.
    fn next_look_ms(&self, now: Moment) -> Option<u64>;
    /// The time of the entry in the agenda that counts: older ones are left there, and are nobody's.
    fn due_ms(&self) -> &Cell<u64>;
    /// Its name for people.
    fn name(&self) -> &str;
}

/// The heartbeats of all leases of a client. Cloning it is free: clones share everything.
pub struct Heartbeats<C: Clock>(Rc<Inner<C>>);

struct Inner<C> {
    clock: C,
    host: Rc<dyn Host>,
    options: HeartbeatOptions,
    state: State,
    /// Rings when there may be something to do sooner than the timer says, or when a beat has landed.
    bell: Bell,
}

#[derive(Default)]
struct State {
    /// When each lease has to be looked at.
    looks: RefCell<Agenda<Rc<dyn Pulse>>>,
    /// The beats that are due, by the end of their lease.
    waiting: RefCell<Agenda<Rc<dyn Pulse>>>,
    size: Cell<usize>,
    in_flight: Cell<usize>,
    drives: Cell<bool>,
    /// When the timer rings; `None` where none is set.
    armed_ms: Cell<Option<u64>>,
    /// The wall clock less the monotonic one, when that was last looked at.
    offset_ms: Cell<u64>,
    warned_ms: Cell<Option<u64>>,
    stats: RefCell<HeartbeatStats>,
}

impl<C: Clock> Clone for Heartbeats<C> {
    fn clone(&self) -> Self {
        Heartbeats(self.0.clone())
    }
}

impl<C: Clock> std::fmt::Debug for Heartbeats<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Heartbeats").field("size", &self.size()).finish_non_exhaustive()
    }
}

impl<C: Clock> Heartbeats<C> {
    /// A scheduler without leases.
    pub fn new(clock: C, host: Rc<impl Host + 'static>, options: HeartbeatOptions) -> Self {
        let (state, bell) = Default::default();
        Heartbeats(Rc::new(Inner { clock, host, options, state, bell }))
    }

    /// How many leases are held.
    pub fn size(&self) -> usize {
        self.0.state.size.get()
    }

    /// How many beats are on their way.
    pub fn in_flight(&self) -> usize {
        self.0.state.in_flight.get()
    }

    /// How many beats are due and wait, because as many as may are on their way.
    pub fn waiting(&self) -> usize {
        // Not those of leases that are over, which nobody looks at any more.
        self.0.state.waiting.borrow().iter().filter(|(_, pulse)| pulse.due_ms().get() < u64::MAX).count()
    }

    /// What they have come to.
    pub fn stats(&self) -> HeartbeatStats {
        *self.0.state.stats.borrow()
    }

    /// When something is due next, in milliseconds since 1970; `None` where no lease is held. What is late is due now.
    pub fn next_at_ms(&self) -> Option<u64> {
        let now = self.now();
        let left_ms = self.next_due_ms()?.saturating_sub(now.monotonic_ms);
        // Of a lease whose beat is due already, the agenda knows only when it runs out.
        Some(now.wall_ms + if self.waiting() == 0 { left_ms } else { 0 })
    }

    /// The machine woke up, or is online again: every lease is looked at before any beat goes out, and beats that failed are tried
    /// again at once.
    pub fn wake(&self) {
        self.look_at(u64::MAX, true);
        self.0.bell.ring();
    }

    /// Calls [`Heartbeats::wake`], without keeping the heartbeats themselves.
    pub fn waker(&self) -> impl Fn() + 'static {
        let weak = Rc::downgrade(&self.0);
        move || {
            if let Some(inner) = weak.upgrade() {
                Heartbeats(inner).wake();
            }
        }
    }

    /// Sets the timer anew, for when timers themselves have changed.
    pub fn rearm(&self) {
        // Any due time is sooner than that.
        self.0.state.armed_ms.set(Some(u64::MAX));
        self.0.bell.ring();
    }

    /// Does what is due, waits for the answers, and gives the next due time in milliseconds since 1970. For hosts without timers,
    /// that are woken by an alarm; anywhere else the same happens by itself.
    pub async fn tick(&self) -> Option<u64> {
        loop {
            while self.turn() {
                self.0.host.turn().await;
            }
            if self.in_flight() == 0 {
                return self.next_at_ms();
            }
            // Until one lands; or until something is due meanwhile, at the latest that a beat has to be given up.
            let before = self.in_flight();
            let lands = self.0.bell.until(|| (self.in_flight() < before).then_some(()));
            let _ = until(self.next_due_ms().map(|due_ms| self.sleep_until(due_ms)), lands).await;
        }
    }

    /// The clock that it runs on.
    pub fn clock(&self) -> &C {
        &self.0.clock
    }

    pub(super) fn host(&self) -> &Rc<dyn Host> {
        &self.0.host
    }

    pub(super) fn now(&self) -> Moment {
        Moment::now(&self.0.clock)
    }

    pub(super) fn count(&self, count: impl FnOnce(&mut HeartbeatStats)) {
        count(&mut self.0.state.stats.borrow_mut());
    }

    /// One more lease is held.
    pub(super) fn join(&self) {
        let before = self.0.state.size.replace(self.size() + 1);
        if before == 0 {
            self.0.host.holds(true);
        }
    }

    /// A lease is over.
    pub(super) fn part(&self) {
        self.0.state.size.set(self.size() - 1);
        if self.size() == 0 {
            // Beats that wait are those of leases that are over, and nobody will send them.
            drop(self.0.state.waiting.take());
            self.0.host.holds(false);
            // The timer is of no use any more, and must not keep the process alive.
            self.0.bell.ring();
        }
    }

    /// Notes when a lease has to be looked at next. An entry that is there already and comes sooner stays: it finds nothing, and
    /// makes the right one.
    pub(super) fn schedule(&self, pulse: Rc<dyn Pulse>) {
        let now = self.now();
        let Some(left_ms) = pulse.next_look_ms(now) else {
            pulse.due_ms().set(u64::MAX);
            return self.sweep();
        };
        let due_ms = now.monotonic_ms.saturating_add(left_ms);
        if pulse.due_ms().get() <= due_ms {
            return;
        }
        pulse.due_ms().set(due_ms);
        self.looks().add(due_ms, pulse);
        if self.0.state.armed_ms.get().is_none_or(|armed_ms| due_ms < armed_ms) {
            self.stir();
        }
    }

    /// Throws away what is nobody's, once it is more than what counts: it keeps leases in memory that are over.
    fn sweep(&self) {
        let mut looks = self.looks();
        if looks.len() > 2 * self.size() + LITTER {
            looks.retain(counts);
        }
    }

    /// A beat is due. `held_for_ms` says how urgent it is.
    pub(super) fn request(&self, pulse: Rc<dyn Pulse>, held_for_ms: u64) {
        let end_ms = self.now().monotonic_ms.saturating_add(held_for_ms);
        self.0.state.waiting.borrow_mut().add(end_ms, pulse);
        self.stir();
    }

    /// A beat has landed, or was given up.
    pub(super) fn landed(&self) {
        self.0.state.in_flight.set(self.in_flight() - 1);
        self.0.bell.ring();
    }

    #[inline(never)] // Each place that borrows tells a panic where it is.
    fn looks(&self) -> RefMut<'_, Agenda<Rc<dyn Pulse>>> {
        self.0.state.looks.borrow_mut()
    }

    /// Sees to it that somebody looks.
    fn stir(&self) {
        self.0.bell.ring();
        if self.0.options.timer && !self.0.state.drives.replace(true) {
            self.0.host.spawn(Box::pin(self.clone().drive()));
        }
    }

    /// Keeps everything going for as long as there is something to wait for.
    async fn drive(self) {
        loop {
            self.warn_of_lateness();
            while self.turn() {
                self.0.host.turn().await;
            }
            let Some(due_ms) = self.next_due_ms() else { break };
            let rings_ms = due_ms.min(self.now().monotonic_ms.saturating_add(LONGEST_REST_MS));
            self.0.state.armed_ms.set(Some(rings_ms));
            let _ = until(Some(self.sleep_until(rings_ms)), self.0.bell.until(|| self.has_sooner().then_some(()))).await;
            self.0.state.armed_ms.set(None);
        }
        self.0.state.drives.set(false);
    }

    fn sleep_until(&self, due_ms: u64) -> C::Sleep {
        self.0.clock.sleep(due_ms.saturating_sub(self.now().monotonic_ms))
    }

    /// Whether there is something to do before the timer rings.
    fn has_sooner(&self) -> bool {
        self.has_work() || self.next_due_ms() < self.0.state.armed_ms.get()
    }

    /// Waking up late is the only sign there is of a handler that blocks the event loop, or of a page that is hidden. It need not be the
    /// timer that wakes: a handler may block as soon as its first beat has landed, and that rings too.
    fn warn_of_lateness(&self) {
        let Some(log) = self.0.options.log.as_ref().filter(|log| log.wants(LogLevel::Warn)) else { return };
        let now_ms = self.now().monotonic_ms;
        let late_ms = self.next_due_ms().map_or(0, |due_ms| now_ms.saturating_sub(due_ms));
        if late_ms <= LATE_MS {
            return;
        }
        let names = {
            let State { looks, warned_ms, .. } = &self.0.state;
            if warned_ms.get().is_some_and(|warned_ms| now_ms < warned_ms + WARN_EVERY_MS) {
                return;
            }
            warned_ms.set(Some(now_ms));
            let looks = looks.borrow();
            let late = looks.iter().filter(|&(due_ms, pulse)| due_ms <= now_ms && counts(due_ms, pulse)).take(NAMED);
            join(late.map(|(_, pulse)| pulse.name()), ", ")
        };
        let (late, size) = (number(late_ms), number(self.size() as u64));
        log.write(
            LogLevel::Warn,
            &concat(&[
                "heartbeats are ",
                &late,
                " ms late: a handler blocks the event loop, or timers are throttled; ",
                &size,
                " held, among them ",
                &names,
            ]),
        );
    }

    /// Looks at what is due and begins one batch of beats. Whether there is more to do at once.
    fn turn(&self) -> bool {
        if self.jumped() {
            self.look_at(u64::MAX, true);
        }
        self.look_at(self.now().monotonic_ms.saturating_add(SLACK_MS), false);
        self.begin_batch();
        self.has_work()
    }

    /// Whether a beat could be sent or a lease has to be looked at.
    fn has_work(&self) -> bool {
        let now_ms = self.now().monotonic_ms;
        let may_send = self.in_flight() < self.0.options.max_in_flight && self.0.state.waiting.borrow().len() > 0;
        may_send || self.looks().first().is_some_and(|(due_ms, _)| due_ms <= now_ms)
    }

    fn next_due_ms(&self) -> Option<u64> {
        let mut looks = self.looks();
        loop {
            let (due_ms, pulse) = looks.first()?;
            if counts(due_ms, pulse) {
                return Some(due_ms);
            }
            // Nobody's any more.
            looks.take(due_ms);
        }
    }

    /// Whether one of the clocks was set, or stood still.
    fn jumped(&self) -> bool {
        let now = self.now();
        let offset_ms = now.wall_ms.wrapping_sub(now.monotonic_ms);
        let jumped = offset_ms.abs_diff(self.0.state.offset_ms.get()) > JUMP_MS;
        if jumped {
            self.0.state.offset_ms.set(offset_ms);
        }
        jumped
    }

    /// Looks at the leases that are due by `until_ms`.
    fn look_at(&self, until_ms: u64, woke: bool) {
        // All of them before the first is looked at: what is looked at comes back, and may be due by then again.
        let due: Vec<_> = std::iter::from_fn(|| self.looks().take(until_ms)).collect();
        for (due_ms, pulse) in due {
            // If its entry is the one that counts.
            if counts(due_ms, &pulse) {
                pulse.due_ms().set(u64::MAX);
                pulse.look(woke);
            }
        }
    }

    fn begin_batch(&self) {
        for _ in 0..BATCH {
            if self.in_flight() >= self.0.options.max_in_flight {
                return;
            }
            let due = self.0.state.waiting.borrow_mut().take(u64::MAX);
            let Some((_, pulse)) = due else { return };
            if let Some(beat) = pulse.begin() {
                self.0.state.in_flight.set(self.in_flight() + 1);
                self.0.host.spawn(beat);
            }
        }
    }
}

/// Whether an entry of the agenda is the one of its lease that counts.
fn counts(due_ms: u64, pulse: &Rc<dyn Pulse>) -> bool {
    pulse.due_ms().get() == due_ms
}
