//! The API: requests in, answers out, over a state in memory.

use super::{
    credentials,
    envelope::{Content, Envelope, preflight},
    environments::{Environments, Record},
    errors::ApiError,
    http::{HttpRequest, HttpResponse},
    id::Ids,
    item::Item,
    metadata,
    new_work::{NewWork, Task},
    operations::Address,
    settings::{EmptyPoll, Settings},
    validate::Invalid,
    waiters::Waiter,
};
use crate::api::models::{EnvironmentConfig, Extra, HealthCheckWorkData, SessionWorkData, WorkData, WorkItem};
use std::collections::BTreeSet;

/// The whole API, without network and clock: whoever drives it says what time it is, in milliseconds since 1970. Time never goes
/// back; an earlier moment counts as the latest one so far.
///
/// A driver calls [`Emulator::handle`] for each request. After that, and whenever [`Emulator::next_due_ms`] says so,
/// [`Emulator::settle`]; then it sends what [`Emulator::take_answers`] gives for the polls that waited.
#[derive(Debug)]
pub struct Emulator {
    pub(super) settings: Settings,
    pub(super) environments: Environments,
    pub(super) ids: Ids,
    pub(super) now_ms: u64,
    /// The places of the environments on whose queues polls wait.
    blocked: BTreeSet<u64>,
    answers: Vec<(Ticket, HttpResponse)>,
    tickets: u64,
}

/// What comes of a request.
#[derive(Debug)]
pub enum Outcome {
    /// The answer.
    Done(HttpResponse),
    /// A poll that waits for work. Its answer comes from [`Emulator::take_answers`], at the latest after a
    /// [`Emulator::settle`] at `until_ms`.
    Wait {
        /// What the answer goes by.
        ticket: Ticket,
        /// When the wait ends in any case.
        until_ms: u64,
    },
}

/// A poll that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket {
    environment: u64,
    number: u64,
}

/// What an endpoint does with a request that it accepts.
pub(super) enum Reply {
    Done(Content),
    /// The poll waits.
    Block {
        environment: u64,
        until_ms: u64,
        reclaim_ms: u64,
    },
}

impl Emulator {
    /// An API without environments.
    pub fn new(settings: Settings) -> Self {
        Emulator {
            ids: Ids::new(settings.seed),
            settings,
            environments: Environments::default(),
            now_ms: 0,
            blocked: BTreeSet::new(),
            answers: Vec::new(),
            tickets: 0,
        }
    }

    /// The settings it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The bearer that an environment's workers show; `None` where there is no such self-hosted environment.
    pub fn environment_key(&self, environment_id: &str) -> Option<String> {
        let record = self.environments.get(self.environments.place(environment_id)?)?;
        record.is_self_hosted().then(|| credentials::environment_key(environment_id))
    }

    /// Answers a request, or lets a poll wait. A request that is refused changes nothing.
    pub fn handle(&mut self, request: &HttpRequest, now_ms: u64) -> Outcome {
        self.settle(now_ms);
        let request_id = self.ids.request();
        if request.method == "OPTIONS" {
            return Outcome::Done(preflight(request, request_id));
        }
        let envelope = Envelope::new(request, request_id);
        match self.perform(request) {
            Ok(Reply::Done(content)) => Outcome::Done(envelope.seal(Ok(content))),
            Err(error) => Outcome::Done(envelope.seal(Err(error))),
            Ok(Reply::Block { environment, until_ms, reclaim_ms }) => {
                let ticket = Ticket { environment, number: self.tickets };
                self.tickets += 1;
                if let Some(record) = self.environments.get_mut(environment) {
                    record.queue.waiters.push(Waiter { number: ticket.number, until_ms, reclaim_ms, envelope });
                    self.blocked.insert(environment);
                }
                Outcome::Wait { ticket, until_ms }
            }
        }
    }

