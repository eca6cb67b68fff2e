//! One entry of the journal, as data and as a line.

use crate::{
    api::models::WorkState,
    emulator::{Endpoint, timestamp::Timestamp},
};
use serde_json::{Map, Value};
use std::fmt;

/// Longer words are cut: a journal is for reading.
const SHOWN_CHARACTERS: usize = 100;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its number, from 1. Numbers run on when old entries are dropped.
    pub number: u64,
    /// When, in milliseconds since 1970: for a request, when its answer left or its client went.
    pub at_ms: u64,
    /// What.
    pub event: JournalEvent,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalEvent {
    /// A request is over. The changes it made stand before it.
    Request {
        /// The request.
        request: RequestRecord,
        /// What became of it.
        fate: Fate,
    },
    /// An environment or a work item changed.
    Change {
        /// How.
        change: Change,
        /// Which environment, or that of the work item.
        environment_id: String,
        /// Which work item.
        work_id: Option<String>,
        /// The work item's state after it.
        state: Option<WorkState>,
    },
}

/// A request: who asked for what. It has room for no header and no body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestRecord {
    /// The answer's `request-id`.
    pub request_id: String,
    /// When it arrived, in milliseconds since 1970.
    pub arrived_ms: u64,
    /// The method.
    pub method: String,
    /// The path, where no endpoint has it.
    pub path: Option<String>,
    /// The endpoint, where path and method have one.
    pub endpoint: Option<Endpoint>,
    /// The environment that it names.
    pub environment_id: Option<String>,
    /// The work item that it names.
    pub work_id: Option<String>,
    /// What the worker calls itself (`Anthropic-Worker-ID`).
    pub worker_id: Option<String>,
    /// The kind of its credential, where that is known.
    pub credential: Option<&'static str>,
    /// What the fault plan did to it besides delay.
    pub fault: Option<&'static str>,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was answered.
    Answered {
        /// With this status.
        status: u16,
    },
    /// Its answer broke off.
    BrokeOff {
        /// It had this status.
        status: u16,
    },
    /// Its connection closed without an answer.
    NoAnswer,
    /// The client went before it was answered.
    ClientGone,
}

macro_rules! changes {
    ($($(#[$meta:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// How an environment or a work item changed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Change {
            $($(#[$meta])* $variant,)+
        }

        impl Change {
            /// The thing and what happened to it (`work.acknowledged`).
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Change::$variant => $name,)+
                }
            }
        }
    };
}

changes! {
    /// An environment was created.
    EnvironmentCreated = "environment.created",
    /// An environment was changed.
    EnvironmentUpdated = "environment.updated",
    /// An environment was archived.
    EnvironmentArchived = "environment.archived",
    /// An environment was deleted, and its work with it.
    EnvironmentDeleted = "environment.deleted",
    /// Work came.
    WorkQueued = "work.queued",
    /// A poll handed the item out.
    WorkPolled = "work.polled",
    /// A worker took it.
    WorkAcknowledged = "work.acknowledged",
    /// Its lease was extended.
    WorkExtended = "work.extended",
    /// Its metadata was changed.
    WorkUpdated = "work.updated",
    /// A stop was asked for, or made.
    WorkStopped = "work.stopped",
    /// Its lease ran out.
    WorkExpired = "work.expired",
    /// The fault plan gave its lease to another worker.
    WorkStolen = "work.stolen",
}

impl JournalEntry {
    /// The environment that it is about.
    pub fn environment_id(&self) -> Option<&str> {
        match &self.event {
            JournalEvent::Request { request, .. } => request.environment_id.as_deref(),
            JournalEvent::Change { environment_id, .. } => Some(environment_id),
        }
    }

    /// The work item that it is about.
    pub fn work_id(&self) -> Option<&str> {
        match &self.event {
            JournalEvent::Request { request, .. } => request.work_id.as_deref(),
            JournalEvent::Change { work_id, .. } => work_id.as_deref(),
        }
    }

