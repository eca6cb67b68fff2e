//! One request while the emulator works on it.

use super::{
    Emulator,
    envelope::{Content, Envelope, http_date, preflight},
    errors::ApiError,
    faults::{FaultEffect, Injected, InjectedStatus},
    http::{Answer, HttpRequest},
    item::Item,
    journal::{Change, Fate, RequestRecord},
    router::Route,
    traffic::Ticket,
    waiters::Waiter,
};

/// What is known of a request until its answer goes out.
#[derive(Debug)]
pub(crate) struct Visit {
    /// What its answer goes by, if it takes time.
    pub(crate) ticket: Ticket,
    /// What its answer is put into.
    pub(crate) envelope: Envelope,
    /// What the fault plan does to it.
    pub(crate) fault: Injected,
    /// What the journal will say of it.
    pub(crate) record: RequestRecord,
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
    /// Takes a request in that has arrived. `None` while its answer takes time.
    pub(super) fn admit(
        &mut self,
        request: &HttpRequest,
        route: Result<Route, ApiError>,
        fault: Injected,
        ticket: Ticket,
    ) -> Option<Answer> {
        let request_id = self.ids.request();
        let record = self.record_of(request, route.as_ref().ok(), &fault, &request_id);
        if request.method == "OPTIONS" {
            let answer = Answer::Whole(preflight(request, request_id));
            self.journal.request(record, Fate::of(&answer), self.now_ms);
            return Some(answer);
        }
        let mut visit = Visit { ticket, envelope: Envelope::new(request, request_id), fault, record };
        match &visit.fault.effect {
            Some(FaultEffect::Refuse) => return self.finish(ticket, visit.record, visit.fault.answer_delay_ms, Answer::Nothing),
            Some(FaultEffect::Status(injected)) if !injected.takes_effect => {
                let error = self.injected(injected);
                return self.complete(visit, Err(error));
            }
            Some(FaultEffect::StealLease) => self.steal(&route),
            _ => {}
        }
        let place = route.as_ref().ok().and_then(|route| self.environments.place(&route.environment_id));
        let reply = self.perform(request, route, &mut visit.record);
        let answer = match reply {
            Ok(Reply::Block { environment, until_ms, reclaim_ms }) => {
                self.traffic.wait(ticket, environment);
                if let Some(record) = self.environments.get_mut(environment) {
                    record.queue.waiters.push(Waiter { until_ms, reclaim_ms, visit });
                }
                None
            }
            Ok(Reply::Done(content)) => self.complete(visit, Ok(content)),
            Err(error) => self.complete(visit, Err(error)),
        };
        if let Some(place) = place {
            self.reschedule(place);
        }
        answer
    }

    /// What the journal is to say of a request, as far as it is known when it arrives.
    pub(super) fn record_of(&self, request: &HttpRequest, route: Option<&Route>, fault: &Injected, request_id: &str) -> RequestRecord {
        let fault = fault.effect.as_ref().map(FaultEffect::name);
        let record = self.journal.record(request, route, &self.settings.api_key, request_id, self.now_ms);
        RequestRecord { fault, ..record }
    }

    /// Answers an exchange that took time.
    pub(super) fn conclude(&mut self, visit: Visit, result: Result<Content, ApiError>) {
        let ticket = visit.ticket;
        if let Some(answer) = self.complete(visit, result) {
            self.traffic.answer(ticket, answer);
        }
    }

    /// Makes the answer, and of it what the fault plan makes of it. `None` while it takes time.
    fn complete(&mut self, visit: Visit, result: Result<Content, ApiError>) -> Option<Answer> {
        let Visit { ticket, envelope, fault, record } = visit;
        let result = match &fault.effect {
            Some(FaultEffect::Status(injected)) => Err(self.injected(injected)),
            _ => result,
        };
        let response = envelope.seal(result, self.now_ms);
        let answer = match &fault.effect {
            None => Answer::Whole(response),
            Some(effect) => effect.apply(response),
        };
        self.finish(ticket, record, fault.answer_delay_ms, answer)
    }

    /// Sends an answer on its way. `None` while it takes time.
    fn finish(&mut self, ticket: Ticket, record: RequestRecord, delay_ms: u64, answer: Answer) -> Option<Answer> {
        if delay_ms == 0 {
            self.journal.request(record, Fate::of(&answer), self.now_ms);
            return Some(answer);
        }
        self.traffic.leave_at(self.now_ms.saturating_add(delay_ms), ticket, record, answer);
        None
    }

    fn injected(&self, injected: &InjectedStatus) -> ApiError {
        let mut headers = injected.headers.clone();
        headers.extend(
            injected.retry_after_date_ms.map(|ahead_ms| ("retry-after".to_owned(), http_date(self.now_ms.saturating_add(ahead_ms)))),
        );
        ApiError::injected(injected.status, headers)
    }

    /// Gives the lease of the work item that a request names to another worker.
    fn steal(&mut self, route: &Result<Route, ApiError>) {
        let Ok(Route { environment_id, work_id, .. }) = route else { return };
        let (ttl_seconds, now_ms) = (self.settings.default_ttl_seconds, self.now_ms);
        let Some(record) = self.environments.place(environment_id).and_then(|place| self.environments.get_mut(place)) else { return };
        let Some(item) = record.queue.place(work_id) else { return };
        if record.queue.change(item, |item| item.steal(ttl_seconds, now_ms)) == Some(true) {
            let state = record.queue.get(item).map(Item::state);
            self.journal.change(now_ms, Change::WorkStolen, environment_id, state.map(|state| (work_id.as_str(), state)));
        }
    }
}
