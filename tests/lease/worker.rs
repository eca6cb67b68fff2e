//! The worker over the emulator, on a virtual clock.

use super::support::{Net, Takes, World, local_clock::LocalClock};
use leasehold::{
    api::LocalFuture,
    emulator::{Endpoint, NewWork, Task},
    lease::{Handler, Item, Lease, LeaseEnd, LeaseOptions, WorkerOptions},
};
use serde_json::{Value, json};
use std::{cell::Cell, rc::Rc};

const POLL: Endpoint = Endpoint::WorkPoll;
const STOP: Endpoint = Endpoint::WorkStop;

#[test]
fn every_item_is_claimed_held_and_stopped() {
    let world = World::new();
    (0..20).for_each(|_| drop(world.enqueue()));
    let takes = Takes::new(&world, 25_000);
    let worker = world.worker(4, takes.clone());
    let end = world.running(&worker);
    world.run_to(200_000);
    let stats = worker.stats();
    assert_eq!((stats.claimed, stats.finished, stats.failed, stats.lost, stats.running), (20, 20, 0, 0, 0), "{}", takes.told());
    assert_eq!(takes.busiest.get(), 4);
    assert_eq!(world.heartbeats.size(), 0);
    let beats = world.heartbeats.stats();
    assert_eq!((beats.failures, beats.late, beats.lost), (0, 0, 0));
    assert!(beats.beats >= 60, "{beats:?}");
    let draining = worker.clone();
    world.run(async move { draining.drain().await });
    assert!(!worker.is_on() && matches!(*end.borrow(), Some(Ok(()))));
    assert_eq!((world.executor.tasks(), world.clock.armed(), world.timers.armed()), (0, 0, 0));
}

#[test]
fn what_happens_is_told_in_order() {
    let world = World::new();
    let takes = Takes::new(&world, 12_000);
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(5_000);
    world.enqueue();
    world.run_to(30_000);
    assert_eq!(takes.events.borrow().join(" "), "Idle Claimed Beat Beat Finished Idle");
}

#[test]
fn a_beat_that_was_given_up_with_the_lease_is_not_told() {
    let world = World::new();
    let id = world.enqueue();
    let takes = Takes::new(&world, 10_500);
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(1_000);
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "answerDelayMs": [5_000, 5_000] }] }));
    world.run_to(30_000);
    assert_eq!((takes.events.borrow().join(" "), world.state(&id).as_str()), ("Claimed Beat Finished Idle".into(), "stopped"));
}

#[test]
fn a_full_queue_is_emptied_in_a_burst_and_an_empty_one_gets_one_poll_at_a_time() {
    let world = World::new();
    world.faults(json!({ "rules": [{ "endpoint": "work.poll", "answerDelayMs": [100, 100] }] }));
    let takes = Takes::new(&world, 60_000);
    let worker = world.worker(64, takes.clone());
    let _end = world.running(&worker);
    world.run_to(10_000);
    let polls = world.requests(POLL).len();
    assert!((8..=11).contains(&polls), "{polls}");
    (0..64).for_each(|_| drop(world.enqueue()));
    world.run_to(11_300);
    // One poll after the other would have taken 6.4 s.
    assert_eq!(takes.running.get(), 64);
    assert_eq!(worker.stats().claimed, 64);
}

#[test]
fn a_slot_that_is_free_is_filled_at_once() {
    let world = World::new();
    let takes = Takes::new(&world, 3_000);
    let worker = world.worker(2, takes.clone());
    let _end = world.running(&worker);
    (0..10).for_each(|_| drop(world.enqueue()));
    world.run_to(15_000);
    assert_eq!((worker.stats().finished, takes.busiest.get()), (10, 2));
}

#[test]
fn a_full_worker_does_not_poll() {
    let world = World::new();
    (0..2).for_each(|_| drop(world.enqueue()));
    let worker = world.worker(2, Takes::new(&world, 60_000));
    let _end = world.running(&worker);
    world.run_to(50_000);
    assert_eq!(world.requests(POLL).len(), 2);
}

