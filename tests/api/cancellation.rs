//! A call that is dropped is over: the transport stops, and no timer stays armed. [`Bench`] checks that at its end too.

use crate::api::support::{Bench, Reply, Step, start, step};
use leasehold::api::{CallParams, Error, RequestOptions, models::WorkQueueStats};
use std::{future::Future, pin::Pin};

/// A call on its way.
type Calling = Pin<Box<dyn Future<Output = Result<WorkQueueStats, Box<Error>>>>>;

/// Starts a call that stops at the end of the script's one step.
fn calling(bench: &Bench) -> Calling {
    let work = bench.client.work();
    let mut call: Calling = Box::pin(async move { work.stats("env_1", &CallParams::default(), &RequestOptions::default()).await });
    assert!(step(&mut call).is_pending());
    call
}

/// What runs: requests, bodies, answers held, timers.
fn running(bench: &Bench) -> [usize; 4] {
    [bench.script.sending(), bench.script.reading(), bench.script.open(), bench.clock.armed().len()]
}

#[test]
fn a_call_that_nobody_awaits_does_nothing() {
    let bench = Bench::new();
    let (work, params, options) = (bench.client.work(), CallParams::default(), RequestOptions::default());
    let call = work.stats("env_1", &params, &options);
    assert_eq!((bench.sent().len(), running(&bench)), (0, [0, 0, 0, 0]));
    drop(call);
    assert_eq!(bench.sent().len(), 0);
}

#[test]
fn dropped_while_sending() {
    let bench = Bench::new().replies([Step::Silence]);
    let call = calling(&bench);
    assert_eq!(running(&bench), [1, 0, 0, 1]);
    drop(call);
    assert_eq!(running(&bench), [0, 0, 0, 0]);
}

#[test]
fn dropped_while_the_body_comes() {
    let bench = Bench::new().replies([Reply::example("work-stats").hangs()]);
    let call = calling(&bench);
    assert_eq!(running(&bench), [0, 1, 1, 1]);
    drop(call);
    assert_eq!(running(&bench), [0, 0, 0, 0]);
}

#[test]
fn dropped_while_the_body_of_an_error_comes() {
    let bench = Bench::new().replies([Reply::empty(500).hangs()]);
    let call = calling(&bench);
    assert_eq!(running(&bench), [0, 1, 1, 1]);
    drop(call);
    assert_eq!(running(&bench), [0, 0, 0, 0]);
}

/// While a call waits for its next try, that wait is all there is: no answer is held, no time limit runs.
#[test]
fn dropped_while_it_waits_for_the_next_try() {
    for failed in [Reply::empty(503), Reply::example("work-stats").breaks_off()] {
        let bench = Bench::new().replies([failed]);
        let call = calling(&bench);
        assert_eq!((running(&bench), bench.clock.armed()), ([0, 0, 0, 1], vec![500]));
        drop(call);
        assert_eq!(running(&bench), [0, 0, 0, 0]);
        assert!(!bench.clock.advance());
        assert_eq!(bench.sent().len(), 1);
    }
}

#[test]
fn dropped_at_its_second_try() {
    let bench = Bench::new().replies([Reply::empty(503).into(), Step::Silence]);
    let mut call = calling(&bench);
    assert!(bench.clock.advance());
    assert!(step(&mut call).is_pending());
    assert_eq!((running(&bench), bench.sent().len()), ([1, 0, 0, 1], 2));
    drop(call);
    assert_eq!(running(&bench), [0, 0, 0, 0]);
}

#[test]
fn a_call_that_ended_leaves_nothing_behind() {
    let bench = Bench::new().replies([Reply::example("work-stats"), Reply::empty(404)]);
    for _ in 0..2 {
        let _ = bench.stats(&RequestOptions::default());
        bench.is_at_rest();
    }
}

#[test]
fn one_dropped_call_leaves_the_others_alone() {
    let bench = Bench::new().replies([Step::Silence, Reply::example("work-stats").after(10).into()]);
    let (first, second) = (calling(&bench), calling(&bench));
    drop(first);
    assert_eq!(running(&bench), [1, 0, 0, 2]);
    assert!(bench.run(second).is_ok());
}

#[test]
fn a_raw_exchange_is_dropped_in_each_of_its_parts() {
    let bench = Bench::new().replies([Reply::example("work-stats"), Reply::example("work-stats").hangs()]);
    let exchange = || bench.exchange(&RequestOptions::default());
    let mut unread = exchange();
    let response = bench.run(unread.send()).unwrap();
    assert_eq!(running(&bench), [0, 0, 1, 1]);
    drop(unread);
    assert_eq!(running(&bench), [0, 0, 1, 0]);
    drop(response);
    let mut reading = exchange();
    let body = start(reading.json());
    assert_eq!(running(&bench), [0, 1, 1, 1]);
    drop(body);
    assert_eq!(running(&bench), [0, 0, 0, 1]);
    drop(reading);
    assert_eq!(running(&bench), [0, 0, 0, 0]);
}
