//! How the emulator behaves where servers differ.

use super::validate::{Fields, Invalid};
use serde_json::{Value, json};

/// The settings. Every one has a default ([`Settings::default`]).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The API key that opens the management calls. Default: `sk-ant-api-emulator`.
    pub api_key: String,
    /// Where identifiers come from: one seed, one sequence. Default: 0.
    pub seed: u64,
    /// A lease's time to live in seconds where a heartbeat asks for none, and from the acknowledgement to the first heartbeat.
    /// Default: 30.
    pub default_ttl_seconds: u64,
    /// The longest time to live in seconds; a wish above it is cut to it. Default: 300.
    pub max_ttl_seconds: u64,
    /// What a stop answers. Default: the work item, as the documents say.
    pub stop_answer: StopAnswer,
    /// What a poll of an empty queue answers. Default: `null`.
    pub empty_poll: EmptyPoll,
    /// Whether an endpoint takes every known credential. Default: only its own kinds.
    pub credentials: Credentials,
    /// The `api_base_url` in every work item's secret; left out of it by default.
    pub api_base_url: Option<String>,
    /// How far the emulator's own clock is ahead of the clock that drives it, in milliseconds; negative where it is behind. Default: 0.
    pub clock_skew_ms: i64,
    /// How many entries the journal keeps. Default: 10,000.
    pub journal_limit: usize,
}

/// What a stop answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopAnswer {
    /// 200 and the work item.
    Work,
    /// 204 without a body.
    Empty,
}

/// What a poll of an empty queue answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyPoll {
    /// 200 and `null`.
    Null,
    /// 204 without a body.
    Empty,
}

/// Which credential opens an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// The kinds that the service takes there, of the right environment and work item.
    Strict,
    /// Any that the emulator gave out.
    Relaxed,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            api_key: "sk-ant-api-emulator".into(),
            seed: 0,
            default_ttl_seconds: 30,
            max_ttl_seconds: 300,
            stop_answer: StopAnswer::Work,
            empty_poll: EmptyPoll::Null,
            credentials: Credentials::Strict,
            api_base_url: None,
            clock_skew_ms: 0,
            journal_limit: 10_000,
        }
    }
}

/// Shows no key.
impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("seed", &self.seed).finish_non_exhaustive()
    }
}

impl Settings {
    /// Reads settings as JSON has them, with the names of `EmulatorOptions` in the TypeScript types. What is left out keeps its
    /// default; an unknown name or a wrong value is refused.
    ///
    /// # Errors
    ///
    /// [`Invalid`] names the setting.
    pub fn from_json(value: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(value, "options")?;
        let settings = Self::read(&mut fields)?;
        fields.end()?;
        Ok(settings)
    }

    /// The same, where other options may stand beside them.
    pub(crate) fn read(fields: &mut Fields<'_>) -> Result<Self, Invalid> {
        let mut settings = Settings::default();
        if let Some(key) = fields.optional::<String>("apiKey")? {
            settings.api_key = key;
            if !is_header_value(&settings.api_key) {
                // Not `Fields::invalid`, which would show the key.
                return Err(Invalid::new("apiKey", "text that no header can carry", "visible ASCII characters"));
            }
        }
        if let Some(seed) = fields.optional("seed")? {
            settings.seed = seed;
        }
        settings.max_ttl_seconds = seconds(fields, "maxTtlSeconds")?.unwrap_or(settings.max_ttl_seconds);
        settings.default_ttl_seconds = seconds(fields, "defaultTtlSeconds")?.unwrap_or(settings.default_ttl_seconds);
        if settings.default_ttl_seconds > settings.max_ttl_seconds {
            return Err(fields.invalid("defaultTtlSeconds", format!("at most maxTtlSeconds, {}", settings.max_ttl_seconds)));
        }
        if let Some(word) = fields.word("stopAnswer", &["work", "empty"])? {
            settings.stop_answer = if word == "work" { StopAnswer::Work } else { StopAnswer::Empty };
        }
        if let Some(word) = fields.word("emptyPoll", &["null", "empty"])? {
            settings.empty_poll = if word == "null" { EmptyPoll::Null } else { EmptyPoll::Empty };
        }
        if let Some(word) = fields.word("credentials", &["strict", "relaxed"])? {
            settings.credentials = if word == "strict" { Credentials::Strict } else { Credentials::Relaxed };
        }
        settings.api_base_url = fields.optional("apiBaseURL")?;
        settings.clock_skew_ms = fields.optional("clockSkewMs")?.unwrap_or(settings.clock_skew_ms);
        if let Some(limit) = fields.optional::<u64>("journalLimit")? {
            settings.journal_limit = usize::try_from(limit).unwrap_or(usize::MAX);
        }
        Ok(settings)
    }

