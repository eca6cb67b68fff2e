//! The queue: poll, ack, reclaim, statistics.

use super::support::{Api, START_MS};
use leasehold::emulator::{NewWork, Task};
use serde_json::{Value, json};

#[test]
fn work_is_handed_out_in_the_order_it_came() {
    let mut api = Api::new();
    let (environment, other) = (api.self_hosted(), api.self_hosted());
    let items: Vec<String> = (0..3).map(|_| api.enqueue(&environment)).collect();
    assert_eq!(api.poll(&other), Value::Null);
    for item in &items {
        let polled = api.poll(&environment);
        assert_eq!((&polled["id"], &polled["state"], &polled["acknowledged_at"]), (&json!(item), &json!("queued"), &Value::Null));
    }
    assert_eq!(api.poll(&environment), Value::Null);
}

#[test]
fn new_work_is_what_was_asked_for() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let session = NewWork { task: Task::Session(Some("session_1".into())), metadata: [("a".into(), "b".into())].into() };
    let queued = api.emulator.enqueue(&environment, session, START_MS).unwrap();
    let expected = json!({
        "id": queued.id,
        "acknowledged_at": null,
        "created_at": "2026-03-15T10:00:00.000000Z",
        "data": {"id": "session_1", "type": "session"},
        "environment_id": environment,
        "latest_heartbeat_at": null,
        "metadata": {"a": "b"},
        "secret": null,
        "started_at": null,
        "state": "queued",
        "stop_requested_at": null,
        "stopped_at": null,
        "type": "work",
    });
    assert_eq!(serde_json::to_value(&queued).unwrap(), expected);
    assert_eq!(api.work(&environment, &queued.id), expected);

    let check = NewWork { task: Task::HealthCheck, ..NewWork::default() };
    let check = api.emulator.enqueue(&environment, check, START_MS).unwrap();
    let shown = api.work(&environment, &check.id);
    assert_eq!(shown["data"]["type"], "healthcheck");
    assert!(shown["data"]["id"].as_str().unwrap().starts_with("healthcheck_01"));
    let plain = api.enqueue(&environment);
    assert!(api.work(&environment, &plain)["data"]["id"].as_str().unwrap().starts_with("session_01"));
}

#[test]
fn work_that_breaks_a_rule_is_not_queued() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = NewWork { metadata: [(String::new(), "v".into())].into(), ..NewWork::default() };
    assert_eq!(api.emulator.enqueue(&environment, work, START_MS).unwrap_err().field, "metadata");
    assert_eq!(api.emulator.enqueue("env_nowhere", NewWork::default(), START_MS).unwrap_err().field, "environmentId");
    assert_eq!(api.stats(&environment)["depth"], 0);
}

#[test]
fn only_a_poll_shows_the_secret() {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let mut api = Api::with(&json!({"apiBaseURL": "http://127.0.0.1:8787"}));
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    let secret = api.poll(&environment)["secret"].as_str().unwrap().to_owned();
    let decoded: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(secret).unwrap()).unwrap();
    assert_eq!(decoded["api_base_url"], "http://127.0.0.1:8787");
    assert!(decoded["sessions_token"].as_str().unwrap().starts_with("sk-ant-req-"));
    let acknowledged = api.ack(&environment, &work).ok();
    let listed = api.worker(&environment, "GET", "", Value::Null).ok()["data"][0].clone();
    let stopped = api.worker(&environment, "POST", &format!("/{work}/stop"), json!({})).ok();
    for shown in [acknowledged, listed, stopped, api.work(&environment, &work)] {
        assert_eq!(shown["secret"], Value::Null);
    }
}

#[test]
fn an_acknowledged_item_leaves_the_queue_for_one_worker() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.poll(&environment);
    api.advance(70);
    let acknowledged = api.ack(&environment, &work).ok();
    assert_eq!((&acknowledged["state"], &acknowledged["acknowledged_at"]), (&json!("starting"), &json!("2026-03-15T10:00:00.070000Z")));
    let second = api.ack(&environment, &work);
    second.refused(409);
    assert!(second.message().contains("starting"), "{}", second.message());
    api.advance(10_000);
    assert_eq!(api.poll(&environment), Value::Null, "not reclaimed");
}

