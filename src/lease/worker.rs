//! The worker: claims items, holds the lease on each while its handler runs, and stops them.

use super::{
    Failure, Heartbeats, Item, Lease, LeaseEnd, LeaseOptions, LeasedItem, Notice, Poller, PollerOptions, Watch, WorkerEvent,
    bell::Bell,
    lease::Opening,
    poller::{Acknowledged, CONFLICT_MS, Polled},
};
use crate::api::{Client, Clock, Error, LocalFuture, Result, Source, Transport, race::until};
use std::{cell::Cell, pin::pin, rc::Rc};

/// How many polls may be on their way at once while they find work. An empty queue gets one.
const WIDEST: usize = 16;

/// How many slots that have ended may stand with the bell that all listen to, until it rings: so many, and as many as are taken.
const LITTER: usize = 64;

/// How to work.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// How to poll, and how the calls are sent.
    pub poller: PollerOptions,
    /// How many items are worked on at once; at least 1.
    pub concurrency: usize,
    /// How leases are held.
    pub lease: LeaseOptions,
}

/// Does the work.
pub trait Handler<T: Transport, C: Clock> {
    /// Does the work of one item, whose lease is held. It has to end when [`Lease::told_to_end`] says so.
    fn handle(&self, item: Rc<Item<T::Body>>, lease: Lease<T, C>) -> LocalFuture<'static, Result<(), Source>>;

    /// Is told what happens.
    fn event(&self, event: WorkerEvent<'_, T::Body>) {
        let _ = event;
    }
}

/// What a worker has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkerStats {
    /// How many items are being worked on.
    pub running: usize,
    /// How many items were claimed.
    pub claimed: u64,
    /// How many of them are finished.
    pub finished: u64,
    /// How many items failed, those among them that were not claimed, as they could not be acknowledged.
    pub failed: u64,
    /// How many leases were lost.
    pub lost: u64,
    /// How many polls were made, but for those that were given up.
    pub polls: u64,
}

/// What became of one item.
#[derive(Debug)]
pub enum ItemEnd {
    /// The handler returned. The item was stopped, unless the handler released it, or the stop failed for good.
    Finished,
    /// The handler failed while the lease was held; the item was stopped, or comes again where no stop arrived in time.
    Failed(Source),
    /// The lease was lost.
    Lost(LeaseEnd),
    /// It was a health check; or a stop was asked for before the handler began; or the worker was stopped: before the handler began, which
    /// leaves the item to others, or later, and the handler took too long.
    Stopped,
}

/// Claims items, holds the lease on each while its handler runs, and stops them. Cloning it is free: clones are the same worker.
pub struct Worker<T: Transport, C: Clock>(Rc<Inner<T, C>>);

struct Inner<T: Transport, C: Clock> {
    poller: Poller<T, C>,
    heartbeats: Heartbeats<C>,
    handler: Rc<dyn Handler<T, C>>,
    concurrency: usize,
    lease: LeaseOptions,
    stats: Cell<WorkerStats>,
    /// How many of those that run are [`Worker::handle_item`]'s.
    handed: Cell<usize>,
    is_on: Cell<bool>,
    /// Polls on their way.
    polling: Cell<usize>,
    /// How many polls may be on their way.
    width: Cell<usize>,
    /// No poll before that.
    pause_until_ms: Cell<u64>,
    is_idle: Cell<bool>,
    error: Cell<Option<Box<Error>>>,
    will: Cell<Will>,
    /// Rings when the worker may go on: a slot is free, or a poll is over.
    bell: Bell,
    /// Rings when it is to do something else. All slots listen, and are not woken by what goes on in the others.
    will_bell: Bell,
}

/// What the worker is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Will {
    /// Poll and work.
    Work,
    /// Poll no more; what polls are on their way may still bring.
    Finish,
    /// Poll no more, and end the polls on their way.
    Drain,
    /// The same, and tell the handlers to end.
    Stop,
}

impl<T: Transport, C: Clock> Clone for Worker<T, C> {
    fn clone(&self) -> Self {
        Worker(self.0.clone())
    }
}

impl<T: Transport, C: Clock> std::fmt::Debug for Worker<T, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("poller", &self.0.poller).field("stats", &self.stats()).finish_non_exhaustive()
    }
}

