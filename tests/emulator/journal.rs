//! The journal: what happened, who asked, and never with what.

use super::support::{Api, START_MS, versioned};
use leasehold::emulator::{FaultPlan, HttpRequest, JournalFilter, Outcome};
use serde_json::{Value, json};

fn entries(api: &Api, filter: &Value) -> Vec<Value> {
    api.emulator.journal(&JournalFilter::from_json(filter).unwrap()).map(|entry| entry.to_json()).collect()
}

/// What happened, in a word each.
fn words(api: &Api, filter: &Value) -> Vec<String> {
    let word = |entry: &Value| ["endpoint", "change", "path"].iter().find_map(|field| entry[*field].as_str()).unwrap_or("?").to_owned();
    entries(api, filter).iter().map(word).collect()
}

#[test]
fn a_life_is_written_down() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (work, heartbeat) = api.active(&environment);
    api.beat(&environment, &work, "expected_last_heartbeat=wrong").refused(412);
    api.advance(10_000);
    api.beat(&environment, &work, &format!("expected_last_heartbeat={heartbeat}")).ok();
    api.advance(30_000);
    api.poll(&environment);
    api.worker(&environment, "POST", &format!("/{work}/stop"), json!({})).ok();
    let of_item = json!({"workId": work});
    assert_eq!(
        words(&api, &of_item),
        [
            "work.queued",
            "work.polled",
            "work.poll",
            "work.acknowledged",
            "work.ack",
            "work.extended",
            "work.heartbeat",
            "work.heartbeat",
            "work.extended",
            "work.heartbeat",
            "work.expired",
            "work.polled",
            "work.poll",
            "work.stopped",
            "work.stop",
        ]
    );
    let states: Vec<Value> = entries(&api, &json!({"workId": work, "type": "change"})).iter().map(|entry| entry["state"].clone()).collect();
    assert_eq!(states, ["queued", "queued", "starting", "active", "active", "queued", "queued", "stopped"]);
    assert_eq!(words(&api, &json!({"environmentId": environment}))[0], "environment.created");
}

#[test]
fn a_lease_that_runs_out_is_written_down_at_its_moment() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (work, _) = api.active(&environment);
    api.advance(86_400_000);
    api.stats(&environment);
    let entry = entries(&api, &json!({"workId": work})).pop().unwrap();
    assert_eq!((&entry["change"], &entry["at"]), (&json!("work.expired"), &json!("2026-03-15T10:00:30.000000Z")));
}

#[test]
fn a_request_says_who_asked_for_what_and_what_became_of_it() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    let request = api.worker_request(&environment, "GET", &format!("/v1/environments/{environment}/work/poll?block_ms=5"));
    let answer = api.exchange(&request.with_header("Anthropic-Worker-ID", "one"));
    let entry = entries(&api, &json!({"endpoint": "work.poll"})).pop().unwrap();
    let number = entry["number"].clone();
    assert_eq!(
        entry,
        json!({
            "type": "request", "number": number, "at": "2026-03-15T10:00:00.000000Z", "method": "GET", "endpoint": "work.poll",
            "environmentId": environment, "workId": work, "workerId": "one", "credential": "an environment key", "fate": "answered",
            "status": 200, "tookMs": 0, "requestId": answer.response.header("request-id").unwrap(),
        })
    );
}

#[test]
fn a_wait_is_written_down_when_it_ends() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let gone = api.wait(&environment, "block_ms=100");
    api.wait(&environment, "block_ms=200");
    assert!(entries(&api, &json!({"endpoint": "work.poll"})).is_empty());
    api.advance(50);
    api.answers();
    api.emulator.cancel(gone);
    api.advance(200);
    api.answers();
    let polls = entries(&api, &json!({"endpoint": "work.poll"}));
    let seen: Vec<_> = polls.iter().map(|entry| (entry["fate"].as_str().unwrap(), entry["tookMs"].as_u64().unwrap())).collect();
    assert_eq!(seen, [("clientGone", 50), ("answered", 200)]);
}

#[test]
fn an_answer_is_written_down_when_it_leaves_and_not_when_nobody_waits_for_it() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let set = |api: &mut Api, rule: Value| {
        let plan = json!({"rules": [rule]});
        api.emulator.set_faults(FaultPlan::from_json(&plan).unwrap());
    };
    let seen = |api: &Api| -> Vec<_> {
        let entries = entries(api, &json!({"endpoint": "work.poll"}));
        entries.iter().map(|entry| json!([entry["fate"], entry["status"], entry["tookMs"], entry["fault"]])).collect()
    };
    let ask = |api: &mut Api| {
        let request = api.worker_request(&environment, "GET", &format!("/v1/environments/{environment}/work/poll"));
        let Outcome::Wait(ticket) = api.emulator.handle(&request, api.now_ms) else { panic!("it was answered at once") };
        ticket
    };
    let later = |api: &mut Api, ms: u64| {
        api.advance(ms);
        api.emulator.settle(api.now_ms);
        api.emulator.take_answers().len()
    };
    set(&mut api, json!({"endpoint": "work.poll", "answerDelayMs": 300}));
    ask(&mut api);
    assert_eq!((later(&mut api, 299), seen(&api)), (0, vec![]), "its answer is on its way");
    assert_eq!((later(&mut api, 1), seen(&api).pop()), (1, Some(json!(["answered", 200, 300, null]))));
    let gone = ask(&mut api);
    later(&mut api, 50);
    api.emulator.cancel(gone);
    assert_eq!((later(&mut api, 1_000), seen(&api).pop()), (0, Some(json!(["clientGone", null, 50, null]))));
    set(&mut api, json!({"endpoint": "work.poll", "requestDelayMs": 300, "fault": "refuse"}));
    let gone = ask(&mut api);
    later(&mut api, 50);
    api.emulator.cancel(gone);
    assert_eq!((later(&mut api, 1_000), seen(&api).pop()), (0, Some(json!(["clientGone", null, 0, "refuse"]))));
    assert_eq!(seen(&api).len(), 3, "each once");
}

