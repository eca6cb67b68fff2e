//! The API: requests in, answers out, over a state in memory.

use super::{
    credentials,
    envelope::Content,
    environments::{Environments, Record},
    errors::ApiError,
    faults::{FaultPlan, Faults},
    http::{Answer, HttpRequest, HttpResponse},
    id::Ids,
    item::Item,
    journal::{Change, Fate, Journal, JournalEntry, JournalFilter},
    metadata,
    new_work::{NewWork, Task},
    operations::Address,
    router,
    schedule::Schedule,
    settings::{EmptyPoll, Settings},
    traffic::{Forgotten, Ticket, Traffic},
    validate::Invalid,
};
use crate::api::models::{EnvironmentConfig, Extra, HealthCheckWorkData, SessionWorkData, WorkData, WorkItem};

/// The whole API, without network and clock: whoever drives it says what time it is, in milliseconds since 1970. Time never goes
/// back; an earlier moment counts as the latest one so far.
///
/// A driver calls [`Emulator::handle`] for each request. After that, and whenever [`Emulator::next_due_ms`] says so,
/// [`Emulator::settle`]; then it sends what [`Emulator::take_answers`] gives for the exchanges that took time.
/// [`EmulatorTransport`](super::EmulatorTransport) is such a driver.
#[derive(Debug)]
pub struct Emulator {
    pub(super) settings: Settings,
    pub(super) environments: Environments,
    pub(super) ids: Ids,
    pub(super) faults: Faults,
    pub(super) journal: Journal,
    /// By the emulator's own clock.
    pub(super) now_ms: u64,
    schedule: Schedule,
    pub(super) traffic: Traffic,
}

/// What comes of a request.
#[derive(Debug)]
pub enum Outcome {
    /// The answer.
    Done(HttpResponse),
    /// The exchange takes time (a poll that waits for work, a delay of the fault plan), or its connection breaks. What comes of it is
    /// for [`Emulator::take_answers`] to say.
    Wait(Ticket),
}

impl Emulator {
    /// An API without environments.
    pub fn new(settings: Settings) -> Self {
        Emulator {
            ids: Ids::new(settings.seed),
            journal: Journal::new(settings.journal_limit),
            settings,
            environments: Environments::default(),
            faults: Faults::new(FaultPlan::default()),
            now_ms: 0,
            schedule: Schedule::default(),
            traffic: Traffic::default(),
        }
    }

    /// The settings it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Has things go wrong from here on, as the plan says. Calls are counted anew.
    pub fn set_faults(&mut self, plan: FaultPlan) {
        self.faults = Faults::new(plan);
    }

    /// What happened, oldest first: as far back as [`Settings::journal_limit`] allows.
    pub fn journal<'a>(&'a self, filter: &'a JournalFilter) -> impl Iterator<Item = &'a JournalEntry> {
        self.journal.entries(filter)
    }

    /// The bearer that an environment's workers show; `None` where there is no such self-hosted environment.
    pub fn environment_key(&self, environment_id: &str) -> Option<String> {
        let record = self.environments.get(self.environments.place(environment_id)?)?;
        record.is_self_hosted().then(|| credentials::environment_key(environment_id))
    }

    /// Answers a request, or lets it take its time. A request that is refused changes nothing.
    pub fn handle(&mut self, request: &HttpRequest, now_ms: u64) -> Outcome {
        self.settle(now_ms);
        let ticket = self.traffic.ticket();
        let route = router::route(&request.method, &request.path);
        let fault = route.as_ref().map(|route| self.faults.draw(route.endpoint)).unwrap_or_default();
        if fault.request_delay_ms > 0 {
            let due_ms = self.now_ms.saturating_add(fault.request_delay_ms);
            self.traffic.arrive_at(due_ms, ticket, request.clone(), fault);
            return Outcome::Wait(ticket);
        }
        match self.admit(request, route, fault, ticket) {
            Some(Answer::Whole(response)) => return Outcome::Done(response),
            Some(broken) => self.traffic.answer(ticket, broken),
            None => {}
        }
        Outcome::Wait(ticket)
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
        let item = record.queue.push(Item::new(id, data, work.metadata, self.now_ms));
        self.journal.change(self.now_ms, Change::WorkQueued, environment_id, Some((&item.id, item.state())));
        let shown = item.show(environment_id, None);
        self.settle_queue(environment);
        Ok(shown)
    }