impl<T: Transport, C: Clock> Worker<T, C> {
    /// A worker that has not begun.
    pub fn new(client: Client<T, C>, heartbeats: Heartbeats<C>, options: WorkerOptions, handler: Rc<impl Handler<T, C> + 'static>) -> Self {
        let WorkerOptions { poller, concurrency, lease } = options;
        Worker(Rc::new(Inner {
            poller: Poller::new(client, poller),
            heartbeats,
            handler,
            concurrency: concurrency.max(1),
            lease,
            stats: Cell::default(),
            handed: Cell::new(0),
            is_on: Cell::new(false),
            polling: Cell::new(0),
            width: Cell::new(1),
            pause_until_ms: Cell::new(0),
            is_idle: Cell::new(false),
            error: Cell::default(),
            will: Cell::new(Will::Work),
            bell: Bell::default(),
            will_bell: Bell::default(),
        }))
    }

    /// What it has come to.
    pub fn stats(&self) -> WorkerStats {
        self.0.stats.get()
    }

    /// Whether it runs: [`Worker::run`] has begun and has not ended.
    pub fn is_on(&self) -> bool {
        self.0.is_on.get()
    }

    /// Polls and works until [`Worker::drain`] or [`Worker::stop`], or until the queue is empty where the options say so. It ends when
    /// the last handler has. It is on from this call on, and not only once the future is polled: what is asked of it then holds.
    ///
    /// # Errors
    /// What makes further polls pointless: a credential that is refused, an environment that is gone. Handlers that run then go on
    /// until they are done. [`Error::InvalidInput`] when it runs already, or a lease of no length is desired.
    ///
    /// When the future is dropped, no further poll goes out. One on its way may still bring an item, and handlers that run go on.
    pub fn run(&self) -> impl Future<Output = Result<()>> + use<T, C> {
        let on = self.begin();
        async move {
            let on = on?;
            let On(worker) = &on;
            while let Some(step) = worker.0.bell.until(|| worker.step()).await {
                match step {
                    Step::Poll => {
                        worker.0.polling.set(worker.0.polling.get() + 1);
                        worker.0.heartbeats.host().spawn(Box::pin(worker.clone().slot()));
                    }
                    Step::Pause(ms) => {
                        let sleep = worker.0.poller.client().clock().sleep(ms);
                        let _ = until(Some(sleep), worker.told_to(Will::Finish)).await;
                    }
                }
            }
            let error = worker.0.error.take();
            drop(on);
            error.map_or(Ok(()), Err)
        }
    }

    fn begin(&self) -> Result<On<T, C>> {
        self.0.lease.check()?;
        if self.0.is_on.replace(true) {
            return Err(Error::invalid("run", "a worker that runs", "called once at a time"));
        }
        Ok(On(self.clone()))
    }

    /// Stops polling, and waits until the handlers are done: those of [`Worker::handle_item`] too, also where nothing runs but them.
    pub async fn drain(&self) {
        self.wants(Will::Drain);
        self.0.bell.until(|| (!self.is_on() && self.stats().running == 0).then_some(())).await;
    }

    /// Stops polling, and tells the handlers of the run to end: what has not ended when its lease has is left alone. Those of
    /// [`Worker::handle_item`] go on, and the run does not wait for them. Without a run it does nothing.
    pub fn stop(&self) {
        self.wants(Will::Stop);
    }

    /// Works on one item that was claimed and acknowledged elsewhere, now: its lease counts from here on. When `stop` ends, the handler is
    /// told to. A health check is answered, and not handed out. When the future is dropped, the item is left to others.
    pub async fn handle_item(&self, item: Item<T::Body>, stop: LocalFuture<'static, ()>) -> ItemEnd {
        self.count(|stats| stats.running += 1);
        self.0.handed.set(self.0.handed.get() + 1);
        let _handed = Handed(self);
        self.serve(item, Acknowledged::at(self.0.heartbeats.now()), stop).await
    }

    /// Waits until it is to do this, or what goes further.
    fn told_to(&self, will: Will) -> impl Future<Output = ()> + Unpin {
        self.0.will_bell.until(move || (self.0.will.get() >= will).then_some(()))
    }

    fn wants(&self, will: Will) {
        // The next run is another matter.
        if self.is_on() {
            self.0.will.set(self.0.will.get().max(will));
            self.0.will_bell.ring();
            self.0.bell.ring();
        }
    }