    /// Puts work into an environment's queue. A poll that waits for it is answered ([`Emulator::take_answers`]).
    ///
    /// # Errors
    ///
    /// [`Invalid`] where there is no such self-hosted environment, where it is archived, or where the work breaks a rule.
    pub fn enqueue(&mut self, environment_id: &str, work: NewWork, now_ms: u64) -> Result<WorkItem, Invalid> {
        self.settle(now_ms);
        let refuse = |received: &str| {
            Err(Invalid::new("environmentId", format!("{environment_id:?}, {received}"), "an environment that takes work"))
        };
        let Some(environment) = self.environments.place(environment_id) else { return refuse("which does not exist") };
        let Some(record) = self.environments.get_mut(environment) else { return refuse("which does not exist") };
        if !record.is_self_hosted() {
            return refuse("which is not self-hosted");
        }
        if record.environment.archived_at.is_some() {
            return refuse("which is archived");
        }
        metadata::check(&work.metadata).map_err(|error| Invalid::new("metadata", error.message(), "metadata within the API's limits"))?;
        let id = self.ids.object("work");
        let data = match work.task {
            Task::Session(id) => {
                let id = id.unwrap_or_else(|| self.ids.object("session"));
                WorkData::Session(SessionWorkData { id, extra: Extra::new() })
            }
            Task::HealthCheck => WorkData::HealthCheck(HealthCheckWorkData { id: self.ids.object("healthcheck"), extra: Extra::new() }),
        };
        let shown = record.queue.push(Item::new(id, data, work.metadata, self.now_ms)).show(environment_id, None);
        self.settle_queue(environment);
        Ok(shown)
    }

    /// Brings everything up to `now_ms`: leases that run out, and polls that waited.
    pub fn settle(&mut self, now_ms: u64) {
        self.now_ms = self.now_ms.max(now_ms);
        // The queues that no poll waits on are brought up to date by the next request that looks at them.
        for environment in self.blocked.clone() {
            self.settle_queue(environment);
        }
    }

    /// When [`Emulator::settle`] may next have an answer for a poll that waits; `None` while none waits.
    pub fn next_due_ms(&self) -> Option<u64> {
        self.blocked.iter().filter_map(|environment| self.environments.get(*environment)?.queue.next_due_ms()).min()
    }

    /// The answers of polls that waited, since the last call.
    pub fn take_answers(&mut self) -> Vec<(Ticket, HttpResponse)> {
        std::mem::take(&mut self.answers)
    }

    /// Forgets a poll whose client has gone. It gets no work and no answer.
    pub fn cancel(&mut self, ticket: Ticket) {
        if let Some(record) = self.environments.get_mut(ticket.environment) {
            record.queue.waiters.remove(ticket.number);
            if record.queue.waiters.is_empty() {
                self.blocked.remove(&ticket.environment);
            }
        }
        self.answers.retain(|(answered, _)| *answered != ticket);
    }

    /// What a poll of an empty queue answers.
    pub(super) fn no_work(&self) -> Content {
        match self.settings.empty_poll {
            EmptyPoll::Null => Content::Json(b"null".to_vec()),
            EmptyPoll::Empty => Content::Nothing,
        }
    }

    /// Answers every poll that waits on an environment that is gone.
    pub(super) fn dismiss(&mut self, environment: u64, mut record: Record) {
        self.blocked.remove(&environment);
        while let Some(Waiter { number, envelope, .. }) = record.queue.waiters.pop_first() {
            self.answers.push((Ticket { environment, number }, envelope.seal(Err(ApiError::environment_not_found()))));
        }
    }

    fn settle_queue(&mut self, environment: u64) {
        let Some(record) = self.environments.get_mut(environment) else { return };
        for (Waiter { number, envelope, .. }, item) in record.queue.settle(self.now_ms) {
            let result = match item {
                Some(item) => self.claimed(Address { environment, item }),
                None => Ok(self.no_work()),
            };
            self.answers.push((Ticket { environment, number }, envelope.seal(result)));
        }
        if self.environments.get(environment).is_none_or(|record| record.queue.waiters.is_empty()) {
            self.blocked.remove(&environment);
        }
    }
}

impl Record {
    /// Whether there is a queue to work on.
    pub(super) fn is_self_hosted(&self) -> bool {
        matches!(self.environment.config, EnvironmentConfig::SelfHosted { .. })
    }
}
