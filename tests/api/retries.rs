//! What is tried again, how often, and after which wait.

use crate::api::support::{Bench, CALLS, IDS, Reply, START_MS, Step, example};
use leasehold::api::{CallParams, Error, FaultKind, MAX_DELAY_MS, RequestOptions};
use serde_json::json;
use std::error::Error as _;

fn success() -> Step {
    Reply::example("work-stats").into()
}

fn retries(max_retries: u32) -> RequestOptions {
    RequestOptions { max_retries: Some(max_retries), ..Default::default() }
}

/// Whether a call that is answered with `reply` is tried again, once and after a wait, to succeed then.
fn is_retried(reply: Reply) -> bool {
    let bench = Bench::new().replies([reply.into(), success()]);
    let retried = bench.stats(&RequestOptions::default()).is_ok();
    assert_eq!((bench.sent().len(), bench.clock.waited().len()), if retried { (2, 1) } else { (1, 0) });
    if !retried {
        bench.stats(&RequestOptions::default()).unwrap();
    }
    retried
}

#[test]
fn every_status_that_is_tried_again() {
    let retried: Vec<u16> = (400..600).filter(|&status| is_retried(Reply::empty(status))).collect();
    let expected: Vec<u16> = [408, 409, 429].into_iter().chain(500..600).collect();
    assert_eq!(retried, expected);
}

#[test]
fn the_server_overrules_the_status() {
    let rows = [
        ("true", 400, true),
        ("true", 412, true),
        ("false", 429, false),
        ("false", 503, false),
        ("perhaps", 503, true),
        ("perhaps", 400, false),
    ];
    for (said, status, expected) in rows {
        assert_eq!(is_retried(Reply::empty(status).header("X-Should-Retry", said)), expected, "{said} {status}");
    }
}

#[test]
fn every_call_is_tried_again_as_it_was() {
    for call in &CALLS {
        let bench = Bench::new().replies([Reply::empty(503), Reply::empty(429), Reply::example(call.name)]);
        bench.run(call.make_plainly(&bench.client)).unwrap();
        let [first, second, third] = bench.sent().try_into().unwrap();
        assert_eq!((&first, &first), (&second, &third), "{}", call.name);
    }
}

/// What the server says of the wait, and the wait. The default for the first retry is 500 ms.
#[test]
fn every_row_of_the_wait() {
    const MS: &str = "retry-after-ms";
    const S: &str = "Retry-After";
    let rows: &[(&[(&str, &str)], u64)] = &[
        (&[], 500),
        (&[(MS, "1500")], 1_500),
        (&[(MS, "1")], 1),
        (&[(MS, "20.9")], 20),
        (&[(MS, "0")], 500),
        (&[(MS, "0.5")], 500),
        (&[(MS, "-5")], 500),
        (&[(MS, "soon")], 500),
        (&[(MS, "soon"), (S, "3")], 3_000),
        (&[(MS, "1500"), (S, "3")], 1_500),
        (&[(S, "0.25")], 250),
        (&[(S, "7")], 7_000),
        (&[(S, " 7 ")], 7_000),
        (&[(S, "0")], 500),
        (&[(S, "1e3")], 500),
        (&[(S, "NaN")], 500),
        (&[(S, "86400")], 86_400_000),
        (&[(S, "Sun, 06 Nov 1994 08:49:47 GMT")], 10_000),
        (&[(S, "Sunday, 06-Nov-94 08:50:37 GMT")], 60_000),
        (&[(S, "Sun Nov  6 08:49:38 1994")], 1_000),
        (&[(S, "Sun, 06 Nov 1994 08:49:37 GMT")], 500),
        (&[(S, "Thu, 01 Jan 1970 00:00:00 GMT")], 500),
        (&[(S, "in a while")], 500),
        (&[(MS, "2147483647")], MAX_DELAY_MS),
        (&[(MS, "2147483648")], 500),
        (&[(S, "2147483648")], 500),
        (&[(S, "Fri, 31 Dec 9999 23:59:59 GMT")], 500),
        (&[(S, "99999999999999999999999999")], 500),
    ];
    for (headers, wait_ms) in rows {
        let reply = headers.iter().fold(Reply::empty(503), |reply, (name, value)| reply.header(name, value));
        let bench = Bench::new().replies([reply.into(), success()]);
        bench.stats(&RequestOptions::default()).unwrap();
        assert_eq!((bench.clock.waited().as_slice(), bench.clock.elapsed_ms()), ([*wait_ms].as_slice(), *wait_ms), "{headers:?}");
    }
}

