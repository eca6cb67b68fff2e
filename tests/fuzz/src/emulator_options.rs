//! What the emulator is given as JSON: read, or refused with the field's name; and what it writes of that, it reads as the same.

use crate::json;
use arbitrary::Unstructured;
use leasehold::emulator::{FaultPlan, Invalid, JournalFilter, NewWork, Settings};
use serde_json::Value;

const WORDS: [&str; 56] = [
    "apiKey",
    "seed",
    "defaultTtlSeconds",
    "maxTtlSeconds",
    "stopAnswer",
    "emptyPoll",
    "credentials",
    "apiBaseURL",
    "clockSkewMs",
    "journalLimit",
    "work",
    "empty",
    "null",
    "strict",
    "relaxed",
    "rules",
    "endpoint",
    "call",
    "probability",
    "requestDelayMs",
    "answerDelayMs",
    "fault",
    "refuse",
    "loseAnswer",
    "cutBody",
    "malformedBody",
    "truncateBody",
    "hugeBody",
    "stealLease",
    "status",
    "bytes",
    "headers",
    "retryAfterDateMs",
    "takesEffect",
    "retry-after",
    "work.poll",
    "work.ack",
    "work.heartbeat",
    "work.stop",
    "environments.create",
    "environments.list",
    "type",
    "session",
    "healthcheck",
    "sessionId",
    "metadata",
    "request",
    "change",
    "environmentId",
    "workId",
    "fromMs",
    "untilMs",
    "after",
    "__proto__",
    "env_1",
    "",
];

/// Any JSON as settings, a fault plan, new work and a filter of the journal.
pub fn target(data: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(data).or_else(|_| json::value(&mut Unstructured::new(data), &WORDS)) else { return };
    through(Settings::from_json, Settings::to_json, &value);
    through(FaultPlan::from_json, FaultPlan::to_json, &value);
    NewWork::from_json(&value).map_or_else(|invalid| named(&invalid), drop);
    JournalFilter::from_json(&value).map_or_else(|invalid| named(&invalid), drop);
}

fn through<T: PartialEq + std::fmt::Debug>(read: fn(&Value) -> Result<T, Invalid>, write: fn(&T) -> Value, value: &Value) {
    match read(value) {
        Ok(found) => assert_eq!(read(&write(&found)).as_ref(), Ok(&found), "{value}"),
        Err(invalid) => named(&invalid),
    }
}

fn named(invalid: &Invalid) {
    assert!(!invalid.expected.is_empty() && !invalid.received.is_empty(), "{invalid}");
    assert!(invalid.received.chars().count() < 200, "{invalid}");
}