    /// The settings as [`Settings::from_json`] reads them.
    pub fn to_json(&self) -> Value {
        let mut settings = json!({
            "apiKey": self.api_key,
            "seed": self.seed,
            "maxTtlSeconds": self.max_ttl_seconds,
            "defaultTtlSeconds": self.default_ttl_seconds,
            "stopAnswer": if self.stop_answer == StopAnswer::Work { "work" } else { "empty" },
            "emptyPoll": if self.empty_poll == EmptyPoll::Null { "null" } else { "empty" },
            "credentials": if self.credentials == Credentials::Strict { "strict" } else { "relaxed" },
            "clockSkewMs": self.clock_skew_ms,
            "journalLimit": self.journal_limit,
        });
        if let Some(url) = &self.api_base_url {
            settings["apiBaseURL"] = url.as_str().into();
        }
        settings
    }
}

/// A time to live. Below 2³² it stays exact in milliseconds everywhere, JavaScript's numbers included.
fn seconds(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<u64>, Invalid> {
    let Some(seconds) = fields.optional::<u64>(name)? else { return Ok(None) };
    if (1..=u64::from(u32::MAX)).contains(&seconds) {
        Ok(Some(seconds))
    } else {
        Err(fields.invalid(name, format!("a whole number from 1 to {}", u32::MAX)))
    }
}

fn is_header_value(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_keeps_its_default() {
        assert_eq!(Settings::from_json(&json!({})), Ok(Settings::default()));
    }

    #[test]
    fn every_setting_is_read() {
        let options = json!({
            "apiKey": "key", "seed": 7, "defaultTtlSeconds": 5, "maxTtlSeconds": 9, "stopAnswer": "empty", "emptyPoll": "empty",
            "credentials": "relaxed", "apiBaseURL": "http://127.0.0.1:8787", "clockSkewMs": -5, "journalLimit": 3,
        });
        let expected = Settings {
            api_key: "key".into(),
            seed: 7,
            default_ttl_seconds: 5,
            max_ttl_seconds: 9,
            stop_answer: StopAnswer::Empty,
            empty_poll: EmptyPoll::Empty,
            credentials: Credentials::Relaxed,
            api_base_url: Some("http://127.0.0.1:8787".into()),
            clock_skew_ms: -5,
            journal_limit: 3,
        };
        assert_eq!(expected.to_json(), options);
        assert_eq!(Settings::from_json(&options), Ok(expected));
    }

    #[test]
    fn a_bad_setting_is_named() {
        for (options, message) in [
            (json!(7), "options: expected an object, received 7"),
            (json!({"seed": -1}), "seed: expected a whole number, 0 or more, received -1"),
            (json!({"defaultTtlSeconds": 0}), "defaultTtlSeconds: expected a whole number from 1 to 4294967295, received 0"),
            (json!({"defaultTtlSeconds": 301}), "defaultTtlSeconds: expected at most maxTtlSeconds, 300, received 301"),
            (json!({"stopAnswer": "body"}), "stopAnswer: expected \"work\" or \"empty\", received \"body\""),
            (json!({"emptyPoll": null}), "emptyPoll: expected \"null\" or \"empty\", received null"),
            (json!({"apiKey": "a\nb"}), "apiKey: expected visible ASCII characters, received text that no header can carry"),
            (
                json!({"apikey": "a"}),
                "apikey: expected only apiKey, seed, maxTtlSeconds, defaultTtlSeconds, stopAnswer, emptyPoll, credentials, apiBaseURL, clockSkewMs, journalLimit, received a field that does not exist",
            ),
        ] {
            assert_eq!(Settings::from_json(&options).expect_err(message).to_string(), message);
        }
    }
}