#[test]
fn a_health_check_is_answered_and_not_handed_out() {
    let world = World::new();
    let check: NewWork = NewWork { task: Task::HealthCheck, ..Default::default() };
    let id = world.net.enqueue(&world.environment_id, check).unwrap().id;
    let takes = Takes::new(&world, 1_000);
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(2_000);
    assert_eq!((world.state(&id).as_str(), takes.busiest.get(), takes.told().as_str()), ("stopped", 0, "Idle"));
    let stats = worker.stats();
    assert_eq!((stats.running, stats.finished), (0, 0));
}

#[test]
fn a_handler_that_fails_fails_its_item_and_not_the_worker() {
    let world = World::new();
    let ids = [world.enqueue(), world.enqueue()];
    let takes = Takes { fails: true, ..Takes::new(&world, 1_000) };
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(10_000);
    let stats = worker.stats();
    assert_eq!((stats.failed, stats.finished, worker.is_on()), (2, 0, true));
    assert_eq!(ids.map(|id| world.state(&id)), ["stopped", "stopped"]);
    assert_eq!(takes.told(), "Claimed Failed Claimed Failed Idle");
}

#[test]
fn a_handler_that_never_returns_keeps_its_slot_and_nothing_else() {
    let world = World::new();
    let stuck = world.enqueue();
    let takes = Takes { obeys: false, ..Takes::new(&world, 1 << 30) };
    let worker = world.worker(2, takes.clone());
    let _end = world.running(&worker);
    world.run_to(1_000);
    world.ask("POST", &stuck, "/stop", "{}");
    world.run_to(60_000);
    // It was told, had its time, and its item was stopped.
    assert_eq!((takes.told().as_str(), world.state(&stuck).as_str()), ("Claimed Stopping", "stopped"));
    assert_eq!((worker.stats().running, world.heartbeats.size()), (1, 0));
    let next = world.enqueue();
    world.run_to(70_000);
    assert_eq!(world.state(&next), "active");
}

#[test]
fn a_handler_that_outlives_its_lease_touches_the_item_no_more() {
    let world = World::new();
    let id = world.enqueue();
    let takes = Takes { obeys: false, ..Takes::new(&world, 60_000) };
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(1_000);
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "fault": "refuse" }] }));
    world.run_to(59_000);
    assert_eq!((takes.told().as_str(), world.state(&id).as_str()), ("Claimed Lost(Expired)", "queued"));
    world.faults(json!({ "rules": [] }));
    world.run_to(61_000);
    assert_eq!((worker.stats().lost, worker.stats().finished, world.requests(STOP).len()), (1, 0, 0));
    // And the worker goes on: with this very item.
    world.run_to(125_000);
    assert_eq!((worker.stats().finished, world.state(&id).as_str()), (1, "stopped"));
}

#[test]
fn a_stop_of_the_server_gives_the_handler_time() {
    let world = World::new();
    let id = world.enqueue();
    let takes = Takes::new(&world, 60_000);
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(1_000);
    world.ask("POST", &id, "/stop", "{}");
    world.run_to(12_000);
    assert_eq!((takes.told().as_str(), world.state(&id).as_str()), ("Claimed Stopping Finished Idle", "stopped"));
}

#[test]
fn an_item_that_is_stopping_before_its_first_beat_does_not_reach_the_handler() {
    let world = World::new();
    let id = world.enqueue();
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "call": 1, "requestDelayMs": [500, 500] }] }));
    let takes = Takes::new(&world, 60_000);
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(200);
    world.ask("POST", &id, "/stop", "{}");
    world.run_to(2_000);
    assert_eq!((takes.told().as_str(), takes.busiest.get()), ("Claimed Stopping Idle", 0));
    assert_eq!((world.state(&id).as_str(), worker.stats().running), ("stopped", 0));
}

#[test]
fn draining_waits_for_handlers_and_polls_no_more() {
    let world = World::new();
    (0..3).for_each(|_| drop(world.enqueue()));
    let takes = Takes::new(&world, 20_000);
    let worker = world.worker(2, takes.clone());
    let end = world.running(&worker);
    world.run_to(1_000);
    let draining = worker.clone();
    world.run(async move { draining.drain().await });
    assert_eq!((world.now_ms(), worker.stats().finished, takes.running.get()), (20_000, 2, 0));
    assert!(matches!(*end.borrow(), Some(Ok(()))));
    world.run_to(60_000);
    assert_eq!(world.requests(POLL).len(), 2);
}

