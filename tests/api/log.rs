//! What a client tells of itself.

use crate::api::support::{Bench, Reply, ScriptedProvider, Step};
use leasehold::api::{BaseUrl, Credential, FaultKind, Log, LogLevel, RequestOptions, models::Secret};
use std::{cell::RefCell, rc::Rc};

/// Keeps the messages of `least` and above; others fail the test.
struct Notes {
    least: LogLevel,
    taken: RefCell<Vec<(LogLevel, String)>>,
}

impl Log for Notes {
    fn wants(&self, level: LogLevel) -> bool {
        level >= self.least
    }

    fn write(&self, level: LogLevel, message: &str) {
        assert!(self.wants(level), "an unwanted message: {message}");
        self.taken.borrow_mut().push((level, message.into()));
    }
}

/// What is told, from `least` up, of a call with these answers.
fn told(least: LogLevel, steps: impl IntoIterator<Item = Step>) -> Vec<(LogLevel, String)> {
    let notes = Rc::new(Notes { least, taken: RefCell::default() });
    let bench = Bench::with(|options| options.log = Some(notes.clone())).replies(steps);
    let _ = bench.stats(&RequestOptions::default());
    notes.taken.take()
}

const CALL: &str = "GET https://api.anthropic.com/v1/environments/env_1/work/stats";

#[test]
fn each_try_each_answer_and_each_retry_is_told() {
    let steps = || [Step::Fault(FaultKind::Connection, "reset"), Reply::example("work-stats").header("request-id", "req_1").into()];
    let info = |text: &str| (LogLevel::Info, format!("{CALL} {text}"));
    let sending = || (LogLevel::Debug, format!("{CALL} sending"));
    let (failed, answered) = (info("failed (reset), trying again in 500 ms"), info("answered 200 (req_1)"));
    assert_eq!(told(LogLevel::Debug, steps()), [sending(), failed.clone(), sending(), answered.clone()]);
    assert_eq!(told(LogLevel::Info, steps()), [failed, answered]);
    assert_eq!(told(LogLevel::Warn, steps()), []);
}

#[test]
fn a_failure_for_good_is_told() {
    assert_eq!(told(LogLevel::Info, [Reply::empty(404).into()]), [(LogLevel::Info, format!("{CALL} failed for good: 404 (no body)"))]);
}

/// Log lines showed it, and it may be what opens the proxy.
#[test]
fn a_path_in_the_base_url_is_not_told() {
    let notes = Rc::new(Notes { least: LogLevel::Debug, taken: RefCell::default() });
    let bench = Bench::with(|options| {
        options.base_url = BaseUrl::parse("https://h/secret/api", false).unwrap();
        options.log = Some(notes.clone());
    });
    bench.replies([Reply::empty(404)]).stats(&RequestOptions::default()).unwrap_err();
    let told: Vec<_> = notes.taken.take().into_iter().map(|(_, message)| message).collect();
    let call = "GET https://h/v1/environments/env_1/work/stats";
    assert_eq!(told, [format!("{call} sending"), format!("{call} failed for good: 404 (no body)")]);
}

#[test]
fn levels_are_in_order() {
    let levels = [LogLevel::Debug, LogLevel::Info, LogLevel::Warn, LogLevel::Error];
    assert!(levels.is_sorted());
}

#[test]
fn no_credential_is_told() {
    let secret = |text: &str| Ok(Credential::Bearer(Secret::new(text)));
    let provider = ScriptedProvider::new([secret("sk-1"), secret("sk-2")]);
    let notes = Rc::new(Notes { least: LogLevel::Debug, taken: RefCell::default() });
    let bench = Bench::with(|options| {
        options.credential = provider.source();
        options.log = Some(notes.clone());
    });
    let bench = bench.replies([Reply::empty(401), Reply::empty(503), Reply::empty(302).header("location", "https://h/?token=sk-3")]);
    bench.stats(&RequestOptions::default()).unwrap_err();
    let told = notes.taken.take();
    assert!(told.len() >= 5, "{told:?}");
    assert!(!format!("{told:?}").contains("sk-"), "{told:?}");
}