#[test]
fn entries_are_found_by_time_and_number() {
    let mut api = Api::new();
    api.create(json!({"name": "a"}));
    api.advance(1_000);
    api.create(json!({"name": "b"}));
    assert_eq!(entries(&api, &json!({"fromMs": START_MS + 1})).len(), 2);
    assert_eq!(entries(&api, &json!({"untilMs": START_MS + 1_000})).len(), 2);
    assert_eq!(entries(&api, &json!({"fromMs": START_MS, "untilMs": START_MS})).len(), 0);
    assert_eq!(entries(&api, &json!({"after": 3})).iter().map(|entry| entry["number"].as_u64().unwrap()).collect::<Vec<_>>(), [4]);
    assert_eq!(entries(&api, &json!({"after": u64::MAX})).len(), 0);
    assert_eq!(words(&api, &json!({"type": "request"})), ["environments.create", "environments.create"]);
}

#[test]
fn it_keeps_the_latest_entries_only() {
    let mut api = Api::with(&json!({"journalLimit": 3}));
    (0..5).for_each(|_| drop(api.create(json!({"name": "a"}))));
    let numbers = |filter: Value| entries(&api, &filter).iter().map(|entry| entry["number"].as_u64().unwrap()).collect::<Vec<_>>();
    assert_eq!(numbers(json!({})), [8, 9, 10]);
    assert_eq!(numbers(json!({"after": 9})), [10]);
    let mut none = Api::with(&json!({"journalLimit": 0}));
    none.create(json!({"name": "a"}));
    assert!(entries(&none, &json!({})).is_empty());
}

#[test]
fn no_entry_holds_a_credential() {
    let mut api = Api::with(&json!({"apiKey": "open-sesame"}));
    let environment = api.self_hosted();
    api.enqueue(&environment);
    let secret = api.poll(&environment)["secret"].as_str().unwrap().to_owned();
    let key = api.emulator.environment_key(&environment).unwrap();
    for credential in ["open-sesame", &key, "sk-ant-api03-real"] {
        // Wherever a client might put it by mistake.
        for target in [format!("/{credential}"), format!("/v1/environments/{credential}"), format!("/v1/environments?key={credential}")] {
            let request = versioned(HttpRequest::new("GET", &target))
                .with_header("x-api-key", credential)
                .with_header("anthropic-worker-id", credential)
                .with_body(credential);
            api.exchange(&request);
        }
        let encoded = format!("/v1/environments/%73{}", &credential[1..]);
        api.exchange(&HttpRequest::new("GET", &encoded));
    }
    let printed: String =
        api.emulator.journal(&JournalFilter::default()).map(|entry| format!("{entry:?} {entry} {}\n", entry.to_json())).collect();
    for credential in ["open-sesame", &key, "sk-ant", &secret] {
        assert!(!printed.contains(credential), "{credential} in {printed}");
    }
    assert!(printed.contains("[credential]"));
}

#[test]
fn lines_are_for_reading() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.exchange(&HttpRequest::new("GET", "/no%0Awhere"));
    let lines: Vec<String> = api.emulator.journal(&JournalFilter::default()).map(ToString::to_string).collect();
    assert_eq!(lines[0], format!("2026-03-15T10:00:00.000000Z   ·    environment.created  {environment}"));
    assert!(lines[1].starts_with("2026-03-15T10:00:00.000000Z POST   environments.create  → 200 (0 ms, req_01"), "{}", lines[1]);
    assert_eq!(lines[2], format!("2026-03-15T10:00:00.000000Z   ·    work.queued          {environment} {work} → queued"));
    assert!(lines[3].contains("GET    /no\u{fffd}where") && lines[3].contains("→ 404"), "{}", lines[3]);
}

#[test]
fn a_wrong_filter_is_named() {
    for (filter, message) in [
        (json!({"type": "poll"}), "type: expected \"request\" or \"change\", received \"poll\""),
        (json!({"workId": 7}), "workId: expected a string, received 7"),
        (
            json!({"item": "x"}),
            "item: expected only type, endpoint, environmentId, workId, fromMs, untilMs, after, received a field that does not exist",
        ),
    ] {
        assert_eq!(JournalFilter::from_json(&filter).expect_err(message).to_string(), message);
    }
}
