//! Work to come.

use super::validate::{Fields, Invalid};
use crate::api::models::Metadata;
use serde_json::Value;

/// Work to come, as if a session had been created or a dormant one had received a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewWork {
    /// What is to be done.
    pub task: Task,
    /// Key-value pairs.
    pub metadata: Metadata,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Run a session, of this identifier or of a new one.
    Session(Option<String>),
    /// Show that the worker is alive.
    HealthCheck,
}

impl Default for Task {
    fn default() -> Self {
        Task::Session(None)
    }
}

impl NewWork {
    /// Reads new work as JSON has it, with the names of `NewWorkOptions` in the TypeScript types.
    ///
    /// # Errors
    ///
    /// [`Invalid`] names the field.
    pub fn from_json(value: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(value, "options")?;
        let task = fields.word("type", &["session", "healthcheck"])?;
        let session_id: Option<String> = fields.optional("sessionId")?;
        let metadata = fields.optional("metadata")?.unwrap_or_default();
        let task = match (task, session_id) {
            (Some("healthcheck"), None) => Task::HealthCheck,
            (Some("healthcheck"), Some(_)) => return Err(fields.invalid("sessionId", "none beside the type \"healthcheck\"")),
            (_, Some(id)) if id.is_empty() => return Err(fields.invalid("sessionId", "at least one character")),
            (_, session_id) => Task::Session(session_id),
        };
        fields.end()?;
        Ok(NewWork { task, metadata })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn work_is_a_session_unless_it_says_otherwise() {
        assert_eq!(NewWork::from_json(&json!({})), Ok(NewWork::default()));
        let session = NewWork { task: Task::Session(Some("session_1".into())), metadata: [("a".into(), "b".into())].into() };
        assert_eq!(NewWork::from_json(&json!({"type": "session", "sessionId": "session_1", "metadata": {"a": "b"}})), Ok(session));
        let check = NewWork { task: Task::HealthCheck, ..NewWork::default() };
        assert_eq!(NewWork::from_json(&json!({"type": "healthcheck"})), Ok(check));
    }

    #[test]
    fn bad_work_is_named() {
        for (options, message) in [
            (json!(null), "options: expected an object, received null"),
            (json!({"type": "job"}), "type: expected \"session\" or \"healthcheck\", received \"job\""),
            (json!({"sessionId": ""}), "sessionId: expected at least one character, received \"\""),
            (json!({"type": "healthcheck", "sessionId": "s"}), "sessionId: expected none beside the type \"healthcheck\", received \"s\""),
            (json!({"metadata": {"a": null}}), "metadata: expected an object whose values are strings, received {\"a\":null}"),
            (json!({"session": "s"}), "session: expected only type, sessionId, metadata, received a field that does not exist"),
        ] {
            assert_eq!(NewWork::from_json(&options).expect_err(message).to_string(), message);
        }
    }
}
