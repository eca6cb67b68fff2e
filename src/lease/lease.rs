//! One held work item.

use super::{
    Action, Event, Heartbeats, LeaseEnd, LeaseOptions, LeasePhase, LeaseSnapshot, Machine, Moment, Notice, StopOutcome, Watch,
    bell::Bell,
    calls::{CallOptions, OnItem, timeout_ms},
    event::Beat,
    heartbeats::{LATE_MS, Pulse},
    poller::Acknowledged,
};
use crate::api::{Client, Clock, LocalFuture, Result, Transport, race::until};
use std::{
    cell::{Cell, Ref, RefCell},
    future::Future,
    pin::pin,
    rc::Rc,
};

/// What a lease is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeasedItem {
    /// The work item.
    pub work_id: Rc<str>,
    /// The environment in whose queue it is.
    pub environment_id: Rc<str>,
}

/// One held work item. It beats by itself until it is stopped, released or lost, also when every handle of it is dropped. Cloning it
/// is free: clones are the same lease.
pub struct Lease<T: Transport, C: Clock>(Rc<Inner<T, C>>);

struct Inner<T: Transport, C: Clock> {
    item: LeasedItem,
    client: Client<T, C>,
    calls: CallOptions,
    heartbeats: Heartbeats<C>,
    machine: RefCell<Machine>,
    due_ms: Cell<u64>,
    bell: Bell,
    watch: Option<Rc<dyn Watch>>,
}

/// What a lease is opened with.
pub(super) struct Opening<T: Transport, C: Clock> {
    pub(super) item: LeasedItem,
    pub(super) client: Client<T, C>,
    pub(super) calls: CallOptions,
    pub(super) heartbeats: Heartbeats<C>,
    pub(super) options: LeaseOptions,
    pub(super) acknowledged: Acknowledged,
    pub(super) snapshot: Option<LeaseSnapshot>,
    pub(super) watch: Option<Rc<dyn Watch>>,
}

impl<T: Transport, C: Clock> Clone for Lease<T, C> {
    fn clone(&self) -> Self {
        Lease(self.0.clone())
    }
}

impl<T: Transport, C: Clock> std::fmt::Debug for Lease<T, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lease").field("item", &self.0.item).field("phase", &self.phase()).finish_non_exhaustive()
    }
}

impl<T: Transport, C: Clock> Lease<T, C> {
    /// Holds an item that was just acknowledged; or, with a snapshot, goes on with a lease that was held elsewhere. Its first beat goes out
    /// at once.
    ///
    /// # Errors
    /// [`Error::InvalidInput`](crate::api::Error::InvalidInput) when an id cannot stand in a path, a header cannot be sent, or a lease of
    /// no length is desired.
    pub fn hold(
        client: &Client<T, C>,
        heartbeats: &Heartbeats<C>,
        item: LeasedItem,
        calls: CallOptions,
        (options, snapshot): (LeaseOptions, Option<LeaseSnapshot>),
    ) -> Result<Self> {
        OnItem { client, item: &item, how: calls.how() }.check()?;
        options.check()?;
        let (client, heartbeats, acknowledged) = (client.clone(), heartbeats.clone(), Acknowledged::at(heartbeats.now()));
        Ok(Lease::open(Opening { item, client, calls, heartbeats, options, acknowledged, snapshot, watch: None }))
    }

    pub(super) fn open(opening: Opening<T, C>) -> Self {
        let Opening { item, client, calls, heartbeats, options, acknowledged, snapshot, watch } = opening;
        let mut machine = Machine::new(options, acknowledged.sent, acknowledged.server_time);
        if let Some(snapshot) = snapshot {
            machine.go_on(snapshot, acknowledged.sent);
        }
        heartbeats.join();
        let (due_ms, bell) = (Cell::new(u64::MAX), Bell::default());
        let lease = Lease(Rc::new(Inner { item, client, calls, heartbeats, machine: RefCell::new(machine), due_ms, bell, watch }));
        lease.0.event(Event::Look);
        lease
    }

    /// What it is on.
    pub fn item(&self) -> &LeasedItem {
        &self.0.item
    }

    /// Where it is in its life.
    pub fn phase(&self) -> LeasePhase {
        self.0.machine().phase()
    }

    /// Why the handler has to end, once it has: lost, or asked to stop. It looks at the clocks itself: timers may be late.
    pub fn aborted(&self) -> Option<LeaseEnd> {
        if self.ended().is_none() && self.0.held_for_ms() == 0 {
            self.0.event(Event::Look);
        }
        self.0.machine().aborted()
    }

    /// Why it is over, once it is.
    pub fn ended(&self) -> Option<LeaseEnd> {
        self.0.machine().ended()
    }

    /// Until when it is held if no further beat succeeds, in milliseconds since 1970.
    pub fn held_until_ms(&self) -> u64 {
        let now = self.0.heartbeats.now();
        now.wall_ms + self.0.machine().held_for_ms(now)
    }