/// The date is compared with the clock as it stands when the answer is there.
#[test]
fn a_date_counts_from_now() {
    let date = "Sun, 06 Nov 1994 08:49:47 GMT";
    assert_eq!(START_MS % 1_000, 0);
    let bench = Bench::new().replies([Reply::empty(503).header("retry-after", date).after(4_000).into(), success()]);
    bench.stats(&RequestOptions::default()).unwrap();
    assert_eq!(bench.clock.waited(), [6_000]);
}

#[test]
fn what_the_server_says_comes_without_jitter() {
    let bench = Bench::new().replies([Reply::empty(429).header("retry-after", "4").into(), success()]);
    bench.clock.draw([0.9]);
    bench.stats(&RequestOptions::default()).unwrap();
    assert_eq!(bench.clock.waited(), [4_000]);
}

/// The waits of a call that fails eight times, where each draw gives `chance`.
fn backoffs(chance: f64) -> Vec<u64> {
    let bench = Bench::new().replies(std::iter::repeat_n(Reply::empty(503), 8));
    bench.clock.draw([chance; 8]);
    bench.stats(&retries(7)).unwrap_err();
    bench.clock.waited()
}

#[test]
fn the_wait_doubles_up_to_eight_seconds() {
    assert_eq!(backoffs(0.0), [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
}

#[test]
fn jitter_takes_up_to_a_quarter() {
    assert_eq!(backoffs(0.5), [438, 875, 1_750, 3_500, 7_000, 7_000, 7_000]);
    let full = backoffs(0.0);
    for percent in 0..100 {
        for (wait_ms, full_ms) in backoffs(f64::from(percent) / 100.0).into_iter().zip(&full) {
            assert!((full_ms * 3 / 4..=*full_ms).contains(&wait_ms), "{wait_ms} of {full_ms} at {percent} %");
        }
    }
}

#[test]
fn each_wait_draws_its_own_jitter() {
    let bench = Bench::new().replies([Reply::empty(503), Reply::empty(503)]);
    bench.script.push(success());
    bench.clock.draw([0.8, 0.2]);
    bench.stats(&RequestOptions::default()).unwrap();
    assert_eq!(bench.clock.waited(), [400, 950]);
}

/// How many tries a call makes that always fails.
fn tries(client: Option<u32>, call: Option<u32>, expected: usize) {
    let bench = Bench::with(|options| options.max_retries = client.unwrap_or(options.max_retries));
    let bench = bench.replies(std::iter::repeat_n(Reply::empty(500), expected));
    let error = bench.stats(&RequestOptions { max_retries: call, ..Default::default() }).unwrap_err();
    assert_eq!((error.status(), bench.sent().len()), (Some(500), expected), "{client:?} {call:?}");
}

#[test]
fn retries_end() {
    for (client, call, expected) in [
        (None, None, 3),
        (Some(0), None, 1),
        (Some(1), None, 2),
        (Some(2), None, 3),
        (Some(5), None, 6),
        (Some(5), Some(0), 1),
        (Some(0), Some(1), 2),
        (Some(0), Some(2), 3),
        (None, Some(0), 1),
    ] {
        tries(client, call, expected);
    }
}

#[test]
fn the_last_failure_is_the_error() {
    let bench = Bench::new().replies([
        Step::Fault(FaultKind::Connection, "refused"),
        Reply::empty(500).into(),
        Reply::json(429, &json!({"error": {"type": "rate_limit_error", "message": "slow down"}})).into(),
    ]);
    assert_eq!(bench.stats(&RequestOptions::default()).unwrap_err().to_string(), "429 rate_limit_error: slow down");
}

#[test]
fn a_broken_connection_is_tried_again() {
    let fault = || Step::Fault(FaultKind::Connection, "connection refused");
    let bench = Bench::new().replies([fault(), fault(), success()]);
    bench.stats(&RequestOptions::default()).unwrap();
    assert_eq!(bench.clock.waited(), [500, 1_000]);
    let bench = Bench::new().replies([fault(), fault(), fault()]);
    let error = bench.stats(&RequestOptions::default()).unwrap_err();
    assert!(matches!(&*error, Error::Connection { status: None, request_id: None, message, .. } if message == "connection refused"));
    assert_eq!(error.source().unwrap().to_string(), "connection refused");
}

#[test]
fn what_the_transport_refuses_is_not_tried_again() {
    for kind in [FaultKind::Refused, FaultKind::NotJson, FaultKind::TooLarge] {
        let bench = Bench::new().replies([Step::Fault(kind, "no")]);
        bench.stats(&RequestOptions::default()).unwrap_err();
        assert_eq!((bench.sent().len(), bench.clock.waited().len()), (1, 0), "{kind:?}");
    }
}

#[test]
fn a_body_that_breaks_off_is_tried_again() {
    for call in &CALLS {
        let cut = || Reply::example(call.name).header("request-id", "req_1").breaks_off();
        let bench = Bench::new().replies([cut(), cut(), Reply::example(call.name)]);
        bench.run(call.make_plainly(&bench.client)).unwrap();
        assert_eq!(bench.clock.waited(), [500, 1_000], "{}", call.name);
        let bench = Bench::new().replies([cut()]);
        let error = bench.run(call.make(&bench.client, IDS, &CallParams::default(), &retries(0))).unwrap_err();
        assert!(matches!(*error, Error::Connection { status: Some(200), .. }), "{}: {error:?}", call.name);
        assert_eq!((error.status(), error.request_id()), (Some(200), Some("req_1")));
    }
}

#[test]
fn all_failures_count_together() {
    let steps = || {
        let cut: Step = Reply::example("work-stats").breaks_off().into();
        [cut, Reply::empty(503).into(), Step::Fault(FaultKind::Connection, "reset")]
    };
    let bench = Bench::new().replies(steps());
    assert!(matches!(*bench.stats(&RequestOptions::default()).unwrap_err(), Error::Connection { status: None, .. }));
    let bench = Bench::new().replies(steps());
    bench.script.push(success());
    bench.stats(&retries(3)).unwrap();
    assert_eq!(bench.clock.waited(), [500, 1_000, 2_000]);
}

#[test]
fn an_answer_that_is_no_answer_is_not_tried_again() {
    let cut = example("work-stats").to_string();
    let replies = [
        Reply::text(200, "<html>"),
        Reply::text(200, &cut[..cut.len() - 1]),
        Reply::json(200, &json!([])),
        Reply::empty(200),
        Reply::empty(204),
        Reply::empty(302).header("location", "https://h/"),
    ];
    for reply in replies {
        let bench = Bench::new().replies([reply]);
        assert!(matches!(*bench.stats(&RequestOptions::default()).unwrap_err(), Error::InvalidResponse { .. }));
        assert_eq!((bench.sent().len(), bench.clock.waited().len()), (1, 0));
    }
}

/// Two calls of one client share nothing of their retries.
#[test]
fn each_call_counts_for_itself() {
    let bench = Bench::new().replies(std::iter::repeat_n(Reply::empty(500), 6));
    for _ in 0..2 {
        bench.stats(&RequestOptions::default()).unwrap_err();
    }
    assert_eq!(bench.clock.waited(), [500, 1_000, 500, 1_000]);
}
