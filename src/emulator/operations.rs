//! What each endpoint does.

use super::{
    body,
    credentials::{self, Caller},
    cursor,
    envelope::Content,
    environments::{self, Record},
    errors::ApiError,
    http::HttpRequest,
    item::Item,
    journal::{Change, RequestRecord},
    metadata,
    query::Query,
    queue::Queue,
    router::{Endpoint, Route},
    server::Emulator,
    settings::StopAnswer,
    timestamp::Timestamp,
    visit::Reply,
};
use crate::api::models::EnvironmentDeleted;
use serde::Serialize;

/// How long a poll may wait (the API document, under `BlockMs`).
const BLOCK_MS: std::ops::RangeInclusive<u64> = 1..=999;
/// When a poll takes what another left unacknowledged, if it does not say (the API document, under `ReclaimOlderThanMs`).
const RECLAIM_OLDER_THAN_MS: u64 = 5_000;
/// What a page holds, as in the API's other lists; the document names no numbers here.
const LIMIT: std::ops::RangeInclusive<u64> = 1..=1_000;
const DEFAULT_LIMIT: u64 = 20;
/// The list of environments, in cursors; a list of work goes by its environment's id.
const ENVIRONMENTS: &str = "environments";

/// Where a work item is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address {
    pub(super) environment: u64,
    pub(super) item: u64,
}

/// One page of a list.
#[derive(Serialize)]
struct Page<T> {
    data: Vec<T>,
    next_page: Option<String>,
}

impl Emulator {
    /// Finds the endpoint, checks the credential, and does what is asked.
    pub(super) fn perform(
        &mut self,
        request: &HttpRequest,
        route: Result<Route, ApiError>,
        record: &mut RequestRecord,
    ) -> Result<Reply, ApiError> {
        let route = route?;
        let caller = credentials::identify(request, &self.settings)?;
        if !self.knows(&caller) {
            return Err(ApiError::authentication("nobody knows this credential"));
        }
        record.credential = Some(caller.name());
        credentials::authorize_kind(&caller, route.endpoint, &self.settings)?;
        if request.header("anthropic-version").is_none() {
            return Err(ApiError::invalid("anthropic-version: expected a header such as 2023-06-01, received none"));
        }
        // Refused below, where the endpoint is about one.
        let environment = self.environment(&route, &caller);
        let content = match route.endpoint {
            Endpoint::EnvironmentsCreate => self.create_environment(request),
            Endpoint::EnvironmentsList => self.list_environments(request),
            Endpoint::EnvironmentsRetrieve => json(&self.record(environment?)?.environment),
            Endpoint::EnvironmentsUpdate => self.update_environment(environment?, request),
            Endpoint::EnvironmentsDelete => self.delete_environment(environment?, request),
            Endpoint::EnvironmentsArchive => self.archive_environment(environment?, request),
            Endpoint::WorkPoll => return self.poll(environment?, request, record),
            Endpoint::WorkStats => self.stats(environment?),
            Endpoint::WorkList => self.list_work(environment?, request),
            Endpoint::WorkRetrieve => self.shown(self.item(environment?, &route)?),
            Endpoint::WorkUpdate => self.update_work(self.item(environment?, &route)?, request),
            Endpoint::WorkAck => self.ack(self.item(environment?, &route)?, request),
            Endpoint::WorkHeartbeat => self.heartbeat(self.item(environment?, &route)?, request),
            Endpoint::WorkStop => self.stop(self.item(environment?, &route)?, &caller, request),
        };
        content.map(Reply::Done)
    }

    fn create_environment(&mut self, request: &HttpRequest) -> Result<Content, ApiError> {
        let create = body::environment_create(&body::json(&request.body)?)?;
        // An identifier is drawn only for what is accepted, so that a refused request changes nothing.
        let environment = self.environments.create(|| self.ids.object("env"), create, Timestamp::from_ms(self.now_ms))?;
        self.journal.change(self.now_ms, Change::EnvironmentCreated, &environment.id, None);
        json(environment)
    }

    fn list_environments(&self, request: &HttpRequest) -> Result<Content, ApiError> {
        let query = Query::parse(&request.query);
        let include_archived = query.boolean("include_archived")?.unwrap_or(false);
        page(&query, ENVIRONMENTS, |before, limit| self.environments.list(include_archived, before, limit), |environment| environment)
    }

    fn update_environment(&mut self, place: u64, request: &HttpRequest) -> Result<Content, ApiError> {
        let update = body::environment_update(&body::json(&request.body)?)?;
        let now = Timestamp::from_ms(self.now_ms);
        let record = self.environments.get_mut(place).ok_or_else(ApiError::environment_not_found)?;
        environments::update(&mut record.environment, update, now)?;
        self.journal.change(self.now_ms, Change::EnvironmentUpdated, &record.environment.id, None);
        json(&record.environment)
    }