    /// The last heartbeat that the server took, as it came.
    pub fn last_heartbeat(&self) -> Option<String> {
        self.0.machine().last_heartbeat().map(Into::into)
    }

    /// How long it holds after a beat, in seconds: the server's word.
    pub fn ttl_seconds(&self) -> u64 {
        self.0.machine().ttl_seconds()
    }

    /// What it takes to go on with it elsewhere. Beats go on here until it is released.
    pub fn snapshot(&self) -> LeaseSnapshot {
        self.0.machine().snapshot()
    }

    /// Waits until the first beat was answered.
    ///
    /// # Errors
    /// Why there is nothing to hold: the lease was lost, stopped or released before.
    pub fn ready(&self) -> impl Future<Output = Result<(), LeaseEnd>> + Unpin {
        let is_ready = |machine: &Machine| match machine.phase() {
            LeasePhase::Starting => None,
            LeasePhase::Held => Some(Ok(())),
            _ => Some(Err(machine.aborted().or(machine.ended()).unwrap_or(LeaseEnd::Stopped))),
        };
        self.0.bell.until(move || is_ready(&self.0.machine()))
    }

    /// Waits until the handler has to end: the lease is lost, or somebody asks for a stop. `None` where the lease ends without that.
    pub fn told_to_end(&self) -> impl Future<Output = Option<LeaseEnd>> + Unpin {
        self.0.bell.until(|| self.aborted().map(Some).or_else(|| self.ended().map(|_| None)))
    }

    /// Waits until it is over.
    pub fn done(&self) -> impl Future<Output = LeaseEnd> + Unpin {
        self.0.bell.until(|| self.ended())
    }

    /// Waits until something about it changes; at once where it is over.
    pub fn changed(&self) -> impl Future<Output = ()> + Unpin {
        let mut was_asked = false;
        self.0.bell.until(move || (std::mem::replace(&mut was_asked, true) || self.ended().is_some()).then_some(()))
    }

    /// How many of its beats were answered or given up.
    pub fn beats_ended(&self) -> u32 {
        self.0.machine().beats_ended()
    }

    /// Has it beat now, out of turn.
    pub fn hurry(&self) {
        self.0.event(Event::Hurry);
    }

    /// The same, and waits for the answer.
    ///
    /// # Errors
    /// Why there was no beat: the lease is over, or winds down.
    pub async fn beat(&self) -> Result<(), LeaseEnd> {
        let before = self.beats_ended();
        self.hurry();
        let answered = || match self.aborted().or(self.ended()) {
            Some(end) => Some(Err(end)),
            // Of one that a stop cancels, the end tells.
            None => (self.beats_ended() != before && self.phase() != LeasePhase::Ending).then_some(Ok(())),
        };
        self.0.bell.until(answered).await
    }

    /// Tells the handler to wind down; after its time the item is stopped by force.
    pub fn ask_to_stop(&self) {
        self.0.event(Event::AskStop);
    }

    /// Stops the item, with `force` at once, and waits until it is over. A lease that is over already is left alone.
    pub async fn stop(&self, force: bool) -> LeaseEnd {
        self.begin_stop(force);
        self.done().await
    }

    /// Stops the item by force, also where the handler has stopped it without: then the server waits for its worker's own stop.
    pub(super) async fn stop_for_good(&self) -> LeaseEnd {
        let end = self.stop(true).await;
        if end == LeaseEnd::Stopped && !self.0.machine().forces() && self.0.held_for_ms() > 0 {
            // Once: nobody watches the lease any more, and what is not stopped so is stopped when it has run out.
            self.0.carry_stop(true, 0).await;
        }
        end
    }

    /// The same as [`Lease::stop`], without waiting.
    pub fn begin_stop(&self, force: bool) {
        self.0.event(Event::Stop { force });
    }

    /// Gives it up without a stop: the item goes back to the queue when the lease runs out.
    pub fn release(&self) {
        self.0.event(Event::Release);
    }
}

impl<T: Transport, C: Clock> Inner<T, C> {
    /// Takes an event and does what follows from it. Nothing is borrowed meanwhile.
    fn event(self: &Rc<Self>, event: Event) {
        let now = self.heartbeats.now();
        let random = self.client.clock().random();
        let actions = self.machine.borrow_mut().on(event, now, random);
        for action in actions {
            self.act(action, now);
        }
        self.heartbeats.schedule(self.clone());
        self.bell.ring();
    }

