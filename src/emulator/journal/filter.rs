//! Which entries somebody asks for.

use super::{JournalEntry, JournalEvent};
use crate::emulator::{
    Endpoint,
    validate::{Fields, Invalid},
};
use serde_json::Value;

/// Which entries are asked for. What is `None` rules nothing out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// Requests only (`true`), or changes only (`false`).
    pub requests: Option<bool>,
    /// Requests to this endpoint.
    pub endpoint: Option<Endpoint>,
    /// About this environment, or its work.
    pub environment_id: Option<String>,
    /// About this work item.
    pub work_id: Option<String>,
    /// From this moment on, in milliseconds since 1970.
    pub from_ms: Option<u64>,
    /// Before this moment, in milliseconds since 1970.
    pub until_ms: Option<u64>,
    /// After the entry of this number.
    pub after: Option<u64>,
}

impl JournalFilter {
    /// Reads a filter as JSON has it, with the names of `JournalFilter` in the TypeScript types.
    ///
    /// # Errors
    ///
    /// [`Invalid`] names the field.
    pub fn from_json(value: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(value, "filter")?;
        let filter = JournalFilter {
            requests: fields.word("type", &["request", "change"])?.map(|word| word == "request"),
            endpoint: fields.word("endpoint", &Endpoint::ALL.map(Endpoint::as_str))?.and_then(Endpoint::named),
            environment_id: fields.optional("environmentId")?,
            work_id: fields.optional("workId")?,
            from_ms: fields.optional("fromMs")?,
            until_ms: fields.optional("untilMs")?,
            after: fields.optional("after")?,
        };
        fields.end()?;
        Ok(filter)
    }

    pub(super) fn fits(&self, entry: &JournalEntry) -> bool {
        let endpoint = match &entry.event {
            JournalEvent::Request { request, .. } => request.endpoint,
            JournalEvent::Change { .. } => None,
        };
        self.requests.is_none_or(|requests| requests == matches!(entry.event, JournalEvent::Request { .. }))
            && self.endpoint.is_none_or(|asked| endpoint == Some(asked))
            && self.environment_id.as_deref().is_none_or(|asked| entry.environment_id() == Some(asked))
            && self.work_id.as_deref().is_none_or(|asked| entry.work_id() == Some(asked))
            && self.from_ms.is_none_or(|from_ms| entry.at_ms >= from_ms)
            && self.until_ms.is_none_or(|until_ms| entry.at_ms < until_ms)
            && self.after.is_none_or(|after| entry.number > after)
    }
}
