//! Fault plans: what goes wrong, when, and what is refused.

use super::support::{Api, versioned, whole};
use leasehold::emulator::{Answer, Endpoint, FaultPlan, HttpRequest, JournalFilter, Outcome};
use serde_json::{Value, json};

fn plan(value: &Value) -> FaultPlan {
    FaultPlan::from_json(value).unwrap()
}

/// An emulator on which things go wrong from here on.
fn faulty(faults: &Value) -> Api {
    let mut api = Api::new();
    api.emulator.set_faults(plan(faults));
    api
}

/// Lists environments, and says what came of it.
fn list(api: &mut Api) -> Answer {
    let request = versioned(HttpRequest::new("GET", "/v1/environments")).with_header("x-api-key", "sk-ant-api-emulator");
    match api.emulator.handle(&request, api.now_ms) {
        Outcome::Done(response) => Answer::Whole(response),
        Outcome::Wait(_) => api.emulator.take_answers().remove(0).1,
    }
}

fn statuses(api: &mut Api, calls: usize) -> Vec<u16> {
    (0..calls).map(|_| whole(list(api)).status).collect()
}

#[test]
fn the_nth_call_of_an_endpoint_goes_wrong() {
    let mut api = faulty(&json!({"rules": [{"endpoint": "environments.list", "call": 3, "fault": "status", "status": 503}]}));
    api.create(json!({"name": "another endpoint"}));
    assert_eq!(statuses(&mut api, 4), [200, 200, 503, 200]);
}

#[test]
fn the_nth_call_of_all_goes_wrong() {
    let mut api = faulty(&json!({"rules": [{"call": 3, "fault": "status", "status": 503}]}));
    api.create(json!({"name": "another endpoint"}));
    assert_eq!(statuses(&mut api, 4), [200, 503, 200, 200]);
}

#[test]
fn one_seed_gives_one_sequence() {
    let faults = |seed: u64| json!({"seed": seed, "rules": [{"probability": 0.3, "fault": "status", "status": 529}]});
    let draw = |seed| statuses(&mut faulty(&faults(seed)), 200);
    let one = draw(1);
    assert_eq!(one, draw(1));
    assert_ne!(one, draw(2));
    let failed = one.iter().filter(|status| **status == 529).count();
    assert!((30..90).contains(&failed), "{failed} of 200 with a probability of 0.3");
}

#[test]
fn certain_and_impossible_are_what_they_say() {
    let mut api = faulty(&json!({"rules": [{"probability": 0, "fault": "refuse"}, {"probability": 1, "fault": "loseAnswer"}]}));
    assert_eq!(list(&mut api), Answer::Nothing);
    let entry = api.emulator.journal(&Default::default()).last().unwrap().to_json();
    assert_eq!((&entry["fault"], &entry["fate"], &entry["status"]), (&json!("loseAnswer"), &json!("noAnswer"), &Value::Null));
}

#[test]
fn an_error_has_the_apis_form_and_the_headers_that_were_asked_for() {
    for status in [400, 408, 409, 429, 500, 503, 529] {
        let rule = json!({"fault": "status", "status": status, "headers": {"Retry-After": "2", "x-should-retry": "true"}});
        let mut api = faulty(&json!({"rules": [rule]}));
        let response = whole(list(&mut api));
        assert_eq!((response.status, response.header("retry-after"), response.header("x-should-retry")), (status, Some("2"), Some("true")));
        let body: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(body["type"], "error");
        assert_eq!(body["request_id"], response.header("request-id").unwrap());
        assert!(body["error"]["type"].as_str().unwrap().ends_with("_error"));
    }
}

#[test]
fn retry_after_may_be_a_date_by_the_emulators_clock() {
    let mut api = faulty(&json!({"rules": [{"fault": "status", "status": 429, "retryAfterDateMs": 90_000}]}));
    assert_eq!(whole(list(&mut api)).header("retry-after"), Some("Sun, 15 Mar 2026 10:01:30 GMT"));
}

#[test]
fn an_error_may_come_before_or_after_the_effect() {
    for takes_effect in [false, true] {
        let mut api = Api::new();
        let environment = api.self_hosted();
        let rule = json!({"endpoint": "work.poll", "call": 1, "fault": "status", "status": 500, "takesEffect": takes_effect});
        api.emulator.set_faults(plan(&json!({"rules": [rule]})));
        let work = api.enqueue(&environment);
        let request = api.worker_request(&environment, "GET", &format!("/v1/environments/{environment}/work/poll"));
        let Outcome::Done(response) = api.emulator.handle(&request, api.now_ms) else { panic!("it waits") };
        assert_eq!(response.status, 500);
        let next = api.poll(&environment);
        assert_eq!(next["id"], if takes_effect { Value::Null } else { work.into() });
    }
}

