//! What happened: every request and every change, the latest ones, without any credential.

mod entry;
mod filter;

pub use entry::{Change, Fate, JournalEntry, JournalEvent, RequestRecord};
pub use filter::JournalFilter;

use super::{
    http::{Answer, HttpRequest},
    router::Route,
};
use crate::api::models::WorkState;
use entry::shown;
use std::collections::VecDeque;

/// The latest entries, oldest first.
#[derive(Debug)]
pub(crate) struct Journal {
    entries: VecDeque<JournalEntry>,
    limit: usize,
    written: u64,
}

impl Journal {
    pub(crate) fn new(limit: usize) -> Self {
        Journal { entries: VecDeque::new(), limit, written: 0 }
    }

    /// What is to be said of a request, as far as it is known when it arrives.
    pub(crate) fn record(
        &self,
        request: &HttpRequest,
        route: Option<&Route>,
        api_key: &str,
        request_id: &str,
        now_ms: u64,
    ) -> RequestRecord {
        if self.limit == 0 {
            return RequestRecord::default();
        }
        let named = |id: &str| (!id.is_empty()).then(|| shown(id, api_key));
        RequestRecord {
            request_id: request_id.into(),
            arrived_ms: now_ms,
            method: shown(&request.method, api_key),
            path: if route.is_some() { None } else { Some(shown(&request.path, api_key)) },
            endpoint: route.map(|route| route.endpoint),
            environment_id: route.and_then(|route| named(&route.environment_id)),
            work_id: route.and_then(|route| named(&route.work_id)),
            worker_id: request.header("anthropic-worker-id").map(|id| shown(id, api_key)),
            credential: None,
            fault: None,
        }
    }

    /// Writes down a request that is over.
    pub(crate) fn request(&mut self, request: RequestRecord, fate: Fate, now_ms: u64) {
        self.write(now_ms, || JournalEvent::Request { request, fate });
    }

    /// Writes down a change of an environment, or of one of its work items.
    pub(crate) fn change(&mut self, now_ms: u64, change: Change, environment_id: &str, work: Option<(&str, WorkState)>) {
        self.write(now_ms, || JournalEvent::Change {
            change,
            environment_id: environment_id.into(),
            work_id: work.as_ref().map(|(id, _)| (*id).to_owned()),
            state: work.map(|(_, state)| state),
        });
    }

    /// The entries that fit, oldest first.
    pub(crate) fn entries<'a>(&'a self, filter: &'a JournalFilter) -> impl Iterator<Item = &'a JournalEntry> {
        // Numbers run on, so what comes after one is at a known place.
        let skipped =
            filter.after.zip(self.entries.front()).map_or(0, |(after, first)| after.saturating_add(1).saturating_sub(first.number));
        self.entries.iter().skip(usize::try_from(skipped).unwrap_or(usize::MAX)).filter(|entry| filter.fits(entry))
    }

    fn write(&mut self, at_ms: u64, event: impl FnOnce() -> JournalEvent) {
        if self.limit == 0 {
            return;
        }
        self.written += 1;
        if self.entries.len() == self.limit {
            self.entries.pop_front();
        }
        self.entries.push_back(JournalEntry { number: self.written, at_ms, event: event() });
    }
}

impl Fate {
    pub(crate) fn of(answer: &Answer) -> Self {
        match answer {
            Answer::Whole(response) => Fate::Answered { status: response.status },
            Answer::BreaksOff(response) => Fate::BrokeOff { status: response.status },
            Answer::Nothing => Fate::NoAnswer,
        }
    }
}