    fn delete_environment(&mut self, place: u64, request: &HttpRequest) -> Result<Content, ApiError> {
        body::none(&request.body)?;
        let record = self.environments.delete(place).ok_or_else(ApiError::environment_not_found)?;
        let deleted =
            EnvironmentDeleted { id: record.environment.id.clone(), object_type: "environment_deleted".into(), extra: Default::default() };
        self.journal.change(self.now_ms, Change::EnvironmentDeleted, &deleted.id, None);
        self.dismiss(place, record);
        json(&deleted)
    }

    fn archive_environment(&mut self, place: u64, request: &HttpRequest) -> Result<Content, ApiError> {
        body::none(&request.body)?;
        let is_new = self.record(place)?.environment.archived_at.is_none();
        let environment = self.environments.archive(place, Timestamp::from_ms(self.now_ms)).ok_or_else(ApiError::environment_not_found)?;
        if is_new {
            self.journal.change(self.now_ms, Change::EnvironmentArchived, &environment.id, None);
        }
        json(environment)
    }

    fn poll(&mut self, environment: u64, request: &HttpRequest, record: &mut RequestRecord) -> Result<Reply, ApiError> {
        let query = Query::parse(&request.query);
        let block_ms = query.number("block_ms", BLOCK_MS)?;
        let reclaim_ms = query.number("reclaim_older_than_ms", 0..=u64::MAX)?.unwrap_or(RECLAIM_OLDER_THAN_MS);
        let now_ms = self.now_ms;
        let queue = self.queue_mut(environment)?;
        if let Some(worker_id) = request.header("anthropic-worker-id") {
            queue.workers.see(worker_id, now_ms);
        }
        let item = queue.claim(reclaim_ms, now_ms);
        Ok(match (item, block_ms) {
            (Some(item), _) => Reply::Done(self.claimed(Address { environment, item }, record)?),
            (None, None) => Reply::Done(self.no_work()),
            (None, Some(block_ms)) => Reply::Block { environment, until_ms: now_ms.saturating_add(block_ms), reclaim_ms },
        })
    }

    fn stats(&mut self, environment: u64) -> Result<Content, ApiError> {
        let now_ms = self.now_ms;
        json(&self.queue_mut(environment)?.stats(now_ms))
    }

    fn list_work(&self, environment: u64, request: &HttpRequest) -> Result<Content, ApiError> {
        let record = self.queue_record(environment)?;
        let id = &record.environment.id;
        page(&Query::parse(&request.query), id, |before, limit| record.queue.list(before, limit), |item| item.show(id, None))
    }

    fn update_work(&mut self, at: Address, request: &HttpRequest) -> Result<Content, ApiError> {
        let update = body::work_update(&body::json(&request.body)?)?;
        self.change(at, Change::WorkUpdated, |item| {
            item.metadata = metadata::merge(&item.metadata, update.metadata, false)?;
            Ok(())
        })?;
        self.shown(at)
    }

    fn ack(&mut self, at: Address, request: &HttpRequest) -> Result<Content, ApiError> {
        body::none(&request.body)?;
        let (ttl_seconds, now_ms) = (self.settings.default_ttl_seconds, self.now_ms);
        self.change(at, Change::WorkAcknowledged, |item| item.ack(ttl_seconds, now_ms))?;
        self.shown(at)
    }

    fn heartbeat(&mut self, at: Address, request: &HttpRequest) -> Result<Content, ApiError> {
        body::none(&request.body)?;
        let query = Query::parse(&request.query);
        let desired = query.number("desired_ttl_seconds", 1..=u64::MAX)?.unwrap_or(self.settings.default_ttl_seconds);
        let ttl_seconds = desired.min(self.settings.max_ttl_seconds);
        let now_ms = self.now_ms;
        let expected = query.text("expected_last_heartbeat");
        let beat = self.alter(at, |item| item.heartbeat(expected, ttl_seconds, now_ms))?;
        if beat.lease_extended {
            self.note(at, Change::WorkExtended);
        }
        json(&beat)
    }

    fn stop(&mut self, at: Address, caller: &Caller, request: &HttpRequest) -> Result<Content, ApiError> {
        let force = body::work_stop(&request.body)?.force.unwrap_or(false);
        let by_worker = *caller != Caller::Account;
        let now_ms = self.now_ms;
        self.change(at, Change::WorkStopped, |item| item.stop(force, by_worker, now_ms))?;
        match self.settings.stop_answer {
            StopAnswer::Work => self.shown(at),
            StopAnswer::Empty => Ok(Content::Nothing),
        }
    }