    /// Brings everything up to `now_ms`, moment by moment: leases that run out, polls that waited, exchanges that take time.
    pub fn settle(&mut self, now_ms: u64) {
        let now_ms = now_ms.saturating_add_signed(self.settings.clock_skew_ms);
        while let Some(due_ms) = self.first_ms()
            && due_ms <= now_ms
        {
            self.now_ms = self.now_ms.max(due_ms);
            self.step();
        }
        self.now_ms = self.now_ms.max(now_ms);
    }

    /// When [`Emulator::settle`] may next have something to do for an exchange that takes time; `None` while there is none.
    pub fn next_due_ms(&self) -> Option<u64> {
        let due_ms = if self.traffic.is_empty() { None } else { self.first_ms() };
        due_ms.map(|due_ms| due_ms.saturating_add_signed(self.settings.clock_skew_ms.saturating_neg()))
    }

    /// The answers of exchanges that took time, since the last call.
    pub fn take_answers(&mut self) -> Vec<(Ticket, Answer)> {
        self.traffic.take_answers()
    }

    /// Forgets an exchange whose client has gone, at the moment that was last settled. A poll that waited gets no work; a request on its
    /// way in never arrives, and an answer on its way out does not either.
    pub fn cancel(&mut self, ticket: Ticket) {
        let record = match self.traffic.forget(ticket) {
            None => None,
            Some(Forgotten::Arriving(request, fault)) => {
                let request_id = self.ids.request();
                Some(self.record_of(&request, router::route(&request.method, &request.path).as_ref().ok(), &fault, &request_id))
            }
            Some(Forgotten::Leaving(record)) => Some(record),
            Some(Forgotten::Waiting { environment }) => {
                let waiter = self.environments.get_mut(environment).and_then(|record| record.queue.waiters.remove(ticket));
                self.reschedule(environment);
                waiter.map(|waiter| waiter.visit.record)
            }
        };
        if let Some(record) = record {
            self.journal.request(record, Fate::ClientGone, self.now_ms);
        }
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
        self.schedule.set(environment, None);
        while let Some(waiter) = record.queue.waiters.pop_first() {
            self.conclude(waiter.visit, Err(ApiError::environment_not_found()));
        }
    }

    /// The next moment at which something happens by itself.
    fn first_ms(&self) -> Option<u64> {
        [self.schedule.first_ms(), self.traffic.first_ms()].into_iter().flatten().min()
    }

    /// Does what is due at the present moment.
    fn step(&mut self) {
        // Leases first: one that runs out at this moment is over for who arrives at it.
        while let Some(environment) = self.schedule.due(self.now_ms) {
            self.settle_queue(environment);
        }
        while let Some((ticket, request, fault)) = self.traffic.pop_arrived(self.now_ms) {
            let route = router::route(&request.method, &request.path);
            if let Some(answer) = self.admit(&request, route, fault, ticket) {
                self.traffic.answer(ticket, answer);
            }
        }
        while let Some((ticket, record, answer)) = self.traffic.pop_left(self.now_ms) {
            self.journal.request(record, Fate::of(&answer), self.now_ms);
            self.traffic.answer(ticket, answer);
        }
    }

    /// Ends what has run out in one queue, and serves the polls that wait on it.
    fn settle_queue(&mut self, environment: u64) {
        let now_ms = self.now_ms;
        let Some(record) = self.environments.get_mut(environment) else { return };
        while let Some(item) = record.queue.expire(now_ms) {
            let item = record.queue.get(item).map(|item| (item.id.as_str(), item.state()));
            self.journal.change(now_ms, Change::WorkExpired, &record.environment.id, item);
        }
        for (mut waiter, item) in record.queue.serve(now_ms) {
            let result = match item {
                Some(item) => self.claimed(Address { environment, item }, &mut waiter.visit.record),
                None => Ok(self.no_work()),
            };
            self.conclude(waiter.visit, result);
        }
        self.reschedule(environment);
    }

    /// Notes when a queue next has something to do.
    pub(super) fn reschedule(&mut self, environment: u64) {
        let due_ms = self.environments.get(environment).and_then(|record| record.queue.next_due_ms());
        self.schedule.set(environment, due_ms);
    }
}

impl Record {
    /// Whether there is a queue to work on.
    pub(super) fn is_self_hosted(&self) -> bool {
        matches!(self.environment.config, EnvironmentConfig::SelfHosted { .. })
    }
}
