//! What servers differ in, by setting.

use super::support::Api;
use serde_json::{Value, json};

#[test]
fn a_stop_answers_nothing_on_request() {
    let mut api = Api::with(&json!({"stopAnswer": "empty"}));
    let environment = api.self_hosted();
    let (work, _) = api.active(&environment);
    let stopped = api.worker(&environment, "POST", &format!("/{work}/stop"), json!({"force": true}));
    assert_eq!((stopped.status, stopped.body), (204, Value::Null));
    assert_eq!(api.work(&environment, &work)["state"], "stopped");
}

#[test]
fn an_empty_poll_answers_nothing_on_request() {
    let mut api = Api::with(&json!({"emptyPoll": "empty"}));
    let environment = api.self_hosted();
    assert_eq!(api.worker(&environment, "GET", "/poll", Value::Null).status, 204);
    api.wait(&environment, "block_ms=5");
    api.advance(5);
    assert_eq!(api.answers()[0].1.status, 204);
}

#[test]
fn the_ttl_and_its_ceiling_are_settings() {
    let mut api = Api::with(&json!({"defaultTtlSeconds": 5, "maxTtlSeconds": 8}));
    let environment = api.self_hosted();
    let (work, _) = api.active(&environment);
    assert_eq!(api.beat(&environment, &work, "").ok()["ttl_seconds"], 5);
    assert_eq!(api.beat(&environment, &work, "desired_ttl_seconds=9").ok()["ttl_seconds"], 8);
    api.advance(7_999);
    assert_eq!(api.work(&environment, &work)["state"], "active");
    api.advance(1);
    assert_eq!(api.work(&environment, &work)["state"], "queued");
}

#[test]
fn one_seed_gives_one_sequence() {
    let run = |seed: u64| {
        let mut api = Api::with(&json!({"seed": seed}));
        let environment = api.self_hosted();
        let work = api.enqueue(&environment);
        (environment, work, api.account("GET", "/", Value::Null).body)
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7).0, run(8).0);
}