#[test]
fn headers_that_a_plan_asks_for_take_the_place_of_the_emulators_own() {
    let headers = json!({"Content-Type": "text/html", "request-id": "mine", "date": "then", "Access-Control-Allow-Origin": "there"});
    let mut api = faulty(&json!({"rules": [{"fault": "status", "status": 500, "headers": headers}]}));
    let request = versioned(HttpRequest::new("GET", "/v1/environments")).with_header("anthropic-dangerous-direct-browser-access", "true");
    let Outcome::Done(response) = api.emulator.handle(&request, api.now_ms) else { panic!("it waits") };
    let mut seen: Vec<_> = response.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.as_str())).collect();
    seen.sort();
    let expected = [
        ("access-control-allow-origin", "there"),
        ("access-control-expose-headers", "*"),
        ("content-type", "text/html"),
        ("date", "then"),
        ("request-id", "mine"),
    ];
    assert_eq!(seen, expected.map(|(name, value)| (name.to_owned(), value)));
}

#[test]
fn an_answer_without_a_body_cannot_break_off_in_it() {
    let mut api = Api::with(&json!({"emptyPoll": "empty"}));
    let environment = api.self_hosted();
    api.emulator.set_faults(plan(&json!({"rules": [{"endpoint": "work.poll", "fault": "cutBody"}]})));
    let request = api.worker_request(&environment, "GET", &format!("/v1/environments/{environment}/work/poll"));
    let Outcome::Done(response) = api.emulator.handle(&request, api.now_ms) else { panic!("it broke off") };
    assert_eq!((response.status, response.body.len()), (204, 0));
    let filter = JournalFilter { endpoint: Some(Endpoint::WorkPoll), ..Default::default() };
    let entry = api.emulator.journal(&filter).last().unwrap().to_json();
    assert_eq!((&entry["fate"], &entry["status"]), (&json!("answered"), &json!(204)));
}

#[test]
fn a_wait_goes_wrong_when_it_ends() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    api.emulator.set_faults(plan(&json!({"rules": [{"endpoint": "work.poll", "fault": "loseAnswer", "answerDelayMs": 40}]})));
    let ticket = api.wait(&environment, "block_ms=500");
    api.enqueue(&environment);
    assert!(api.emulator.take_answers().is_empty(), "the answer is on its way");
    assert_eq!(api.emulator.next_due_ms(), Some(api.now_ms + 40));
    api.emulator.settle(api.now_ms + 40);
    assert_eq!(api.emulator.take_answers(), [(ticket, Answer::Nothing)]);
    assert_eq!(api.stats(&environment)["pending"], 1, "the item was handed out all the same");
}

#[test]
fn what_arrives_late_meets_what_is_there_then() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.ack(&environment, &work).ok();
    api.emulator.set_faults(plan(&json!({"rules": [{"endpoint": "work.heartbeat", "requestDelayMs": [30_000, 30_000]}]})));
    let target = format!("/v1/environments/{environment}/work/{work}/heartbeat?expected_last_heartbeat=NO_HEARTBEAT");
    let request = api.worker_request(&environment, "POST", &target);
    let Outcome::Wait(ticket) = api.emulator.handle(&request, api.now_ms) else { panic!("it arrived at once") };
    api.advance(3_600_000);
    let mut answers = api.answers();
    assert_eq!(answers[0].0, ticket);
    assert_eq!(answers.remove(0).1.refused(412), "heartbeat_precondition_failed", "the lease had run out at that moment");
}

#[test]
fn a_request_that_is_given_up_on_its_way_never_arrives() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.emulator.set_faults(plan(&json!({"rules": [{"endpoint": "work.ack", "requestDelayMs": 10}]})));
    let request = api.worker_request(&environment, "POST", &format!("/v1/environments/{environment}/work/{work}/ack"));
    let Outcome::Wait(ticket) = api.emulator.handle(&request, api.now_ms) else { panic!("it arrived at once") };
    api.emulator.cancel(ticket);
    assert_eq!(api.emulator.next_due_ms(), None);
    api.advance(20);
    assert!(api.answers().is_empty());
    assert_eq!(api.work(&environment, &work)["state"], "queued");
}

#[test]
fn nobody_steals_what_is_over() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.worker(&environment, "POST", &format!("/{work}/stop"), json!({"force": true})).ok();
    api.emulator.set_faults(plan(&json!({"rules": [{"fault": "stealLease"}]})));
    assert_eq!(api.work(&environment, &work)["state"], "stopped");
}

