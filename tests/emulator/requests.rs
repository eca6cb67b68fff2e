//! Bad requests of every kind: each gets the API's error form and changes nothing. And what browsers ask.

use super::support::{Api, versioned};
use leasehold::emulator::{HttpRequest, Outcome};
use serde_json::{Value, json};

#[test]
fn bad_requests_change_nothing() {
    let mut api = Api::new();
    let environment = api.create(json!({"name": "a", "config": {"type": "self_hosted"}, "metadata": {"a": "b"}}));
    let (work, _) = api.active(&environment);
    api.enqueue(&environment);
    let before = api.everything();
    let key = api.emulator.settings().api_key.clone();
    let environment_key = format!("Bearer {}", api.emulator.environment_key(&environment).unwrap());
    let e = format!("/v1/environments/{environment}");
    let w = format!("{e}/work/{work}");
    let table: &[(u16, &str, &str, &str)] = &[
        (404, "GET", "/", ""),
        (404, "GET", "/v1", ""),
        (404, "GET", "/v1/environments/", ""),
        (404, "POST", "/v1/messages", "{}"),
        (404, "GET", &format!("{w}/ack/again"), ""),
        (405, "PUT", "/v1/environments", "{}"),
        (405, "HEAD", &e, ""),
        (405, "DELETE", &w, ""),
        (405, "POST", &format!("{e}/work/poll"), ""),
        (405, "GET", &format!("{w}/ack"), ""),
        (400, "POST", "/v1/environments", ""),
        (400, "POST", "/v1/environments", "{\"name\": \"a\""),
        (400, "POST", "/v1/environments", "name=a"),
        (400, "POST", "/v1/environments", "[]"),
        (400, "POST", "/v1/environments", "null"),
        (400, "POST", "/v1/environments", "{}"),
        (400, "POST", "/v1/environments", "{\"name\": \"\"}"),
        (400, "POST", "/v1/environments", "{\"name\": 7}"),
        (400, "POST", "/v1/environments", "{\"name\": null}"),
        (400, "POST", "/v1/environments", "{\"name\": \"a\", \"nmae\": \"b\"}"),
        (400, "POST", "/v1/environments", "{\"name\": \"a\", \"scope\": \"galaxy\"}"),
        (400, "POST", "/v1/environments", "{\"name\": \"a\", \"description\": []}"),
        (400, "POST", &e, ""),
        (400, "POST", &e, "{\"name\": \"\"}"),
        (400, "POST", &e, "{\"name\": \"b\", \"id\": \"env_1\"}"),
        (400, "POST", &e, "{\"name\": \"b\", \"metadata\": {\"a\": 1}}"),
        (400, "POST", &e, "{\"name\": \"b\", \"scope\": 1}"),
        (400, "POST", &format!("{e}/archive"), "{\"now\": true}"),
        (400, "POST", &format!("{e}/archive"), "yes"),
        (400, "DELETE", &e, "[]"),
        (400, "GET", "/v1/environments?limit=0", ""),
        (400, "GET", "/v1/environments?include_archived=1", ""),
        (400, "GET", "/v1/environments?page=page_x", ""),
        (400, "POST", &w, ""),
        (400, "POST", &w, "{\"metadata\": null}"),
        (400, "POST", &w, "{\"metadata\": {\"a\": \"b\"}, \"state\": \"stopped\"}"),
        (400, "POST", &format!("{w}/stop"), "{\"force\": \"yes\"}"),
        (400, "POST", &format!("{w}/stop"), "{\"force\": null}"),
        (400, "POST", &format!("{w}/stop"), "{\"forced\": true}"),
        (400, "POST", &format!("{w}/stop"), "\u{feff}{}"),
    ];
    for (status, method, target, body) in table {
        let request = versioned(HttpRequest::new(method, target)).with_header("x-api-key", &key).with_body(*body);
        assert_eq!(api.exchange(&request).status, *status, "{method} {target} {body}");
    }
    let table: &[(u16, &str, &str, &str)] = &[
        (400, "GET", "/poll?block_ms=0", ""),
        (400, "GET", "/poll?block_ms=1000", ""),
        (400, "GET", "/poll?reclaim_older_than_ms=-1", ""),
        (400, "GET", "?limit=1001", ""),
        (400, "GET", "?page=1", ""),
        (400, "POST", &format!("/{work}/ack"), "{\"a\": 1}"),
        (409, "POST", &format!("/{work}/ack"), ""),
        (400, "POST", &format!("/{work}/heartbeat"), "{\"desired_ttl_seconds\": 3}"),
        (400, "POST", &format!("/{work}/heartbeat?desired_ttl_seconds=0"), ""),
        (412, "POST", &format!("/{work}/heartbeat?expected_last_heartbeat=NO_HEARTBEAT"), ""),
        (404, "POST", "/work_x/ack", ""),
        (404, "POST", "/work_x/stop", "{}"),
        (404, "POST", "//ack", ""),
    ];
    for (status, method, path, body) in table {
        let request = versioned(HttpRequest::new(method, &format!("{e}/work{path}"))).with_header("authorization", &environment_key);
        assert_eq!(api.exchange(&request.with_body(*body)).status, *status, "{method} {path} {body}");
    }
    assert_eq!(api.everything(), before);

    // Not even what the next environment is called.
    let mut undisturbed = Api::new();
    undisturbed.self_hosted();
    let again = undisturbed.self_hosted();
    let mut disturbed = Api::new();
    disturbed.self_hosted();
    disturbed.account("POST", "/v1/environments", json!({"name": "a", "scope": "account"})).refused(400);
    assert_eq!(disturbed.self_hosted(), again);
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let mut api = Api::new();
    let refused = api.account("PATCH", "/v1/environments/e", Value::Null);
    refused.refused(405);
    assert_eq!(refused.response.header("allow"), Some("GET, POST, DELETE"));
}

