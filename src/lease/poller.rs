//! Claims work items, one after the other.

use super::{
    CallOptions, Item, Moment, ServerTime,
    calls::{OnItem, Poll, has_succeeded, is_lasting, poll, timeout_ms, wait_ms},
    pauses::Pauses,
};
use crate::api::{Client, Clock, Error, Log, LogLevel, Result, Transport, race::until, text::concat};
use std::cell::RefCell;

/// The longest that the server waits for work (API reference, `block_ms`).
pub const LONGEST_BLOCK_MS: u64 = 999;

/// The wait after an acknowledgement that conflicts: the item is another's, and there may be more. But the event loop has to have a turn.
pub(super) const CONFLICT_MS: u64 = 100;

/// How long an acknowledgement may take with all its tries: half of what a lease is taken to hold for after it. The rest is for the first
/// beat.
const ACKNOWLEDGED_WITHIN_MS: u64 = 15_000;

/// How to poll.
#[derive(Clone, Debug)]
pub struct PollerOptions {
    /// The environment whose queue is polled.
    pub environment_id: String,
    /// Who polls: a name that is this worker's alone.
    pub worker_id: String,
    /// How long the server waits for work, in milliseconds, 1 to 999; `None`: not at all. Default 999.
    pub block_ms: Option<u64>,
    /// Claims again what was polled this long ago and never acknowledged, in milliseconds. Default: the server's.
    pub reclaim_older_than_ms: Option<u64>,
    /// Whether to end as soon as the queue is empty. Default: no.
    pub drain: bool,
    /// How the calls are sent. An item with a token of its own is acknowledged and stopped with that.
    pub calls: CallOptions,
}

impl PollerOptions {
    /// The defaults.
    pub fn new(environment_id: impl Into<String>, worker_id: impl Into<String>) -> Self {
        PollerOptions {
            environment_id: environment_id.into(),
            worker_id: worker_id.into(),
            block_ms: Some(LONGEST_BLOCK_MS),
            reclaim_older_than_ms: None,
            drain: false,
            calls: CallOptions::default(),
        }
    }
}

/// What came of a poll.
pub(super) enum Polled<B> {
    /// An item, to be acknowledged.
    Hit(Item<B>),
    /// Nothing. The next poll may follow after so many milliseconds.
    Pause(u64),
    /// An error that will not pass.
    Failed(Box<Error>),
}

/// What an acknowledgement told: when it was sent, and what it says of the server's clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Acknowledged {
    pub(super) sent: Moment,
    pub(super) server_time: Option<ServerTime>,
}

impl Acknowledged {
    /// By somebody else, at about this time.
    pub(super) fn at(now: Moment) -> Self {
        Acknowledged { sent: now, server_time: None }
    }
}

/// Claims work items, one after the other: polls, waits where there are none, and acknowledges.
pub struct Poller<T: Transport, C: Clock> {
    client: Client<T, C>,
    options: PollerOptions,
    pauses: RefCell<Pauses>,
}

impl<T: Transport, C: Clock> std::fmt::Debug for Poller<T, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Poller").field("environment_id", &self.options.environment_id).finish_non_exhaustive()
    }
}

impl<T: Transport, C: Clock> Poller<T, C> {
    /// A poller that has not begun.
    pub fn new(client: Client<T, C>, options: PollerOptions) -> Self {
        Poller { client, options, pauses: RefCell::default() }
    }

    /// The next item, acknowledged; `None` when the queue is empty and the options say to end then. Dropping the future stops the poll.
    ///
    /// # Errors
    /// What will not pass: a credential that is refused, an environment that is gone, an option that is wrong. Everything else is
    /// waited out: 1 s that doubles up to a minute, less a quarter at random, or longer where the server says so (`retry-after`).
    pub async fn claim(&self) -> Result<Option<Item<T::Body>>> {
        loop {
            match self.poll().await {
                Polled::Hit(item) => match self.acknowledge(&item).await {
                    Ok(_) => return Ok(Some(item)),
                    Err(error) => self.client.clock().sleep(self.not_acknowledged(&item, &error)).await,
                },
                Polled::Pause(_) if self.options.drain && self.pauses.borrow().is_quiet() => return Ok(None),
                Polled::Pause(ms) => self.client.clock().sleep(ms).await,
                Polled::Failed(error) => return Err(error),
            }
        }
    }