    /// The entry as data, with the names of `JournalEntry` in the TypeScript types.
    pub fn to_json(&self) -> Value {
        let mut entry = Map::new();
        let mut set = |name: &str, value: Option<Value>| drop(value.map(|value| entry.insert(name.into(), value)));
        set("number", Some(self.number.into()));
        set("at", Some(Timestamp::from_ms(self.at_ms).to_string().into()));
        match &self.event {
            JournalEvent::Request { request, fate } => {
                set("type", Some("request".into()));
                set("requestId", Some(request.request_id.clone().into()));
                set("method", Some(request.method.clone().into()));
                set("path", request.path.clone().map(Into::into));
                set("endpoint", request.endpoint.map(|endpoint| endpoint.as_str().into()));
                set("environmentId", request.environment_id.clone().map(Into::into));
                set("workId", request.work_id.clone().map(Into::into));
                set("workerId", request.worker_id.clone().map(Into::into));
                set("credential", request.credential.map(Into::into));
                set("fault", request.fault.map(Into::into));
                set("fate", Some(fate.name().into()));
                set("status", fate.status().map(Into::into));
                set("tookMs", Some(self.took_ms(request).into()));
            }
            JournalEvent::Change { change, environment_id, work_id, state } => {
                set("type", Some("change".into()));
                set("change", Some(change.as_str().into()));
                set("environmentId", Some(environment_id.clone().into()));
                set("workId", work_id.clone().map(Into::into));
                set("state", state.as_ref().map(|state| state.as_str().into()));
            }
        }
        Value::Object(entry)
    }

    fn took_ms(&self, request: &RequestRecord) -> u64 {
        self.at_ms.saturating_sub(request.arrived_ms)
    }
}

impl Fate {
    /// The response's status, where there was a response.
    pub fn status(self) -> Option<u16> {
        match self {
            Fate::Answered { status } | Fate::BrokeOff { status } => Some(status),
            Fate::NoAnswer | Fate::ClientGone => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Fate::Answered { .. } => "answered",
            Fate::BrokeOff { .. } => "brokeOff",
            Fate::NoAnswer => "noAnswer",
            Fate::ClientGone => "clientGone",
        }
    }
}

/// One line, without the number.
impl fmt::Display for JournalEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", Timestamp::from_ms(self.at_ms))?;
        let (what, word) = match &self.event {
            JournalEvent::Request { request, .. } => {
                (request.method.as_str(), request.endpoint.map(Endpoint::as_str).or(request.path.as_deref()).unwrap_or_default())
            }
            JournalEvent::Change { change, .. } => ("  ·", change.as_str()),
        };
        write!(f, "{what:<6} {word:<20}")?;
        for id in [self.environment_id(), self.work_id()].into_iter().flatten() {
            write!(f, " {id}")?;
        }
        match &self.event {
            JournalEvent::Change { state, .. } => state.iter().try_for_each(|state| write!(f, " → {state}")),
            JournalEvent::Request { request, fate } => {
                write!(f, " → ")?;
                match fate {
                    Fate::Answered { status } => write!(f, "{status}")?,
                    Fate::BrokeOff { status } => write!(f, "{status}, broken off")?,
                    Fate::NoAnswer => write!(f, "no answer")?,
                    Fate::ClientGone => write!(f, "client gone")?,
                }
                write!(f, " ({} ms, {}", self.took_ms(request), request.request_id)?;
                request.fault.iter().try_for_each(|fault| write!(f, ", fault {fault}"))?;
                write!(f, ")")
            }
        }
    }
}

/// A text of the client's own, fit for reading: no credential that ended up in it, no control characters, no great length.
pub(super) fn shown(text: &str, api_key: &str) -> String {
    let text = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
    if text.contains("sk-ant-") || text.contains(api_key) {
        return "[credential]".into();
    }
    let mut shown: String = text.chars().take(SHOWN_CHARACTERS).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(SHOWN_CHARACTERS).is_some() {
        shown.push('…');
    }
    shown
}