    fn act(self: &Rc<Self>, action: Action, now: Moment) {
        match action {
            Action::Beat => {
                let held_for_ms = self.machine().held_for_ms(now);
                self.heartbeats.request(self.clone(), held_for_ms);
            }
            Action::Abort(LeaseEnd::StopRequested) => self.notice(Notice::Stopping),
            Action::Stop { force } => self.heartbeats.host().spawn(Box::pin(self.clone().stop(force))),
            Action::Done(end) => {
                // Here, and not where the handler is told: of a lease that winds down it was told before, of something else.
                if end.is_loss() {
                    self.heartbeats.count(|stats| stats.lost += 1);
                    self.notice(Notice::Lost(end));
                }
                self.heartbeats.part();
            }
            // Who waits for a beat hears of it from the bell, and the rest is told by the phase.
            Action::Abort(_) | Action::CancelBeat | Action::Ready => {}
        }
    }

    #[inline(never)] // Each place that borrows tells a panic where it is.
    fn machine(&self) -> Ref<'_, Machine> {
        self.machine.borrow()
    }

    /// How long it is held for, if no further beat succeeds. Nothing is borrowed while the clocks are asked, which are JavaScript's.
    fn held_for_ms(&self) -> u64 {
        let now = self.heartbeats.now();
        self.machine().held_for_ms(now)
    }

    fn notice(&self, notice: Notice) {
        if let Some(watch) = &self.watch {
            watch.notice(&self.item, notice);
        }
    }

    fn calls(&self) -> OnItem<'_, T, C> {
        OnItem { client: &self.client, item: &self.item, how: self.calls.how() }
    }

    /// Carries a beat to the server, unless it is given up before: then more beats than `number` have ended.
    async fn carry(self: Rc<Self>, beat: Beat, number: u32) {
        let given_up = self.bell.until(|| (self.machine().beats_ended() != number).then_some(()));
        let failures = self.machine().failures();
        let sent = Moment::now(self.client.clock());
        let carried = until(Some(given_up), self.calls().beat(&beat)).await;
        let adopted = self.machine().adopted();
        let answered = carried.is_ok();
        if let Ok(answer) = carried {
            self.event(Event::Beat(self.calls().beaten(answer, sent)));
        }
        self.landed(answered, (failures, adopted), beat.late_ms);
    }

    /// What is counted and told of a beat that is over. `before` is how many had failed, and how many lost answers had been taken over.
    fn landed(&self, answered: bool, before: (u32, u32), late_ms: u64) {
        let held_for_ms = self.held_for_ms();
        let (failed, adopted, held) = {
            let machine = self.machine();
            let failed = machine.failures() > before.0 || machine.ended() == Some(LeaseEnd::Expired);
            (failed, machine.adopted() - before.1, machine.phase() == LeasePhase::Held)
        };
        self.heartbeats.count(|stats| {
            stats.failures += u64::from(failed);
            stats.adopted += u64::from(adopted);
        });
        self.heartbeats.landed();
        // A beat that was given up, because the lease is over, extended nothing; of one that was taken over, the next one tells.
        if answered && held && !failed && adopted == 0 {
            self.notice(Notice::Beat { late_ms, held_for_ms });
        }
    }

    /// Carries a stop to the server: again and again, for as long as the lease is held, and it is not overtaken by one with force.
    async fn stop(self: Rc<Self>, force: bool) {
        let is_over = |machine: &Machine| machine.ended().is_some() || machine.forces() != force;
        let over = self.bell.until(|| is_over(&self.machine()).then_some(()));
        let stopped = until(Some(over), pin!(self.carry_stop(force, u32::MAX))).await;
        if let Ok(outcome) = stopped {
            self.event(Event::Stopped(outcome));
        }
    }

    async fn carry_stop(&self, force: bool, retries: u32) -> StopOutcome {
        let timeout_ms = || self.held_for_ms().min(timeout_ms(&self.client)).max(1);
        let (outcome, error) = self.calls().stop(force, retries, &timeout_ms).await;
        if let Some(error) = error {
            self.notice(Notice::StopFailed(&error));
        }
        outcome
    }
}

impl<T: Transport, C: Clock> Pulse for Inner<T, C> {
    fn look(self: Rc<Self>, woke: bool) {
        self.event(if woke { Event::Woke } else { Event::Look });
    }

    fn begin(self: Rc<Self>) -> Option<LocalFuture<'static, ()>> {
        let now = self.heartbeats.now();
        let beat = self.machine.borrow_mut().begin_beat(now)?;
        // Now, and not when the task starts or after somebody was told: in between the beat may be given up.
        let number = self.machine().beats_ended();
        let late_ms = beat.late_ms;
        self.heartbeats.count(|stats| {
            stats.beats += 1;
            stats.late += u64::from(late_ms > LATE_MS);
            stats.lateness.add(late_ms);
        });
        if late_ms > LATE_MS {
            self.notice(Notice::Late { late_ms });
        }
        self.heartbeats.schedule(self.clone());
        Some(Box::pin(self.carry(beat, number)))
    }

    fn next_look_ms(&self, now: Moment) -> Option<u64> {
        self.machine().next_look_ms(now)
    }

    fn due_ms(&self) -> &Cell<u64> {
        &self.due_ms
    }

    fn name(&self) -> &str {
        &self.item.work_id
    }
}