#[test]
fn a_stolen_lease_runs_out_like_any_other() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (work, heartbeat) = api.active(&environment);
    api.emulator.set_faults(plan(&json!({"rules": [{"endpoint": "work.heartbeat", "call": 1, "fault": "stealLease"}]})));
    let refused = api.beat(&environment, &work, &format!("expected_last_heartbeat={heartbeat}"));
    assert_eq!(refused.refused(412), "heartbeat_precondition_failed");
    api.advance(30_000);
    assert_eq!(api.poll(&environment)["id"], work);
}

#[test]
fn the_emulators_clock_may_differ_from_the_clients() {
    for (skew_ms, shown) in [(-3_600_000, "2026-03-15T09:00:00.000000Z"), (1_500, "2026-03-15T10:00:01.500000Z")] {
        let mut api = Api::with(&json!({"clockSkewMs": skew_ms}));
        let environment = api.self_hosted();
        let work = api.enqueue(&environment);
        assert_eq!(api.work(&environment, &work)["created_at"], shown);
        api.poll(&environment);
        let ticket = api.wait(&environment, "block_ms=250");
        assert_eq!(api.emulator.next_due_ms(), Some(api.now_ms + 250), "moments are the driver's");
        api.advance(250);
        assert_eq!(api.answers()[0].0, ticket);
    }
}

#[test]
fn a_plan_survives_json() {
    let rules = json!([
        {"endpoint": "work.poll", "call": 2, "fault": "refuse"},
        {"probability": 0.25, "requestDelayMs": [1, 9], "answerDelayMs": [5, 5]},
        {"fault": "status", "status": 429, "headers": {"retry-after": "1"}, "takesEffect": true, "retryAfterDateMs": 7},
        {"fault": "hugeBody", "bytes": 100},
        {"fault": "stealLease"},
    ]);
    let document = json!({"seed": 9, "rules": rules});
    let plan = plan(&document);
    assert_eq!(plan.to_json(), document);
    assert_eq!((plan.seed, plan.rules.len(), plan.rules[0].endpoint), (9, 5, Some(Endpoint::WorkPoll)));
    assert_eq!(plan.rules[1].request_delay_ms, 1..=9);
}

#[test]
fn a_wrong_plan_is_named() {
    let rule = |rule: Value| json!({"rules": [{}, rule]});
    for (document, message) in [
        (json!([]), "faults: expected an object, received []"),
        (json!({"rule": []}), "rule: expected only seed, rules, received a field that does not exist"),
        (json!({"rules": {}}), "rules: expected a list of objects, received {}"),
        (json!({"rules": [7]}), "rules[0]: expected an object, received 7"),
        (rule(json!({"call": 0})), "rules[1].call: expected a whole number, 1 or more, received 0"),
        (rule(json!({"call": 1, "probability": 0.5})), "rules[1].probability: expected none beside call, received 0.5"),
        (rule(json!({"probability": 1.5})), "rules[1].probability: expected a number from 0 to 1, received 1.5"),
        (
            rule(json!({"answerDelayMs": [9, 1]})),
            "rules[1].answerDelayMs: expected milliseconds: a whole number, or a list of the least and the most, received [9,1]",
        ),
        (rule(json!({"fault": "status"})), "rules[1].status: expected a whole number, 0 or more, received nothing"),
        (rule(json!({"fault": "status", "status": 200})), "rules[1].status: expected a whole number from 400 to 599, received 200"),
        (
            rule(json!({"fault": "status", "status": 500, "headers": {"a b": "c"}})),
            "rules[1].headers: expected names of letters, digits and -, and values of visible ASCII characters, received {\"a b\":\"c\"}",
        ),
        (rule(json!({"fault": "hugeBody", "bytes": 1_u64 << 40})), "rules[1].bytes: expected at most 1073741824, received 1099511627776"),
        (
            rule(json!({"fault": "refuse", "status": 500})),
            "rules[1].status: expected only endpoint, call, probability, requestDelayMs, answerDelayMs, fault, received a field that does not exist",
        ),
    ] {
        assert_eq!(FaultPlan::from_json(&document).expect_err(message).to_string(), message);
    }
    let unknown = FaultPlan::from_json(&rule(json!({"fault": "explode"}))).unwrap_err();
    assert_eq!((unknown.field.as_str(), unknown.received.as_str()), ("rules[1].fault", "\"explode\""));
    assert_eq!(FaultPlan::from_json(&rule(json!({"endpoint": "work.claim"}))).unwrap_err().field, "rules[1].endpoint");
}