#[test]
fn draining_ends_a_poll_that_waits() {
    let world = World::new();
    let worker = world.worker(1, Takes::new(&world, 1_000));
    let _end = world.running(&worker);
    world.run_to(500);
    let draining = worker.clone();
    world.run(async move { draining.drain().await });
    assert_eq!(world.now_ms(), 500);
}

#[test]
fn a_worker_that_drains_the_queue_ends_when_it_is_empty() {
    let world = World::new();
    (0..10).for_each(|_| drop(world.enqueue()));
    let mut options = world.worker_options(4);
    options.poller.drain = true;
    let worker = world.worker_with(options, Takes::new(&world, 2_000));
    let running = worker.clone();
    world.run(async move { running.run().await }).unwrap();
    assert_eq!(worker.stats().finished, 10);
    assert!(world.now_ms() < 10_000, "{}", world.now_ms());
}

#[test]
fn stopping_tells_the_handlers_and_leaves_those_that_do_not_end() {
    for (obeys, ends_ms) in [(true, 5_000), (false, 10_000)] {
        let world = World::new();
        let id = world.enqueue();
        let takes = Takes { obeys, ..Takes::new(&world, 300_000) };
        let options = WorkerOptions { lease: LeaseOptions { wind_down_ms: 5_000, ..Default::default() }, ..world.worker_options(1) };
        let worker = world.worker_with(options, takes.clone());
        let end = world.running(&worker);
        world.run_to(5_000);
        worker.stop();
        world.run_to(ends_ms - 1);
        assert!(ends_ms == 5_000 || end.borrow().is_none());
        world.run_to(ends_ms);
        assert!(matches!(*end.borrow(), Some(Ok(()))), "obeys: {obeys}");
        assert_eq!((world.state(&id).as_str(), takes.running.get()), ("stopped", usize::from(!obeys)), "obeys: {obeys}");
        assert_eq!(takes.told(), if obeys { "Claimed Stopping Finished" } else { "Claimed Stopping" });
    }
}

#[test]
fn a_lease_that_is_lost_while_its_handler_winds_down_is_told_and_counted_once() {
    let world = World::new();
    world.enqueue();
    let takes = Takes { obeys: false, ..Takes::new(&world, 300_000) };
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(5_000);
    world.faults(json!({ "rules": [{ "endpoint": "work.stop", "fault": "status", "status": 503 }] }));
    worker.stop();
    world.run_to(40_000);
    assert_eq!(takes.told(), "Claimed Stopping Lost(Expired)");
    assert_eq!((worker.stats().lost, world.heartbeats.stats().lost, world.heartbeats.size()), (1, 1, 0));
}

#[test]
fn an_item_whose_handler_has_not_begun_when_the_worker_stops_is_left_to_others() {
    let world = World::new();
    let id = world.enqueue();
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "call": 1, "answerDelayMs": [500, 500] }] }));
    let takes = Takes::new(&world, 60_000);
    let worker = world.worker(1, takes.clone());
    let end = world.running(&worker);
    world.run_to(200);
    worker.stop();
    world.run_to(60_000);
    assert!(matches!(*end.borrow(), Some(Ok(()))));
    assert_eq!((takes.told().as_str(), takes.busiest.get()), ("Claimed", 0));
    assert_eq!(
        (world.requests(STOP).len(), world.state(&id).as_str(), world.heartbeats.size()),
        (0, "queued", 0),
        "it is somebody else's turn"
    );
}

#[test]
fn what_is_asked_of_a_worker_holds_for_the_run_that_is_on_and_for_no_other() {
    for drains in [true, false] {
        let world = World::new();
        world.enqueue();
        let worker = world.worker(1, Takes::new(&world, 1_000));
        let asks = || {
            let asked = worker.clone();
            match drains {
                true => world.spawn(async move { asked.drain().await }),
                false => asked.stop(),
            }
            world.executor.run();
        };
        let run = worker.run();
        assert!(worker.is_on(), "before it has had a turn");
        asks();
        world.run(run).unwrap();
        assert_eq!((world.requests(POLL).len(), worker.is_on()), (0, false));
        asks();
        let _end = world.running(&worker);
        world.run_to(5_000);
        assert_eq!((worker.stats().finished, worker.is_on()), (1, true), "drains: {drains}");
    }
}