#[test]
fn a_request_says_which_version_it_speaks() {
    let mut api = Api::new();
    let key = api.emulator.settings().api_key.clone();
    let request = HttpRequest::new("GET", "/v1/environments").with_header("x-api-key", &key);
    let refused = api.exchange(&request);
    refused.refused(400);
    assert!(refused.message().starts_with("anthropic-version: "), "{}", refused.message());
    api.exchange(&request.with_header("Anthropic-Version", "2026-10-21")).ok();
}

#[test]
fn endpoints_without_a_body_take_an_empty_object() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.worker(&environment, "POST", &format!("/{work}/ack"), json!({})).ok();
    api.worker(&environment, "POST", &format!("/{work}/heartbeat"), json!({})).ok();
    api.account("POST", &format!("/v1/environments/{environment}/archive"), json!({})).ok();
    api.account("DELETE", &format!("/v1/environments/{environment}"), json!({})).ok();
}

#[test]
fn parameters_that_an_sdk_adds_are_let_be() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    api.account("GET", &format!("/v1/environments/{environment}?beta=true"), Value::Null).ok();
    api.worker(&environment, "GET", "/poll?beta=true&block_ms=&reclaim_older_than_ms=", Value::Null).ok();
}

#[test]
fn identifiers_are_data() {
    let mut api = Api::new();
    for id in ["..", "%2e%2e", "a%2Fb", "%00", "%ff", "__proto__", "work"] {
        assert_eq!(api.account("GET", &format!("/v1/environments/{id}"), Value::Null).refused(404), "environment_not_found", "{id}");
    }
}

#[test]
fn a_browser_that_may_ask_is_told_that_it_may() {
    let mut api = Api::new();
    let asked = "anthropic-dangerous-direct-browser-access,anthropic-version,x-api-key";
    let preflight = HttpRequest::new("OPTIONS", "/v1/environments/e/work/w/ack")
        .with_header("Origin", "https://console.example")
        .with_header("Access-Control-Request-Method", "POST")
        .with_header("Access-Control-Request-Headers", asked);
    let answer = api.exchange(&preflight);
    assert_eq!(answer.status, 204);
    assert_eq!(answer.response.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.response.header("access-control-allow-headers"), Some(asked));
    assert_eq!(answer.response.header("access-control-allow-methods"), Some("GET, POST, DELETE"));

    let key = api.emulator.settings().api_key.clone();
    let plain = versioned(HttpRequest::new("GET", "/v1/environments")).with_header("x-api-key", &key);
    assert_eq!(api.exchange(&plain).response.header("access-control-allow-origin"), None);
    let browser = plain.with_header("anthropic-dangerous-direct-browser-access", "true");
    let answer = api.exchange(&browser);
    assert_eq!(answer.response.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.response.header("access-control-expose-headers"), Some("*"), "so that a page can read request-id");
    let refused = api.exchange(&HttpRequest::new("GET", "/").with_header("anthropic-dangerous-direct-browser-access", "true"));
    assert_eq!(refused.response.header("access-control-allow-origin"), Some("*"), "an error can be read as well");
}

#[test]
fn a_browser_that_does_not_say_so_is_not_let_in() {
    let mut api = Api::new();
    let preflight = HttpRequest::new("OPTIONS", "/v1/environments").with_header("Access-Control-Request-Headers", "x-api-key");
    let answer = api.exchange(&preflight);
    assert_eq!((answer.status, answer.response.header("access-control-allow-origin")), (204, None));
}

#[test]
fn every_answer_has_the_emulators_date() {
    let mut emulator = Api::new().emulator;
    let mut date_at = |target: &str, now_ms| {
        let Outcome::Done(response) = emulator.handle(&HttpRequest::new("GET", target), now_ms) else { panic!("it waits") };
        response.header("date").map(str::to_owned)
    };
    for target in ["/v1/environments", "/"] {
        assert_eq!(date_at(target, 1_773_568_800_999).as_deref(), Some("Sun, 15 Mar 2026 10:00:00 GMT"));
    }
    assert_eq!(date_at("/", u64::MAX).as_deref(), Some("Fri, 31 Dec 9999 23:59:59 GMT"), "the last that HTTP can write");
}

#[test]
fn no_two_requests_have_one_id() {
    let mut api = Api::new();
    let ids: std::collections::BTreeSet<String> =
        (0..100).map(|_| api.exchange(&HttpRequest::new("GET", "/")).body["request_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 100);
}
