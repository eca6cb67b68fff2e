//! Answers that are errors: every status, every cause, every form of a body.

use crate::api::support::{Bench, CALLS, Reply, round_trip};
use leasehold::api::{Error, ErrorCode, RequestOptions, StatusError, models::WorkState};
use serde_json::{Value, json};

/// Every status that the contract names, with the category that its body says.
const STATUSES: [(u16, &str); 11] = [
    (400, "invalid_request_error"),
    (401, "authentication_error"),
    (403, "permission_error"),
    (404, "not_found_error"),
    (409, "conflict_error"),
    (412, "invalid_request_error"),
    (422, "unprocessable_error"),
    (429, "rate_limit_error"),
    (500, "api_error"),
    (503, "api_error"),
    (529, "overloaded_error"),
];

/// A body in the API's form.
fn body(kind: &str, message: &str, details: Value) -> Value {
    json!({"type": "error", "error": {"type": kind, "message": message, "details": details}, "request_id": "req_body"})
}

fn refused(reply: Reply) -> StatusError {
    match Bench::refused(reply) {
        Error::Status(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_status_is_an_error_of_its_own() {
    for (status, kind) in STATUSES {
        let error = Bench::refused(Reply::json(status, &body(kind, "what went wrong", Value::Null)));
        assert_eq!((error.status(), error.request_id()), (Some(status), Some("req_body")));
        let text = format!("{status} {kind}: what went wrong");
        assert_eq!((error.to_string(), format!("{error:?}")), (text.clone(), text.clone()));
        let Error::Status(error) = error else { panic!("{error:?}") };
        assert_eq!((error.kind.as_deref(), error.message.as_deref(), &error.code()), (Some(kind), Some("what went wrong"), &None));
        assert_eq!(format!("{error:?}"), text);
    }
}

#[test]
fn every_call_hands_errors_on() {
    for call in &CALLS {
        let bench = Bench::new().replies([Reply::json(404, &body("not_found_error", "no such thing", Value::Null))]);
        let error = bench.run(call.make_plainly(&bench.client)).unwrap_err();
        assert_eq!(error.to_string(), "404 not_found_error: no such thing", "{}", call.name);
    }
}

#[test]
fn every_known_cause_is_named() {
    for code in ErrorCode::KNOWN {
        let error = refused(Reply::json(400, &body("invalid_request_error", "m", json!({"error_code": code.as_str()}))));
        assert_eq!(error.code().as_ref(), Some(code));
        assert_eq!(round_trip::<ErrorCode>(&json!(code.as_str())), json!(code.as_str()));
    }
}

#[test]
fn a_cause_that_nobody_knows_yet_arrives() {
    let error = refused(Reply::json(400, &body("invalid_request_error", "m", json!({"error_code": "brand_new", "more": [1]}))));
    assert_eq!(error.code(), Some(ErrorCode::Other("brand_new".into())));
    assert!(error.text.contains(r#""more":[1]"#));
}

#[test]
fn details_without_a_cause_name_none() {
    for details in
        [Value::Null, json!({}), json!({"error_code": null}), json!({"error_code": 7}), json!([]), json!("text"), json!({"other": 1})]
    {
        let error = refused(Reply::json(400, &body("k", "m", details.clone())));
        assert_eq!(error.code(), None, "{details}");
        assert_eq!(error.message.as_deref(), Some("m"), "{details}");
    }
}

/// What a proxy or a crash may put in the place of the API's body, and what the error then says.
#[test]
fn every_form_of_a_body_gives_an_error() {
    let rows: &[(&str, &str)] = &[
        ("", "502 (no body)"),
        (" \r\n", "502 (no body)"),
        ("<html><body>Bad Gateway</body></html>", "502 (the body is not in the API's form)"),
        ("upstream connect error", "502 (the body is not in the API's form)"),
        (r#"{"type":"error","error":{"ty"#, "502 (the body is not in the API's form)"),
        ("null", "502 (the body is not in the API's form)"),
        ("[]", "502 (the body is not in the API's form)"),
        (r#""text""#, "502 (the body is not in the API's form)"),
        ("{}", "502 (the body is not in the API's form)"),
        (r#"{"message":"Bad Gateway"}"#, "502 (the body is not in the API's form)"),
        (r#"{"error":"Bad Gateway"}"#, "502 (the body is not in the API's form)"),
        (r#"{"error":null}"#, "502 (the body is not in the API's form)"),
        (r#"{"error":{}}"#, "502 (the body is not in the API's form)"),
        (r#"{"error":{"message":"m"}}"#, "502 m"),
        (r#"{"error":{"type":"t"}}"#, "502 t"),
        (r#"{"error":{"type":"t","message":"m","details":null}}"#, "502 t: m"),
        (r#"{"error":{"type":7,"message":"m"}}"#, "502 m"),
        (r#"{"error":{"type":"t","message":["m"]}}"#, "502 t"),
        (r#"{"error":{"type":"t","message":"m"},"request_id":7}"#, "502 t: m"),
        (r#"{"type":"error","error":{"type":"t","message":"m","new":{}},"new":[]}"#, "502 t: m"),
    ];
    for (text, message) in rows {
        let error = refused(Reply::text(502, *text).header("request-id", "req_1"));
        assert_eq!((error.status, format!("{error:?}").as_str()), (502, *message), "{text}");
        assert_eq!((error.text.as_str(), error.request_id.as_deref()), (*text, Some("req_1")), "{text}");
    }
}

#[test]
fn a_body_that_is_no_utf_8_gives_an_error() {
    let error = refused(Reply::text(500, [0xff, 0xfe, b'!']));
    assert_eq!((error.status, error.text.as_str()), (500, "\u{fffd}\u{fffd}!"));
}

#[test]
fn the_request_id_is_the_headers_or_else_the_bodys() {
    let said = body("k", "m", Value::Null);
    let silent = json!({"type": "error", "error": {"type": "k", "message": "m"}});
    let rows = [
        (Reply::json(400, &said).header("Request-Id", "req_header"), Some("req_header")),
        (Reply::json(400, &said), Some("req_body")),
        (Reply::json(400, &silent).header("request-id", "req_header"), Some("req_header")),
        (Reply::json(400, &silent), None),
        (Reply::text(400, "<html>").header("request-id", "req_header"), Some("req_header")),
    ];
    for (reply, expected) in rows {
        assert_eq!(Bench::refused(reply).request_id(), expected);
    }
}

#[test]
fn the_answers_headers_are_kept() {
    let error = refused(Reply::empty(403).header("x-one", "1").header("retry-after", "7"));
    assert_eq!(error.headers.iter().collect::<Vec<_>>(), [("x-one", "1"), ("retry-after", "7")]);
    assert_eq!([error.headers.get("Retry-After"), error.headers.get("retry")], [Some("7"), None]);
}

/// The refused heartbeat of a server that tells how it holds the lease.
fn conflict(current_state: &Value) -> Value {
    let details = json!({"error_code": "heartbeat_precondition_failed", "current_state": current_state});
    body("invalid_request_error", "the heartbeat is not the stored one", details)
}

#[test]
fn a_refused_heartbeat_may_tell_the_lease() {
    for last in [json!("2026-03-15T10:00:00Z"), Value::Null] {
        let state = json!({"state": "active", "last_heartbeat": last, "lease_extended": false, "ttl_seconds": 30, "new": 1});
        let error = refused(Reply::json(412, &conflict(&state)));
        assert_eq!(error.code(), Some(ErrorCode::HeartbeatPreconditionFailed));
        let lease = error.lease.unwrap();
        assert_eq!((lease.last_heartbeat.as_deref(), lease.state), (last.as_str(), WorkState::Active));
        assert_eq!((lease.lease_extended, lease.ttl_seconds), (false, 30));
    }
}

#[test]
fn a_refused_heartbeat_may_tell_nothing() {
    let short = json!({"type": "error", "error": {"type": "invalid_request_error", "message": "m"}});
    let bodies =
        [short, body("k", "m", Value::Null), conflict(&Value::Null), conflict(&json!("active")), conflict(&json!({"state": "active"}))];
    for told in bodies {
        let error = refused(Reply::json(412, &told));
        assert_eq!(error.lease, None, "{told}");
        assert!(error.message.is_some(), "{told}");
    }
    assert_eq!(refused(Reply::text(412, "<html>")).lease, None);
}

/// An error's body is for people: a server that never ends it, or breaks it off, does not hide the status.
#[test]
fn a_body_that_does_not_arrive_leaves_the_status() {
    let whole = body("k", "m", Value::Null);
    for reply in [Reply::json(403, &whole).breaks_off(), Reply::json(403, &whole).hangs()] {
        let bench = Bench::with(|options| options.timeout_ms = 1_000).replies([reply.header("request-id", "req_1")]);
        let error = bench.stats(&RequestOptions::default()).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.request_id()), ("403 (no body)", Some("req_1")));
        assert!(bench.clock.elapsed_ms() <= 1_000);
    }
}

#[test]
fn only_the_front_of_a_long_body_is_read() {
    let error = refused(Reply::text(500, "x".repeat(1 << 20)));
    assert_eq!(error.text.len(), 64 << 10);
}

#[test]
fn errors_are_errors() {
    fn assert_error<E: std::error::Error>(_: &E) {}
    assert_error(&Bench::refused(Reply::empty(400)));
}
