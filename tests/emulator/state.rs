//! A state that was exported goes on as if nothing had happened.

use super::support::{Answer, Api};
use leasehold::emulator::{Emulator, FaultPlan};
use serde_json::{Value, json};

/// An emulator in which everything has happened: all configurations, all states of work, a deleted environment, workers, faults.
fn eventful() -> (Api, String) {
    let mut api = Api::with(&json!({"seed": 11, "defaultTtlSeconds": 20, "stopAnswer": "empty", "clockSkewMs": 1_234}));
    let deleted = api.self_hosted();
    api.create(json!({"name": "cloud", "description": "d", "metadata": {"a": "b", "__proto__": "c"}, "config": {"type": "cloud",
        "networking": {"type": "limited", "allow_package_managers": true, "allowed_hosts": ["h"]}, "packages": {"npm": ["x"]}}}));
    let archived = api.self_hosted();
    let environment = api.self_hosted();
    api.account("POST", &format!("/v1/environments/{archived}/archive"), Value::Null).ok();
    api.account("DELETE", &format!("/v1/environments/{deleted}"), Value::Null).ok();
    let stopping = api.active(&environment).0;
    api.worker(&environment, "POST", &format!("/{stopping}/stop"), json!({}));
    let stopped = api.active(&environment).0;
    api.worker(&environment, "POST", &format!("/{stopped}/stop"), json!({"force": true}));
    api.advance(1_000);
    api.active(&environment);
    let acknowledged = api.enqueue(&environment);
    api.ack(&environment, &acknowledged).ok();
    api.enqueue(&environment);
    let poll = api.worker_request(&environment, "GET", &format!("/v1/environments/{environment}/work/poll"));
    api.exchange(&poll.with_header("anthropic-worker-id", "one")).ok();
    api.enqueue(&environment);
    let faults =
        json!({"seed": 5, "rules": [{"endpoint": "work.stats", "probability": 0.5, "answerDelayMs": 0, "fault": "status", "status": 500}]});
    api.emulator.set_faults(FaultPlan::from_json(&faults).unwrap());
    (api, environment)
}

/// The same, exported and loaded, by way of text.
fn again(api: &Api) -> Api {
    let text = api.emulator.export().to_string();
    Api { emulator: Emulator::load(&serde_json::from_str(&text).unwrap()).unwrap(), now_ms: api.now_ms }
}

/// What an emulator does from here on: chance, identifiers, leases that run out, cursors.
fn future(api: &mut Api, environment: &str) -> Vec<Value> {
    let mut seen = Vec::new();
    let mut note = |answer: Answer| {
        let headers: Vec<String> = answer.response.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        seen.push(json!([answer.status, headers, answer.body]));
    };
    for round in 0..12 {
        note(api.worker(environment, "GET", "/poll?reclaim_older_than_ms=2000", Value::Null));
        note(api.worker(environment, "GET", "?limit=2", Value::Null));
        note(api.account("GET", "/v1/environments?limit=1&include_archived=true", Value::Null));
        api.enqueue(environment);
        if round % 3 == 0 {
            note(api.account("POST", "/v1/environments", json!({"name": "new"})));
        }
        note(api.account("GET", &format!("/v1/environments/{environment}/work/stats"), Value::Null));
        api.advance(3_500);
    }
    seen
}

#[test]
fn a_loaded_state_behaves_as_the_one_that_was_exported() {
    let (mut api, environment) = eventful();
    let mut copy = again(&api);
    assert_eq!(copy.emulator.export(), api.emulator.export());
    assert_eq!(copy.emulator.now_ms(), api.now_ms);
    let (expected, found) = (future(&mut api, &environment), future(&mut copy, &environment));
    assert_eq!(found, expected);
    assert!(expected.iter().any(|answer| answer[0] == 500), "chance was drawn");
    assert_eq!(copy.emulator.export(), api.emulator.export());
}

#[test]
fn identifiers_cursors_and_keys_stay_valid() {
    let (mut api, environment) = eventful();
    let page = api.worker(&environment, "GET", "?limit=2", Value::Null).ok();
    let cursor = page["next_page"].as_str().unwrap().replace('=', "%3D").replace('+', "%2B");
    let key = api.emulator.environment_key(&environment);
    let mut copy = again(&api);
    assert_eq!(copy.emulator.environment_key(&environment), key);
    let next = format!("?limit=2&page={cursor}");
    assert_eq!(copy.worker(&environment, "GET", &next, Value::Null).ok(), api.worker(&environment, "GET", &next, Value::Null).ok());
    for item in page["data"].as_array().unwrap() {
        let id = item["id"].as_str().unwrap();
        assert_eq!(copy.work(&environment, id), api.work(&environment, id));
    }
}

#[test]
fn a_state_that_is_loaded_before_its_time_goes_on_from_where_it_stood() {
    let (api, environment) = eventful();
    let mut copy = again(&api);
    // Else its polls would wait, and its leases hold, for all of the time in between.
    copy.now_ms = 500;
    copy.emulator.go_on_at(copy.now_ms);
    assert_eq!(copy.emulator.now_ms(), 500);
    let held = |api: &mut Api| {
        let items = api.worker(&environment, "GET", "", Value::Null).ok();
        items["data"].as_array().unwrap().iter().filter(|item| item["state"] == "starting" || item["state"] == "active").count()
    };
    assert_eq!(held(&mut copy), 2);
    copy.advance(20_000);
    assert_eq!(held(&mut copy), 0, "leases run out");
    let mut late = again(&api);
    late.emulator.go_on_at(api.now_ms + 9);
    assert_eq!(late.emulator.export(), api.emulator.export(), "a clock that is ahead is none of its affair");
}

#[test]
fn what_is_no_state_is_refused() {
    let (api, _) = eventful();
    let state = api.emulator.export();
    let broken = |pointer: &str, value: Value| {
        let mut state = state.clone();
        *state.pointer_mut(pointer).expect(pointer) = value;
        Emulator::load(&state).expect_err(pointer).to_string()
    };
    assert_eq!(
        Emulator::load(&json!({})).expect_err("no state").to_string(),
        "format: expected \"leasehold-emulator-1\", received nothing"
    );
    assert!(broken("/format", json!("other")).starts_with("format: "));
    assert!(broken("/settings/seed", json!("x")).starts_with("settings.seed: "));
    assert!(broken("/ids/objects", json!("no digits")).starts_with("ids.objects: "));
    assert!(broken("/faults/plan", json!({"rule": 1})).starts_with("faults.plan.rule: "));
    assert!(broken("/faults/calls", json!({"work.claim": 1})).starts_with("faults.calls.work.claim: "));
    assert!(broken("/now_ms", json!(-1)).starts_with("now_ms: "));
    assert!(broken("/environments/0/place", json!(99)).starts_with("environments[0].place: "));
    let second = state["environments"][2]["items"][0].clone();
    assert!(broken("/environments/2/items/1", second).starts_with("environments[2].items: "));
    // Found by fuzzing: the next one could not be counted.
    let endless = json!(u64::MAX);
    let uncountable = [
        ("/environments_created", endless.clone()),
        ("/environments/2/items/0/place", endless.clone()),
        ("/faults/calls", json!({"work.poll": endless})),
    ];
    for (pointer, value) in uncountable {
        let refusal = broken(pointer, value);
        assert!(refusal.ends_with(": expected a whole number from 0 to 4503599627370496, received 18446744073709551615"), "{refusal}");
    }
    assert!(broken("/environments/2/items/0/phase/name", json!("asleep")).starts_with("environments[2].items[0].phase.name: "));
}