    /// What is to be done next: `None` for a while where nothing is, `Some(None)` when the run is over.
    fn step(&self) -> Option<Option<Step>> {
        let polling = self.0.polling.get();
        let busy = self.stats().running + polling;
        match self.0.will.get() {
            Will::Work => {}
            // Nobody has told those that were handed in to end.
            Will::Stop => return (busy == self.0.handed.get()).then_some(None),
            _ => return (busy == 0).then_some(None),
        }
        if busy >= self.0.concurrency || polling >= self.0.width.get() {
            return None;
        }
        let left_ms = self.0.pause_until_ms.get().saturating_sub(self.0.heartbeats.now().monotonic_ms);
        // While one poll is on its way, only that one says when the next may follow.
        match left_ms {
            0 => Some(Some(Step::Poll)),
            _ if polling > 0 => None,
            _ => Some(Some(Step::Pause(left_ms))),
        }
    }

    /// One slot: polls, and works on the item if there is one.
    async fn slot(self) {
        let polled = until(Some(self.told_to(Will::Drain)), pin!(self.0.poller.poll())).await;
        let hit = self.polled(polled.ok());
        self.0.bell.ring();
        if let Some(item) = hit {
            self.work(item).await;
            self.count(|stats| stats.running -= 1);
            self.0.bell.ring();
        }
        self.0.will_bell.sweep(2 * self.stats().running + LITTER);
    }

    /// Takes what came of a poll; the item, if there is one, has a slot.
    fn polled(&self, polled: Option<Polled<T::Body>>) -> Option<Item<T::Body>> {
        self.0.polling.set(self.0.polling.get() - 1);
        self.count(|stats| stats.polls += u64::from(polled.is_some()));
        match polled? {
            Polled::Hit(item) => {
                self.0.width.set((self.0.width.get() + 1).min(WIDEST));
                // Another poll may have failed meanwhile. There is work all the same.
                self.0.pause_until_ms.set(0);
                self.0.is_idle.set(false);
                self.count(|stats| stats.running += 1);
                return Some(item);
            }
            Polled::Pause(ms) => {
                self.0.width.set(1);
                self.pause(ms);
            }
            Polled::Failed(error) => {
                self.0.error.set(Some(error));
                self.wants(Will::Finish);
            }
        }
        let is_quiet = self.0.poller.is_quiet();
        let goes_idle = is_quiet && self.stats().running == 0 && !self.0.is_idle.replace(true);
        if is_quiet && self.0.poller.options().drain {
            self.wants(Will::Finish);
        }
        if goes_idle {
            self.0.handler.event(WorkerEvent::Idle);
        }
        None
    }

    /// No poll goes out for a while, unless one on its way brings an item.
    fn pause(&self, ms: u64) {
        let until_ms = self.0.heartbeats.now().monotonic_ms + ms;
        self.0.pause_until_ms.set(self.0.pause_until_ms.get().max(until_ms));
    }

    async fn work(&self, item: Item<T::Body>) {
        let work_id = item.item.work_id.clone();
        let acknowledged = match until(Some(self.told_to(Will::Stop)), pin!(self.0.poller.acknowledge(&item))).await {
            // Nobody has worked on it: it is for the next worker, whether it was acknowledged or not.
            Err(()) => return,
            Ok(Ok(acknowledged)) => acknowledged,
            Ok(Err(error)) => {
                let pause_ms = self.0.poller.not_acknowledged(&item, &error);
                self.pause(pause_ms);
                self.failed(&work_id, 0, Failure::Call(&error));
                // With its slot: another poll that brings work ends the pause, and may bring just such an item.
                self.0.poller.client().clock().sleep(CONFLICT_MS).await;
                return;
            }
        };
        self.count(|stats| stats.claimed += 1);
        if !item.is_health_check {
            self.0.handler.event(WorkerEvent::Claimed(&item));
        }
        let worker = self.clone();
        let stop = async move { worker.told_to(Will::Stop).await };
        self.serve(item, acknowledged, Box::pin(stop)).await;
    }