    /// Stops an item that was claimed, with `force` at once. One that is stopped already is fine; what may pass is tried again, as often
    /// as the client does that; what goes wrong is logged.
    pub async fn stop(&self, item: &Item<T::Body>, force: bool) {
        let retries = self.client.options().max_retries;
        if let (_, Some(error)) = self.on(item).stop(force, retries, &|| timeout_ms(&self.client)).await {
            self.warn("could not stop ", &item.item.work_id, &error);
        }
    }

    pub(super) fn options(&self) -> &PollerOptions {
        &self.options
    }

    pub(super) fn client(&self) -> &Client<T, C> {
        &self.client
    }

    /// Polls once.
    pub(super) async fn poll(&self) -> Polled<T::Body> {
        let PollerOptions { environment_id, worker_id, block_ms, reclaim_older_than_ms, calls, .. } = &self.options;
        let asked = Poll { environment_id, block_ms: *block_ms, reclaim_older_than_ms: *reclaim_older_than_ms, worker_id };
        let clock = self.client.clock();
        let began_ms = clock.monotonic_ms();
        let answer = poll(&self.client, &asked, calls.how()).await;
        let now_ms = clock.monotonic_ms();
        match answer.map(|body| body.and_then(Item::read)) {
            Ok(Some(item)) => {
                self.pauses.borrow_mut().hit();
                Polled::Hit(item)
            }
            Ok(None) => {
                let waited = block_ms.is_some_and(|block_ms| now_ms.saturating_sub(began_ms) >= block_ms / 2);
                let random = clock.random();
                Polled::Pause(self.pauses.borrow_mut().empty(now_ms, waited, random))
            }
            Err(error) if is_lasting(&error) => Polled::Failed(error),
            Err(error) => {
                self.warn("could not poll ", environment_id, &error);
                Polled::Pause(self.failed(&error))
            }
        }
    }

    pub(super) async fn acknowledge(&self, item: &Item<T::Body>) -> Result<Acknowledged> {
        let sent = Moment::now(self.client.clock());
        let limit = self.client.clock().sleep(ACKNOWLEDGED_WITHIN_MS);
        let body = match until(Some(limit), self.on(item).ack()).await {
            Err(_) => return Err(Box::new(Error::Timeout { after_ms: ACKNOWLEDGED_WITHIN_MS })),
            Ok(Err(error)) if has_succeeded(&error) => None,
            Ok(answer) => answer?,
        };
        Ok(Acknowledged { sent, server_time: self.on(item).acknowledged(body, sent) })
    }

    /// An item could not be acknowledged: it is somebody else's, or comes again. How long to wait, so that a service which hands out
    /// what it then refuses is not asked as fast as it answers.
    pub(super) fn not_acknowledged(&self, item: &Item<T::Body>, error: &Error) -> u64 {
        self.warn("could not acknowledge ", &item.item.work_id, error);
        if error.status() == Some(409) { CONFLICT_MS } else { self.failed(error) }
    }

    /// How long to wait after a failure.
    fn failed(&self, error: &Error) -> u64 {
        let clock = self.client.clock();
        let (now_ms, random) = (clock.monotonic_ms(), clock.random());
        let pause_ms = self.pauses.borrow_mut().failed(now_ms, random);
        wait_ms(error, clock, pause_ms)
    }

    /// Whether the latest poll was answered with "none".
    pub(super) fn is_quiet(&self) -> bool {
        self.pauses.borrow().is_quiet()
    }

    pub(super) fn warn(&self, what: &str, on: &str, error: &Error) {
        if let Some(log) = self.log().filter(|log| log.wants(LogLevel::Warn)) {
            log.write(LogLevel::Warn, &concat(&[what, on, ": ", &error.message()]));
        }
    }

    fn log(&self) -> Option<&dyn Log> {
        self.client.options().log.as_deref()
    }

    fn on<'a>(&'a self, item: &'a Item<T::Body>) -> OnItem<'a, T, C> {
        OnItem { client: &self.client, item: &item.item, how: item.how(&self.options.calls) }
    }
}
