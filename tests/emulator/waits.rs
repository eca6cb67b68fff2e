//! Polls that wait (`block_ms`).

use super::support::{Api, START_MS};
use serde_json::Value;

#[test]
fn a_wait_ends_the_moment_work_arrives() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let ticket = api.wait(&environment, "block_ms=999");
    assert_eq!(api.emulator.next_due_ms(), Some(START_MS + 999));
    api.advance(400);
    assert!(api.answers().is_empty());
    let work = api.enqueue(&environment);
    let mut answers = api.answers();
    assert_eq!(answers.len(), 1);
    let (answered, answer) = answers.remove(0);
    assert_eq!(answered, ticket);
    let body = answer.ok();
    assert_eq!(body["id"], work);
    assert!(body["secret"].is_string());
    assert_eq!(api.emulator.next_due_ms(), None);
    assert_eq!(api.stats(&environment)["pending"], 1);
}

#[test]
fn a_wait_that_nothing_ends_answers_that_there_is_nothing() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let ticket = api.wait(&environment, "block_ms=1");
    assert!(api.answers().is_empty());
    api.advance(1);
    let mut answers = api.answers();
    assert_eq!(answers[0].0, ticket);
    assert_eq!(answers.remove(0).1.ok(), Value::Null);
    assert!(api.answers().is_empty());
}

#[test]
fn who_waited_longest_is_served_first() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let first = api.wait(&environment, "block_ms=900");
    let second = api.wait(&environment, "block_ms=100");
    let work = api.enqueue(&environment);
    let answers = api.answers();
    assert_eq!((answers.len(), answers[0].0, &answers[0].1.body["id"]), (1, first, &Value::from(work)));
    let work = api.enqueue(&environment);
    let answers = api.answers();
    assert_eq!((answers.len(), answers[0].0, &answers[0].1.body["id"]), (1, second, &Value::from(work)));
}

#[test]
fn work_for_one_environment_wakes_no_other() {
    let mut api = Api::new();
    let (environment, other) = (api.self_hosted(), api.self_hosted());
    api.wait(&environment, "block_ms=900");
    api.enqueue(&other);
    assert!(api.answers().is_empty());
}

#[test]
fn a_lease_that_runs_out_ends_a_wait() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (work, _) = api.active(&environment);
    api.advance(29_500);
    api.wait(&environment, "block_ms=999");
    assert_eq!(api.emulator.next_due_ms(), Some(START_MS + 30_000));
    api.advance(500);
    assert_eq!(api.answers().remove(0).1.ok()["id"], work);
}

#[test]
fn an_item_that_becomes_old_enough_ends_a_wait() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.poll(&environment);
    let patient = api.wait(&environment, "block_ms=900");
    let eager = api.wait(&environment, "block_ms=900&reclaim_older_than_ms=300");
    assert_eq!(api.emulator.next_due_ms(), Some(START_MS + 301));
    api.advance(300);
    assert!(api.answers().is_empty(), "not older than that yet");
    api.advance(1);
    let answers = api.answers();
    assert_eq!((answers.len(), answers[0].0, &answers[0].1.body["id"]), (1, eager, &Value::from(work)));
    api.advance(600);
    assert_eq!(api.answers()[0].0, patient);
}

#[test]
fn a_client_that_has_gone_gets_no_work() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let gone = api.wait(&environment, "block_ms=900");
    api.emulator.cancel(gone);
    assert_eq!(api.emulator.next_due_ms(), None);
    let work = api.enqueue(&environment);
    assert!(api.answers().is_empty());
    assert_eq!(api.poll(&environment)["id"], work);
}

#[test]
fn a_deleted_environment_ends_its_waits() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let ticket = api.wait(&environment, "block_ms=900");
    api.account("DELETE", &format!("/v1/environments/{environment}"), Value::Null).ok();
    let answers = api.answers();
    assert_eq!((answers.len(), answers[0].0), (1, ticket));
    assert_eq!(answers[0].1.refused(404), "environment_not_found");
    assert_eq!(api.emulator.next_due_ms(), None);
}

#[test]
fn another_request_brings_the_waits_up_to_date() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    api.wait(&environment, "block_ms=10");
    api.advance(10);
    api.stats(&environment);
    assert_eq!(api.emulator.take_answers().len(), 1);
}

#[test]
fn a_poll_waits_only_for_one_to_999_milliseconds() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    for wrong in ["0", "1000", "-1", "1.5", "soon"] {
        let refused = api.worker(&environment, "GET", &format!("/poll?block_ms={wrong}"), Value::Null);
        refused.refused(400);
        assert!(refused.message().starts_with("block_ms: expected a whole number from 1 to 999"), "{}", refused.message());
    }
    api.worker(&environment, "GET", "/poll?block_ms=", Value::Null).ok();
    let work = api.enqueue(&environment);
    assert_eq!(api.worker(&environment, "GET", "/poll?block_ms=999", Value::Null).ok()["id"], work, "at once where there is work");
}

#[test]
fn time_never_goes_back() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    api.wait(&environment, "block_ms=500");
    api.advance(100);
    api.answers();
    api.now_ms -= 5_000;
    let work = api.enqueue(&environment);
    assert_eq!(api.work(&environment, &work)["created_at"], "2026-03-15T10:00:00.100000Z");
}