#[test]
fn a_run_that_is_never_begun_leaves_the_worker_to_others() {
    let world = World::new();
    let worker = world.worker(1, Takes::new(&world, 1_000));
    drop(worker.run());
    assert!(!worker.is_on());
    let _end = world.running(&worker);
    world.run_to(1_500);
    assert!(worker.is_on() && !world.requests(POLL).is_empty());
}

#[test]
fn a_run_that_is_dropped_is_over() {
    let world = World::new();
    let worker = world.worker(1, Takes::new(&world, 1_000));
    let (running, asked) = (worker.clone(), worker.clone());
    world.run(async move {
        let mut run = Box::pin(running.run());
        assert!(futures::poll!(&mut run).is_pending());
        assert!(running.is_on());
        drop(run);
    });
    world.run(async move { asked.drain().await });
    assert!(!worker.is_on());
}

#[test]
fn a_lease_of_no_length_is_refused_before_anything_is_sent() {
    let world = World::new();
    world.enqueue();
    let none = LeaseOptions { desired_ttl_seconds: Some(0), ..Default::default() };
    let worker = world.worker_with(WorkerOptions { lease: none, ..world.worker_options(1) }, Takes::new(&world, 1_000));
    let running = worker.clone();
    let error = world.run(async move { running.run().await }).unwrap_err();
    assert_eq!(error.to_string(), "`desired_ttl_seconds` must be a whole number of seconds from 1 up; got 0");
    assert_eq!((world.requests(POLL).len(), worker.is_on()), (0, false));
}

#[test]
fn a_key_that_is_revoked_ends_the_run_with_the_error_once_the_handlers_are_done() {
    let world = World::new();
    let id = world.enqueue();
    let takes = Takes::new(&world, 40_000);
    let worker = world.worker(2, takes.clone());
    let end = world.running(&worker);
    world.run_to(1_000);
    world.faults(json!({ "rules": [{ "fault": "status", "status": 401 }] }));
    world.run_to(3_000);
    assert!(worker.is_on());
    world.run_to(12_000);
    // The beat is refused too: the handler is told and ends.
    assert_eq!(takes.told(), "Claimed Lost(Refused");
    assert_eq!(end.borrow().as_ref().and_then(|end| end.as_ref().unwrap_err().status()), Some(401));
    assert_eq!((worker.is_on(), worker.stats().lost, world.heartbeats.size()), (false, 1, 0));
    world.faults(json!({ "rules": [] }));
    assert_eq!(world.state(&id), "active");
}

#[test]
fn a_stop_that_is_refused_for_good_is_told_as_the_handler_ended() {
    for (fails, end) in [(false, "Finished"), (true, "Failed")] {
        let world = World::new();
        let id = world.enqueue();
        world.faults(json!({ "rules": [{ "endpoint": "work.stop", "call": 1, "fault": "status", "status": 403 }] }));
        let takes = Takes { fails, ..Takes::new(&world, 1_000) };
        let worker = world.worker(1, takes.clone());
        let _end = world.running(&worker);
        world.run_to(20_000);
        let told = format!("Claimed StopFailed(403 {end} Idle");
        assert_eq!((takes.told(), world.state(&id).as_str()), (told.clone(), "active"));
        world.run_to(60_000);
        assert_eq!((takes.told(), world.state(&id).as_str()), (format!("{told} Claimed {end} Idle"), "stopped"));
    }
}

