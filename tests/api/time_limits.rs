//! How long a try may take: each its own time, body included, waits between tries not.

use crate::api::support::{Bench, CALLS, IDS, Reply, Step, start, step};
use leasehold::api::{CallParams, DEFAULT_TIMEOUT_MS, Error, RequestOptions};

fn within(timeout_ms: u64, max_retries: u32) -> RequestOptions {
    RequestOptions { timeout_ms: Some(timeout_ms), max_retries: Some(max_retries), ..Default::default() }
}

fn success() -> Reply {
    Reply::example("work-stats")
}

/// Checks that the call on `bench` runs into its limit once, after exactly that time.
fn is_late(bench: &Bench, timeout_ms: u64) {
    let error = bench.stats(&within(timeout_ms, 0)).unwrap_err();
    assert!(matches!(*error, Error::Timeout { after_ms } if after_ms == timeout_ms), "{error:?}");
    assert_eq!((error.to_string(), error.status(), error.request_id()), (format!("no answer within {timeout_ms} ms"), None, None));
    assert_eq!(bench.clock.elapsed_ms(), timeout_ms);
}

#[test]
fn every_try_has_the_whole_limit() {
    let bench = Bench::new().replies([Step::Silence, Step::Silence, Step::Silence]);
    let error = bench.stats(&within(3_000, 2)).unwrap_err();
    assert!(matches!(*error, Error::Timeout { after_ms: 3_000 }), "{error:?}");
    assert_eq!(bench.clock.waited(), [3_000, 500, 3_000, 1_000, 3_000]);
    assert_eq!(bench.clock.elapsed_ms(), 3 * 3_000 + 500 + 1_000);
}

#[test]
fn every_call_has_its_limit() {
    for call in &CALLS {
        let bench = Bench::new().replies([Step::Silence]);
        let error = bench.run(call.make(&bench.client, IDS, &CallParams::default(), &within(50, 0))).unwrap_err();
        assert!(matches!(*error, Error::Timeout { after_ms: 50 }), "{}: {error:?}", call.name);
    }
}

#[test]
fn the_limit_is_the_calls_or_the_clients_or_ten_minutes() {
    for (client, call, expected) in [(None, None, DEFAULT_TIMEOUT_MS), (Some(70), None, 70), (Some(70), Some(90), 90), (None, Some(90), 90)]
    {
        let bench = Bench::with(|options| options.timeout_ms = client.unwrap_or(options.timeout_ms)).replies([Step::Silence]);
        let error = bench.stats(&RequestOptions { timeout_ms: call, max_retries: Some(0), ..Default::default() }).unwrap_err();
        assert!(matches!(*error, Error::Timeout { after_ms } if after_ms == expected), "{error:?}");
        assert_eq!(bench.clock.elapsed_ms(), expected);
    }
    assert_eq!(DEFAULT_TIMEOUT_MS, 600_000);
}

#[test]
fn headers_that_come_late_are_too_late() {
    is_late(&Bench::new().replies([success().after(1_001)]), 1_000);
}

#[test]
fn a_body_that_never_ends_is_too_late() {
    is_late(&Bench::new().replies([success().hangs()]), 1_000);
}

/// Headers and body have one limit, not one each.
#[test]
fn the_body_has_what_the_headers_left() {
    is_late(&Bench::new().replies([success().after(600).body_after(600)]), 1_000);
    let bench = Bench::new().replies([success().after(600).body_after(399)]);
    bench.stats(&within(1_000, 0)).unwrap();
    assert_eq!(bench.clock.elapsed_ms(), 999);
}

#[test]
fn a_body_that_is_late_is_tried_again() {
    let bench = Bench::new().replies([success().hangs(), success()]);
    bench.stats(&within(1_000, 1)).unwrap();
    assert_eq!(bench.clock.elapsed_ms(), 1_000 + 500);
}

#[test]
fn the_wait_between_tries_is_not_limited() {
    let bench = Bench::new().replies([Reply::empty(503).header("retry-after", "3600"), success().after(99)]);
    bench.stats(&within(100, 1)).unwrap();
    assert_eq!(bench.clock.elapsed_ms(), 3_600_099);
}

/// Whoever takes the answer raw reads its body in their own time. If the call is to read it after all, that has the time of a try.
#[test]
fn a_body_left_to_somebody_else_has_no_limit() {
    let bench = Bench::new().replies([success().after(900).hangs()]);
    let mut exchange = bench.exchange(&within(1_000, 0));
    let response = bench.run(exchange.send()).unwrap();
    assert_eq!(bench.clock.armed(), [100]);
    exchange.leave();
    assert!(bench.clock.armed().is_empty());
    let error = bench.run(exchange.finish(response)).err().expect("a body that never ends");
    assert!(matches!(*error, Error::Timeout { after_ms: 1_000 }), "{error:?}");
    assert_eq!(bench.clock.elapsed_ms(), 900 + 1_000);
}

/// What was late is gone: the transport is told before anything else happens.
#[test]
fn a_late_try_is_cancelled_before_the_next() {
    for late in [Step::Silence, success().hangs().into()] {
        let bench = Bench::new().replies([late]);
        let (work, params, options) = (bench.client.work(), CallParams::default(), within(1_000, 1));
        let mut call = start(work.stats("env_1", &params, &options));
        assert!(bench.clock.advance());
        assert!(step(&mut call).is_pending());
        assert_eq!((bench.script.sending(), bench.script.reading(), bench.script.open()), (0, 0, 0));
        assert_eq!(bench.clock.armed(), [500]);
    }
}
