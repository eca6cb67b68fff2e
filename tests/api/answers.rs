//! Answers that say yes, but not in the API's form; and those that rightly say nothing.

use crate::api::support::{Bench, CALLS, CallRow, Reply, example};
use leasehold::api::{Error, FaultKind, RequestOptions};
use serde_json::{Value, json};
use std::error::Error as _;

/// What the call gives for this one answer; a second request would fail the test.
fn answered(call: &CallRow, reply: Reply) -> Result<Value, Box<Error>> {
    let bench = Bench::new().replies([reply.header("request-id", "req_1")]);
    bench.run(call.make_plainly(&bench.client))
}

/// Checks that `outcome` is an answer not in the API's form, and gives its text.
fn invalid(outcome: Result<Value, Box<Error>>, status: u16, what: &str) -> String {
    let error = outcome.expect_err(what);
    assert!(matches!(*error, Error::InvalidResponse { .. }), "{what}: {error:?}");
    assert_eq!((error.status(), error.request_id()), (Some(status), Some("req_1")), "{what}");
    error.to_string()
}

#[test]
fn what_is_not_json_is_refused() {
    for call in &CALLS {
        let cut = example(call.name).to_string();
        for text in ["<html>hello</html>", "OK", "{", &cut[..cut.len() - 1], "{}{}"] {
            let outcome = answered(call, Reply::text(200, text));
            assert!(outcome.as_ref().unwrap_err().source().is_some(), "{}: {text}", call.name);
            assert_eq!(invalid(outcome, 200, call.name), "the body is not JSON", "{text}");
        }
    }
}

#[test]
fn json_of_the_wrong_shape_is_refused() {
    let shapes = [
        json!({}),
        json!([]),
        json!([[], null]),
        json!("text"),
        json!(42),
        json!(true),
        json!({"data": {}, "id": 7}),
        json!({"error": {}}),
    ];
    for call in &CALLS {
        for shape in &shapes {
            let outcome = answered(call, Reply::json(200, shape));
            assert!(outcome.as_ref().expect_err(call.name).source().is_some(), "{}: {shape}", call.name);
            let text = invalid(outcome, 200, call.name);
            assert_eq!(text, "the answer is JSON, but not what the API answers to this call", "{}: {shape}", call.name);
        }
    }
}

/// `poll` says nothing when the queue is empty, `stop` may say nothing; servers spell it in three ways. Elsewhere it is an error.
#[test]
fn nothing_is_an_answer_to_poll_and_stop_only() {
    let nothings = [(204, ""), (200, ""), (200, "null"), (204, "{}"), (202, " null\n")];
    for call in &CALLS {
        for (status, text) in nothings {
            let outcome = answered(call, Reply::text(status, text));
            if call.may_answer_nothing {
                assert_eq!(outcome.unwrap(), Value::Null, "{}: {status} {text:?}", call.name);
            } else {
                invalid(outcome, status, call.name);
            }
        }
    }
}

#[test]
fn a_missing_body_is_called_that() {
    let call = CALLS.iter().find(|call| call.name == "work-ack").unwrap();
    for status in [200, 204] {
        let text = invalid(answered(call, Reply::empty(status)), status, "no body");
        assert_eq!(text, "the answer has no body, where the API answers a JSON object");
    }
    let text = invalid(answered(call, Reply::empty(200).header("content-type", "text/html")), 200, "no body");
    assert_eq!(text, "the answer has no body, where the API answers a JSON object (its content type is \"text/html\")");
}

/// Found by fuzzing: whatever a server said there was in the error, whole.
#[test]
fn a_long_content_type_is_not_quoted_whole() {
    let call = CALLS.iter().find(|call| call.name == "work-ack").unwrap();
    let text = invalid(answered(call, Reply::empty(200).header("content-type", &"x".repeat(10_000))), 200, "no body");
    assert!(text.len() < 200, "{text}");
}

#[test]
fn a_body_over_the_limit_is_refused() {
    let text = example("work-stats").to_string();
    let fits = Bench::with(|options| options.max_response_bytes = text.len() as u64).replies([Reply::text(200, text.clone())]);
    assert!(fits.stats(&RequestOptions::default()).is_ok());
    let over = Bench::with(|options| options.max_response_bytes = text.len() as u64 - 1);
    let over = over.replies([Reply::text(200, text).header("request-id", "req_1")]);
    let error = over.stats(&RequestOptions::default()).unwrap_err();
    assert!(matches!(*error, Error::InvalidResponse { .. }), "{error:?}");
    assert_eq!(
        (error.to_string().as_str(), error.status(), error.request_id()),
        ("the body is larger than the limit", Some(200), Some("req_1"))
    );
}

#[test]
fn the_limit_is_32_mib_unless_told_otherwise() {
    let padded = |bytes: usize| {
        let text = example("work-stats").to_string();
        Reply::text(200, " ".repeat(bytes - text.len()) + &text)
    };
    let bench = Bench::new().replies([padded(32 << 20), padded((32 << 20) + 1)]);
    assert!(bench.stats(&RequestOptions::default()).is_ok());
    assert!(matches!(*bench.stats(&RequestOptions::default()).unwrap_err(), Error::InvalidResponse { .. }));
}

/// A redirect could carry the credential away. The error says where it pointed, and nothing that may be secret.
#[test]
fn redirects_are_not_followed() {
    let rows = [
        (None, ""),
        (Some("https://evil.example/take?token=sk-1#f"), " to https://evil.example"),
        (Some("https://evil.example:8443?token=sk-1"), " to https://evil.example:8443"),
        (Some("http://user:sk-1@evil.example#sk-1"), " to http://evil.example"),
        (Some(r"https://evil.example\sk-1"), " to https://evil.example"),
        (Some("/login?token=sk-1"), " to another path"),
        (Some("/login?token=sk-1&return=https://h/"), " to another path"),
    ];
    for status in [301, 302, 303, 304, 307, 308, 0] {
        for (location, shown) in rows {
            let reply = Reply::text(status, "<a>");
            let reply = location.iter().fold(reply, |reply, location| reply.header("location", location));
            for call in &CALLS[..2] {
                let text = invalid(answered(call, reply.clone()), status, call.name);
                let whole = format!("the answer is a redirect{shown}, which is not followed: it could carry the credential elsewhere. ");
                assert!(text.starts_with(&whole), "{location:?}: {text}");
                assert!(!text.contains("sk-1"), "{text}");
            }
        }
    }
}

/// Each fault of a transport, and what it is for the caller.
#[test]
fn every_fault_before_the_headers_has_its_error() {
    use crate::api::support::Step;
    for kind in [FaultKind::Connection, FaultKind::NotJson, FaultKind::TooLarge, FaultKind::Refused] {
        let bench = Bench::with(|options| options.max_retries = 0).replies([Step::Fault(kind, "what happened")]);
        let error = bench.stats(&RequestOptions::default()).unwrap_err();
        let fits = match kind {
            FaultKind::Connection => matches!(*error, Error::Connection { status: None, request_id: None, .. }),
            FaultKind::NotJson | FaultKind::TooLarge => matches!(*error, Error::InvalidResponse { .. }),
            FaultKind::Refused => {
                matches!(&*error, Error::InvalidInput { field, .. } if field == "request" && !error.to_string().contains("fetch"))
            }
        };
        assert!(fits, "{kind:?}: {error:?}");
        assert!(error.to_string().contains("what happened"), "{error}");
        assert!(error.source().is_some(), "{kind:?}");
    }
}