#[test]
fn an_acknowledgement_that_fails_is_told_and_the_slot_is_free_again() {
    let world = World::new();
    let ids = [world.enqueue(), world.enqueue()];
    world.faults(json!({ "rules": [{ "endpoint": "work.ack", "call": 1, "fault": "status", "status": 404 }] }));
    let takes = Takes::new(&world, 1_000);
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(20_000);
    assert_eq!(takes.told(), "Failed Claimed Finished Idle Claimed Finished Idle");
    assert_eq!(ids.map(|id| world.state(&id)), ["stopped", "stopped"]);
    let stats = worker.stats();
    assert_eq!((stats.claimed, stats.failed, stats.finished), (2, 1, 2));
}

#[test]
fn an_acknowledgement_takes_no_longer_than_the_lease_can_wait() {
    let world = World::new();
    world.enqueue();
    let asks = json!({ "endpoint": "work.ack", "fault": "status", "status": 529, "headers": { "retry-after": "8" } });
    world.faults(json!({ "rules": [asks] }));
    let takes = Takes::new(&world, 1_000);
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(14_999);
    assert_eq!((takes.told().as_str(), world.requests(Endpoint::WorkAck).len()), ("", 2));
    world.run_to(15_000);
    assert_eq!((takes.told().as_str(), worker.stats().failed), ("Failed", 1));
    assert!(world.log.0.borrow()[0].contains("no answer within 15000 ms"), "{:?}", world.log.0.borrow());
}

#[test]
fn stopping_does_not_wait_for_an_acknowledgement() {
    for rule in [
        json!({ "endpoint": "work.ack", "fault": "status", "status": 529, "headers": { "retry-after": "8" } }),
        json!({ "endpoint": "work.ack", "answerDelayMs": [5_000, 5_000] }),
    ] {
        let world = World::new();
        world.enqueue();
        world.faults(json!({ "rules": [rule] }));
        let takes = Takes::new(&world, 1_000);
        let worker = world.worker(1, takes.clone());
        let end = world.running(&worker);
        world.run_to(500);
        worker.stop();
        world.run_to(501);
        assert!(matches!(*end.borrow(), Some(Ok(()))), "{rule}");
        assert_eq!((takes.told().as_str(), worker.stats().running, world.executor.tasks(), world.clock.armed()), ("", 0, 0, 0), "{rule}");
        world.run_to(60_000);
        assert_eq!((world.requests(Endpoint::WorkHeartbeat).len(), world.requests(STOP).len()), (0, 0), "{rule}");
    }
}

#[test]
fn a_service_that_hands_out_what_it_refuses_is_not_asked_as_fast_as_it_answers() {
    let world = World::new();
    (0..100).for_each(|_| drop(world.enqueue()));
    world.faults(json!({ "rules": [{ "endpoint": "work.ack", "fault": "status", "status": 404 }] }));
    let worker = world.worker(1, Takes::new(&world, 1_000));
    let _end = world.running(&worker);
    world.run_to(10_000);
    let polls = world.requests(POLL).len();
    assert!((10..=14).contains(&polls), "{polls}");
    assert_eq!(worker.stats().failed, polls as u64);
}

#[test]
fn items_that_conflict_are_not_asked_for_as_fast_as_the_server_answers() {
    for (status, concurrency) in [(409, 1), (409, 4), (404, 4)] {
        let world = World::new();
        (0..1_000).for_each(|_| drop(world.enqueue()));
        world.faults(
            json!({ "rules": [{ "endpoint": "work.ack", "fault": "status", "status": status, "headers": { "x-should-retry": "false" } }] }),
        );
        let worker = world.worker(concurrency, Takes::new(&world, 1_000));
        let _end = world.running(&worker);
        world.run_to(5_000);
        let polls = world.requests(POLL).len();
        assert!(polls <= 51 * concurrency && (status != 409 || polls >= 45), "{status}, {concurrency} at once: {polls}");
        assert_eq!(worker.stats().failed, polls as u64);
    }
}

#[test]
fn a_poll_that_fails_does_not_hold_up_those_that_find_work() {
    let world = World::new();
    (0..8).for_each(|_| drop(world.enqueue()));
    let slow = json!({ "endpoint": "work.poll", "call": 3, "answerDelayMs": [20, 20] });
    world.faults(json!({ "rules": [{ "endpoint": "work.poll", "call": 2, "fault": "refuse" }, slow] }));
    let worker = world.worker(8, Takes::new(&world, 100));
    let _end = world.running(&worker);
    world.run_to(500);
    assert_eq!((worker.stats().finished, worker.stats().polls > 8), (8, true), "{:?}", worker.stats());
}