    /// A work item as `poll` shows it: with its secret.
    pub(super) fn claimed(&mut self, at: Address, entry: &mut RequestRecord) -> Result<Content, ApiError> {
        let record = self.environments.get(at.environment).ok_or_else(ApiError::environment_not_found)?;
        let item = record.queue.get(at.item).ok_or_else(ApiError::work_not_found)?;
        self.journal.change(self.now_ms, Change::WorkPolled, &record.environment.id, Some((&item.id, item.state())));
        entry.work_id = Some(item.id.clone());
        let secret = credentials::work_secret(&record.environment.id, &item.id, self.settings.api_base_url.as_deref())?;
        json(&item.show(&record.environment.id, Some(secret)))
    }

    /// A work item as every other call shows it.
    fn shown(&self, at: Address) -> Result<Content, ApiError> {
        let record = self.record(at.environment)?;
        let item = record.queue.get(at.item).ok_or_else(ApiError::work_not_found)?;
        json(&item.show(&record.environment.id, None))
    }

    /// Changes an item, and writes it down.
    fn change(&mut self, at: Address, what: Change, change: impl FnOnce(&mut Item) -> Result<(), ApiError>) -> Result<(), ApiError> {
        self.alter(at, change)?;
        self.note(at, what);
        Ok(())
    }

    fn alter<R>(&mut self, at: Address, change: impl FnOnce(&mut Item) -> Result<R, ApiError>) -> Result<R, ApiError> {
        self.queue_mut(at.environment)?.change(at.item, change).ok_or_else(ApiError::work_not_found)?
    }

    fn note(&mut self, at: Address, what: Change) {
        let Some(record) = self.environments.get(at.environment) else { return };
        let Some(item) = record.queue.get(at.item) else { return };
        self.journal.change(self.now_ms, what, &record.environment.id, Some((&item.id, item.state())));
    }

    /// The environment that a request names.
    fn environment(&self, route: &Route, caller: &Caller) -> Result<u64, ApiError> {
        let place = self.environments.place(&route.environment_id).ok_or_else(ApiError::environment_not_found)?;
        credentials::authorize_owner(caller, route, &self.settings)?;
        Ok(place)
    }

    /// The work item that a request names.
    fn item(&self, environment: u64, route: &Route) -> Result<Address, ApiError> {
        let item = self.queue_record(environment)?.queue.place(&route.work_id).ok_or_else(ApiError::work_not_found)?;
        Ok(Address { environment, item })
    }

    fn record(&self, environment: u64) -> Result<&Record, ApiError> {
        self.environments.get(environment).ok_or_else(ApiError::environment_not_found)
    }

    /// Refuses a cloud environment: it has no queue.
    fn queue_record(&self, environment: u64) -> Result<&Record, ApiError> {
        let record = self.record(environment)?;
        if record.is_self_hosted() { Ok(record) } else { Err(ApiError::no_queue()) }
    }

    /// Refuses a cloud environment: it has no queue.
    fn queue_mut(&mut self, environment: u64) -> Result<&mut Queue, ApiError> {
        let record = self.environments.get_mut(environment).ok_or_else(ApiError::environment_not_found)?;
        if record.is_self_hosted() { Ok(&mut record.queue) } else { Err(ApiError::no_queue()) }
    }

    /// Whether what a credential is for exists.
    fn knows(&self, caller: &Caller) -> bool {
        let record = |id: &str| self.environments.get(self.environments.place(id)?);
        match caller {
            Caller::Account => true,
            Caller::Environment { environment_id } => record(environment_id).is_some_and(Record::is_self_hosted),
            Caller::Session { environment_id, work_id } => {
                record(environment_id).is_some_and(|record| record.queue.place(work_id).is_some())
            }
        }
    }
}

/// One page of what `list` gives for a position and a number, from new to old.
fn page<T, M: Serialize>(
    query: &Query,
    name: &str,
    list: impl FnOnce(u64, usize) -> Vec<(u64, T)>,
    show: impl Fn(T) -> M,
) -> Result<Content, ApiError> {
    let limit = query.number("limit", LIMIT)?.unwrap_or(DEFAULT_LIMIT);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let before = query.text("page").map_or(Ok(u64::MAX), |page| cursor::decode(name, page))?;
    let mut found = list(before, limit + 1);
    let more = found.len() > limit;
    found.truncate(limit);
    let next_page = if more { found.last().map(|(place, _)| cursor::encode(name, *place)) } else { None };
    json(&Page { data: found.into_iter().map(|(_, item)| show(item)).collect(), next_page })
}

fn json<T: Serialize>(model: &T) -> Result<Content, ApiError> {
    serde_json::to_vec(model).map(Content::Json).map_err(|error| ApiError::internal(error.to_string()))
}