#[test]
fn an_item_can_be_acknowledged_without_a_poll() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    assert_eq!(api.ack(&environment, &work).ok()["state"], "starting");
    assert_eq!(api.poll(&environment), Value::Null);
}

#[test]
fn what_is_not_acknowledged_is_handed_out_again_after_five_seconds() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.poll(&environment);
    api.advance(5_000);
    assert_eq!(api.poll(&environment), Value::Null);
    api.advance(1);
    assert_eq!(api.poll(&environment)["id"], work);
    assert_eq!(api.poll(&environment), Value::Null, "its time starts anew");
    api.ack(&environment, &work).ok();
    api.ack(&environment, &work).refused(409);
}

#[test]
fn a_poll_says_what_it_reclaims() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (old, new) = (api.enqueue(&environment), api.enqueue(&environment));
    api.poll(&environment);
    api.advance(100);
    let poll = |api: &mut Api, reclaim: &str| {
        api.worker(&environment, "GET", &format!("/poll?reclaim_older_than_ms={reclaim}"), Value::Null).ok()["id"].clone()
    };
    assert_eq!(poll(&mut api, "99"), old.as_str(), "before what waits");
    assert_eq!(poll(&mut api, "100"), new.as_str());
    assert_eq!(poll(&mut api, "0"), Value::Null, "neither is older than 0 ms");
    api.advance(1);
    assert_eq!(poll(&mut api, "0"), old.as_str());
    assert_eq!(poll(&mut api, "18446744073709551615"), Value::Null);
    for wrong in ["-1", "1.5", "soon"] {
        api.worker(&environment, "GET", &format!("/poll?reclaim_older_than_ms={wrong}"), Value::Null).refused(400);
    }
}

#[test]
fn statistics_follow_the_queue() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let stats = |depth, pending, oldest: Option<&str>| json!({"depth": depth, "pending": pending, "oldest_queued_at": oldest, "workers_polling": 0, "type": "work_queue_stats"});
    assert_eq!(api.stats(&environment), stats(0, 0, None));
    let first = api.enqueue(&environment);
    api.advance(1_000);
    let second = api.enqueue(&environment);
    let (at_0, at_1) = (Some("2026-03-15T10:00:00.000000Z"), Some("2026-03-15T10:00:01.000000Z"));
    assert_eq!(api.stats(&environment), stats(2, 0, at_0));
    api.poll(&environment);
    assert_eq!(api.stats(&environment), stats(1, 1, at_0), "what is pending is still in the stream");
    api.ack(&environment, &first).ok();
    assert_eq!(api.stats(&environment), stats(1, 0, at_1));
    api.worker(&environment, "POST", &format!("/{second}/stop"), json!({})).ok();
    assert_eq!(api.stats(&environment), stats(0, 0, None));
    api.advance(30_000);
    assert_eq!(api.stats(&environment), stats(1, 0, at_0), "the lease ran out");
}

#[test]
fn workers_count_for_thirty_seconds_after_their_last_poll() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let poll = |api: &mut Api, worker: &str| {
        let target = format!("/v1/environments/{environment}/work/poll");
        let request = api.worker_request(&environment, "GET", &target).with_header("Anthropic-Worker-ID", worker);
        api.exchange(&request).ok();
    };
    poll(&mut api, "a");
    api.poll(&environment);
    assert_eq!(api.stats(&environment)["workers_polling"], 1, "one that does not say who it is does not count");
    api.advance(20_000);
    poll(&mut api, "b");
    poll(&mut api, "b");
    assert_eq!(api.stats(&environment)["workers_polling"], 2);
    api.advance(10_000);
    assert_eq!(api.stats(&environment)["workers_polling"], 2);
    api.advance(1);
    assert_eq!(api.stats(&environment)["workers_polling"], 1);
    api.advance(20_000);
    assert_eq!(api.stats(&environment)["workers_polling"], 0);
}

#[test]
fn work_belongs_to_its_environment() {
    let mut api = Api::new();
    let (environment, other) = (api.self_hosted(), api.self_hosted());
    let work = api.enqueue(&environment);
    assert_eq!(api.ack(&other, &work).refused(404), &Value::Null);
    api.account("GET", &format!("/v1/environments/{other}/work/{work}"), Value::Null).refused(404);
    api.account("GET", &format!("/v1/environments/{environment}/work/work_x"), Value::Null).refused(404);
}