#[test]
fn polls_that_fail_together_are_one_failure() {
    let world = World::new();
    (0..40).for_each(|_| drop(world.enqueue()));
    // Those that were sent while there was work, and find none any more.
    let lost = (41..=56).map(|call| json!({ "endpoint": "work.poll", "call": call, "fault": "refuse", "requestDelayMs": [500, 500] }));
    world.faults(json!({ "rules": lost.collect::<Vec<_>>() }));
    let worker = world.worker(64, Takes::new(&world, 60_000));
    let _end = world.running(&worker);
    world.run_to(3_000);
    let polls = world.requests(POLL);
    let failed = polls.iter().filter(|(_, status)| *status == 0).count();
    assert_eq!((worker.stats().claimed, failed, polls.len()), (40, 16, 57), "{polls:?}");
}

#[test]
fn how_long_the_server_asks_to_wait_holds_whatever_other_polls_come_to() {
    for other in [json!({}), json!({ "fault": "refuse" })] {
        let world = World::new();
        (0..2).for_each(|_| drop(world.enqueue()));
        let poll = |call: u64, delay_ms: u64, rest: Value| {
            let mut rule = json!({ "endpoint": "work.poll", "call": call, "requestDelayMs": [delay_ms, delay_ms] });
            rule.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            rule
        };
        let busy = json!({ "fault": "status", "status": 429, "headers": { "retry-after": "30" } });
        world.faults(json!({ "rules": [poll(3, 400, busy), poll(4, 500, other.clone())] }));
        let worker = world.worker(4, Takes::new(&world, 600_000));
        let _end = world.running(&worker);
        world.run_to(30_000);
        assert_eq!((worker.stats().claimed, world.requests(POLL).len()), (2, 4), "beside {other}");
        world.run_to(33_000);
        assert!(world.requests(POLL).len() > 4, "beside {other}");
    }
}

#[test]
fn a_lease_counts_from_when_its_acknowledgement_was_sent() {
    let world = World::new();
    world.enqueue();
    let slow = json!({ "endpoint": "work.ack", "answerDelayMs": [9_000, 9_000] });
    world.faults(json!({ "rules": [slow, { "endpoint": "work.heartbeat", "fault": "refuse" }] }));
    let takes = Takes::new(&world, 1_000);
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(27_999);
    assert!(!takes.told().contains("Lost"), "{}", takes.told());
    world.run_to(28_000);
    assert!(takes.told().ends_with("Lost(Expired)"), "{}", takes.told());
}

#[test]
fn a_first_beat_whose_answer_is_lost_does_not_cost_the_lease() {
    let world = World::new();
    world.enqueue();
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "call": 1, "fault": "loseAnswer" }] }));
    let takes = Takes::new(&world, 40_000);
    let worker = world.worker(1, takes.clone());
    let _end = world.running(&worker);
    world.run_to(60_000);
    assert_eq!((takes.told().as_str(), world.heartbeats.stats().adopted), ("Claimed Finished Idle", 1));
}

#[test]
fn the_calls_for_an_item_go_by_the_token_in_its_secret() {
    let world = World::new();
    world.enqueue();
    let worker = world.worker(1, Takes::new(&world, 15_000));
    let _end = world.running(&worker);
    world.run_to(20_000);
    let credentials = |endpoint| {
        let filter = leasehold::emulator::JournalFilter { endpoint: Some(endpoint), ..Default::default() };
        world.net.with(|emulator, _| {
            let text = |entry: &leasehold::emulator::JournalEntry| match &entry.event {
                leasehold::emulator::JournalEvent::Request { request, .. } => request.credential,
                leasehold::emulator::JournalEvent::Change { .. } => None,
            };
            let mut names: Vec<_> = emulator.journal(&filter).filter_map(text).collect();
            names.dedup();
            names
        })
    };
    let [poll, ack, beat, stop] = [POLL, Endpoint::WorkAck, Endpoint::WorkHeartbeat, STOP].map(credentials);
    assert_eq!((poll.len(), &ack, &beat), (1, &beat, &stop));
    assert_ne!(poll, ack);
}