    /// Holds the lease while the handler runs, and stops the item. A health check is only stopped.
    fn serve(&self, item: Item<T::Body>, acknowledged: Acknowledged, stop: LocalFuture<'static, ()>) -> LocalFuture<'_, ItemEnd> {
        // In a box, because there are two callers, and the future is a large one.
        Box::pin(self.serving(item, acknowledged, stop))
    }

    async fn serving(&self, item: Item<T::Body>, acknowledged: Acknowledged, stop: LocalFuture<'static, ()>) -> ItemEnd {
        if item.is_health_check {
            self.0.poller.stop(&item, true).await;
            return ItemEnd::Stopped;
        }
        let calls = item.calls(&self.0.poller.options().calls);
        let (client, heartbeats) = (self.0.poller.client().clone(), self.0.heartbeats.clone());
        let watch: Rc<dyn Watch> = self.0.clone();
        let (options, snapshot) = (self.0.lease.clone(), None);
        let opening = Opening { item: item.item.clone(), client, calls, heartbeats, options, acknowledged, snapshot, watch: Some(watch) };
        let lease = Lease::open(opening);
        let _released = Released(&lease);
        let item = Rc::new(item);
        let began = Cell::new(false);
        let stopped = pin!(async {
            stop.await;
            match began.get() {
                // From then on the handler has until the end of its lease.
                true => lease.ask_to_stop(),
                // Nobody has worked on it: it is for the next worker.
                false => lease.release(),
            }
            lease.done().await;
        });
        let handled = until(Some(stopped), pin!(self.handled(&item, &lease, &began))).await;
        let (ran_ms, mut result) = handled.unwrap_or((0, None));
        // It looks at the clocks: when a machine wakes up, the handler may end before anybody else has looked.
        lease.aborted();
        if lease.ended().is_some_and(LeaseEnd::is_loss) {
            // It says nothing about the item, which is another worker's by now.
            result = None;
        }
        let end = lease.stop_for_good().await;
        self.over(&item.item.work_id, ran_ms, result, end)
    }

    /// How long the handler ran, and what it gave; nothing where it did not begin.
    async fn handled(&self, item: &Rc<Item<T::Body>>, lease: &Lease<T, C>, began: &Cell<bool>) -> (u64, Option<Result<(), Source>>) {
        if lease.ready().await.is_err() {
            return (0, None);
        }
        began.set(true);
        let began_at = self.0.heartbeats.now();
        let result = self.0.handler.handle(item.clone(), lease.clone()).await;
        (self.0.heartbeats.now().since_ms(began_at), Some(result))
    }

    fn count(&self, count: impl FnOnce(&mut WorkerStats)) {
        let mut stats = self.stats();
        count(&mut stats);
        self.0.stats.set(stats);
    }

    /// Counts and tells what became of an item.
    fn over(&self, work_id: &str, ran_ms: u64, result: Option<Result<(), Source>>, end: LeaseEnd) -> ItemEnd {
        if end.is_loss() {
            self.count(|stats| stats.lost += 1);
        }
        match result {
            Some(Err(error)) => {
                self.failed(work_id, ran_ms, Failure::Handler(&error));
                ItemEnd::Failed(error)
            }
            _ if end.is_loss() => ItemEnd::Lost(end),
            Some(Ok(())) => {
                self.count(|stats| stats.finished += 1);
                self.0.handler.event(WorkerEvent::Finished { work_id, ran_ms });
                ItemEnd::Finished
            }
            None => ItemEnd::Stopped,
        }
    }

    fn failed(&self, work_id: &str, ran_ms: u64, failure: Failure<'_>) {
        self.count(|stats| stats.failed += 1);
        self.0.handler.event(WorkerEvent::Failed { work_id, ran_ms, failure });
    }
}

/// A worker that runs, until this is dropped: by its run, or with it.
struct On<T: Transport, C: Clock>(Worker<T, C>);

impl<T: Transport, C: Clock> Drop for On<T, C> {
    fn drop(&mut self) {
        let inner = &self.0.0;
        inner.is_on.set(false);
        inner.will.set(Will::Work);
        inner.bell.ring();
    }
}

/// One of the items that were handed in, until this is dropped.
struct Handed<'a, T: Transport, C: Clock>(&'a Worker<T, C>);

impl<T: Transport, C: Clock> Drop for Handed<'_, T, C> {
    fn drop(&mut self) {
        let Worker(inner) = self.0;
        inner.handed.set(inner.handed.get() - 1);
        self.0.count(|stats| stats.running -= 1);
        inner.bell.ring();
    }
}

/// Lets go of a lease that is not over when this is dropped: it would be held for ever.
struct Released<'a, T: Transport, C: Clock>(&'a Lease<T, C>);

impl<T: Transport, C: Clock> Drop for Released<'_, T, C> {
    fn drop(&mut self) {
        self.0.release();
    }
}

/// What a run does next.
enum Step {
    Poll,
    Pause(u64),
}

impl<T: Transport, C: Clock> Watch for Inner<T, C> {
    fn notice(&self, item: &LeasedItem, notice: Notice<'_>) {
        if let Notice::StopFailed(error) = notice {
            self.poller.warn("could not stop ", &item.work_id, error);
        }
        self.handler.event(WorkerEvent::Lease(item, notice));
    }
}