/// Calls back into everything while it is called.
struct Reenters {
    worker: Rc<Cell<Option<leasehold::lease::Worker<Net, LocalClock>>>>,
    calls: Rc<Cell<usize>>,
}

impl Handler<Net, LocalClock> for Reenters {
    fn handle(&self, _: Rc<Item<Vec<u8>>>, lease: Lease<Net, LocalClock>) -> LocalFuture<'static, Result<(), leasehold::api::Source>> {
        Box::pin(async move {
            lease.beat().await.unwrap();
            lease.stop(true).await;
            Ok(())
        })
    }

    fn event(&self, _: leasehold::lease::WorkerEvent<'_, Vec<u8>>) {
        let worker = self.worker.take().unwrap();
        self.calls.set(self.calls.get() + worker.stats().polls as usize + usize::from(worker.is_on()));
        self.worker.set(Some(worker));
    }
}

#[test]
fn a_handler_may_call_back_into_the_worker_and_stop_its_own_item() {
    let world = World::new();
    let id = world.enqueue();
    let (slot, calls) = (Rc::new(Cell::new(None)), Rc::new(Cell::new(0)));
    let worker = world.worker(1, Reenters { worker: slot.clone(), calls: calls.clone() });
    slot.set(Some(worker.clone()));
    let _end = world.running(&worker);
    world.run_to(5_000);
    assert_eq!((world.state(&id).as_str(), world.requests(STOP).len(), worker.stats().finished), ("stopped", 1, 1));
    assert!(calls.get() > 3);
}

/// Stops its item without force.
struct Yields;

impl Handler<Net, LocalClock> for Yields {
    fn handle(&self, _: Rc<Item<Vec<u8>>>, lease: Lease<Net, LocalClock>) -> LocalFuture<'static, Result<(), leasehold::api::Source>> {
        Box::pin(async move {
            assert_eq!(lease.stop(false).await, LeaseEnd::Stopped);
            Ok(())
        })
    }
}

#[test]
fn an_item_that_its_handler_stopped_without_force_is_stopped_when_the_handler_returns() {
    let world = World::new();
    let id = world.enqueue();
    let worker = world.worker(1, Yields);
    let _end = world.running(&worker);
    world.run_to(2_000);
    assert_eq!((world.state(&id).as_str(), world.requests(STOP).len(), worker.stats().finished), ("stopped", 2, 1));
}

#[test]
fn handlers_that_wait_are_not_woken_by_each_item_of_the_others() {
    let world = World::new();
    let takes = Takes::new(&world, 1_000_000);
    let worker = world.worker(501, takes);
    let _end = world.running(&worker);
    (0..500).for_each(|_| drop(world.enqueue()));
    world.run_to(5_000);
    assert_eq!(worker.stats().running, 500);
    let before = world.executor.polls();
    let checks: Vec<_> = (0..20)
        .map(|_| world.net.enqueue(&world.environment_id, NewWork { task: Task::HealthCheck, ..Default::default() }).unwrap())
        .collect();
    world.run_to(6_000);
    assert_eq!((world.state(&checks[19].id).as_str(), worker.stats().running), ("stopped", 500));
    let polls = world.executor.polls() - before;
    assert!(polls < 1_000, "{polls} polls for 20 items");
}

#[test]
fn slots_that_have_ended_are_not_kept_until_the_worker_stops() {
    let world = World::new();
    let worker = world.worker(2, Takes::new(&world, 1_000_000));
    let end = world.running(&worker);
    world.enqueue();
    for _ in 0..1_000 {
        world.net.enqueue(&world.environment_id, NewWork { task: Task::HealthCheck, ..Default::default() }).unwrap();
    }
    world.run_to(20_000);
    assert_eq!((worker.stats().claimed, worker.stats().running), (1_001, 1));
    assert!(world.executor.kept() < 200, "{} are kept", world.executor.kept());
    worker.stop();
    world.run_to(20_000);
    assert!(matches!(*end.borrow(), Some(Ok(()))));
}
