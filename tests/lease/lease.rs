//! The live lease over the emulator: what it tells, what it asks, and how it ends.

use super::support::{START_MS, World};
use leasehold::{
    api::{Client, ClientOptions, Clock},
    emulator::{Change, Endpoint, JournalEvent, JournalFilter},
    lease::{CallOptions, Lease, LeaseEnd, LeaseOptions, LeasePhase, LeasedItem},
};
use serde_json::json;

const BEAT: Endpoint = Endpoint::WorkHeartbeat;
const STOP: Endpoint = Endpoint::WorkStop;

/// What happened to an item, by the server's journal.
fn changes(world: &World, id: &str, wanted: Change) -> usize {
    let filter = JournalFilter { work_id: Some(id.into()), ..Default::default() };
    world.net.with(|emulator, _| {
        let is_wanted = |event: &JournalEvent| matches!(event, JournalEvent::Change { change, .. } if *change == wanted);
        emulator.journal(&filter).filter(|entry| is_wanted(&entry.event)).count()
    })
}

#[test]
fn it_is_ready_with_the_first_answer_and_beats_until_it_is_stopped() {
    let world = World::new();
    let item = world.acknowledged();
    world.faults(json!({ "rules": [{ "answerDelayMs": [100, 100] }] }));
    let lease = Lease::hold(&world.client, &world.heartbeats, item, CallOptions::default(), (LeaseOptions::default(), None)).unwrap();
    assert_eq!((lease.phase(), lease.last_heartbeat()), (LeasePhase::Starting, None));
    let ready = lease.clone();
    assert_eq!(world.run(async move { ready.ready().await }), Ok(()));
    assert_eq!((world.now_ms(), lease.phase(), lease.ttl_seconds()), (100, LeasePhase::Held, 30));
    assert_eq!(lease.held_until_ms(), START_MS + 28_000);
    world.run_to(60_000);
    assert_eq!(changes(&world, &lease.item().work_id, Change::WorkExtended), world.requests(BEAT).len());
    assert_eq!((lease.aborted(), lease.ended()), (None, None));
    let (stopping, told) = (lease.clone(), lease.clone());
    assert_eq!(world.run(async move { stopping.stop(true).await }), LeaseEnd::Stopped);
    assert_eq!(world.run(async move { told.told_to_end().await }), None);
    let (beats, work_id) = (world.requests(BEAT).len(), lease.item().work_id.clone());
    world.faults(json!({ "rules": [] }));
    world.run_to(200_000);
    assert_eq!((world.requests(BEAT).len(), world.state(&work_id).as_str()), (beats, "stopped"));
    let again = lease.clone();
    assert_eq!(world.run(async move { again.stop(true).await }), LeaseEnd::Stopped);
    assert_eq!(world.requests(STOP).len(), 1);
}

#[test]
fn the_desired_length_is_asked_for_and_counts_from_the_first_answer_on() {
    let world = World::new();
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "call": 1, "fault": "refuse" }] }));
    let lease = world.lease_with(LeaseOptions { desired_ttl_seconds: Some(120), ..Default::default() });
    // The server knows nothing of 120 s yet.
    assert_eq!(lease.held_until_ms(), START_MS + 28_000);
    world.run_to(1_000);
    assert_eq!(lease.ttl_seconds(), 120);
    assert!(lease.held_until_ms() > START_MS + 118_000);
}

#[test]
fn a_lease_whose_acknowledgement_is_long_ago_is_not_begun() {
    let world = World::new();
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "fault": "refuse" }] }));
    let lease = world.lease_with(LeaseOptions { desired_ttl_seconds: Some(300), ..Default::default() });
    let done = lease.clone();
    assert_eq!(world.run(async move { done.done().await }), LeaseEnd::Expired);
    assert_eq!(world.now_ms(), 28_000);
}

#[test]
fn a_beat_out_of_turn_is_answered() {
    let world = World::new();
    let lease = world.lease();
    world.run_to(2_000);
    let beating = lease.clone();
    assert_eq!(world.run(async move { beating.beat().await }), Ok(()));
    assert_eq!((world.requests(BEAT).len(), lease.held_until_ms()), (2, world.truth.now_ms() + 28_000));
    lease.release();
    let beating = lease.clone();
    assert_eq!(world.run(async move { beating.beat().await }), Err(LeaseEnd::Released));
    assert_eq!(world.requests(BEAT).len(), 2);
}

#[test]
fn a_released_item_goes_back_to_the_queue_when_the_lease_runs_out() {
    let world = World::new();
    let lease = world.lease();
    world.run_to(5_000);
    lease.release();
    world.run_to(29_000);
    assert_eq!(world.state(&lease.item().work_id), "active");
    world.run_to(30_001);
    assert_eq!((world.state(&lease.item().work_id).as_str(), world.requests(STOP).len()), ("queued", 0));
}

#[test]
fn a_snapshot_goes_on_elsewhere_and_the_chain_of_heartbeats_is_unbroken() {
    let world = World::new();
    let mut lease = world.lease();
    for round in 1..=19 {
        world.run_to(round * 7_000 - 6_999);
        let snapshot = serde_json::to_value(lease.snapshot()).unwrap();
        assert_eq!(snapshot["last_heartbeat"].as_str().map(str::to_owned), lease.last_heartbeat());
        lease.release();
        let opening = (LeaseOptions::default(), Some(serde_json::from_value(snapshot).unwrap()));
        lease = Lease::hold(&world.client, &world.heartbeats, lease.item().clone(), CallOptions::default(), opening).unwrap();
    }
    let beats = world.requests(BEAT);
    assert!(beats.len() == 19 && beats.iter().all(|beat| beat.1 == 200), "{beats:?}");
    assert_eq!(changes(&world, &lease.item().work_id, Change::WorkExpired), 0);
    assert_eq!(lease.ended(), None);
}

#[test]
fn a_snapshot_that_is_too_old_is_lost_without_asking() {
    let world = World::new();
    let lease = world.lease();
    world.run_to(1_000);
    let opening = (LeaseOptions::default(), Some(lease.snapshot()));
    lease.release();
    world.run_to(29_000);
    let late = Lease::hold(&world.client, &world.heartbeats, lease.item().clone(), CallOptions::default(), opening).unwrap();
    world.run_to(30_000);
    assert_eq!((late.ended(), world.requests(BEAT).len()), (Some(LeaseEnd::Expired), 1));
}

#[test]
fn ids_that_cannot_stand_in_a_path_are_refused_at_once() {
    let world = World::new();
    for work_id in ["", ".."] {
        let item = LeasedItem { work_id: work_id.into(), environment_id: world.environment_id.as_str().into() };
        let refused = Lease::hold(&world.client, &world.heartbeats, item, CallOptions::default(), (LeaseOptions::default(), None));
        assert!(refused.is_err(), "{work_id}");
    }
    assert_eq!((world.heartbeats.size(), world.requests(BEAT).len()), (0, 0));
}

#[test]
fn a_stop_is_tried_again_while_the_lease_is_held() {
    for fault in [json!({ "fault": "refuse" }), json!({ "fault": "loseAnswer" }), json!({ "fault": "status", "status": 503 })] {
        let world = World::new();
        let rules: Vec<_> = (1..=3)
            .map(|call| {
                let mut rule = fault.clone();
                rule["endpoint"] = "work.stop".into();
                rule["call"] = call.into();
                rule
            })
            .collect();
        world.faults(json!({ "rules": rules }));
        let lease = world.lease();
        world.run_to(1_000);
        let stopping = lease.clone();
        assert_eq!(world.run(async move { stopping.stop(true).await }), LeaseEnd::Stopped, "{fault}");
        assert_eq!(world.requests(STOP).len(), 4, "{fault}");
        assert_eq!(world.state(&lease.item().work_id), "stopped", "{fault}");
        assert!(world.now_ms() < 8_000, "{fault}: {}", world.now_ms());
    }
}

#[test]
fn a_stop_is_tried_again_when_the_server_asks_for_it() {
    let world = World::new();
    let rule = json!({ "endpoint": "work.stop", "call": 1, "fault": "status", "status": 429, "headers": { "retry-after": "7" } });
    world.faults(json!({ "rules": [rule] }));
    let lease = world.lease();
    world.run_to(1_000);
    assert_eq!(world.run(async move { lease.stop(true).await }), LeaseEnd::Stopped);
    assert_eq!(world.now_ms(), 8_000);
}

#[test]
fn a_stop_that_hangs_is_given_up_and_tried_again() {
    // After ten seconds, or after the client's own time limit where that is shorter.
    for (timeout_ms, given_up_ms) in [(600_000, 10_000), (1_000, 1_000)] {
        let mut world = World::new();
        let options = ClientOptions { timeout_ms, ..world.client.options().clone() };
        world.client = Client::new(world.net.clone(), world.clock.clone(), options).unwrap();
        world.faults(json!({ "rules": [{ "endpoint": "work.stop", "call": 1, "requestDelayMs": [100_000, 100_000] }] }));
        let lease = world.lease();
        world.run_to(1_000);
        assert_eq!(world.run(async move { lease.stop(true).await }), LeaseEnd::Stopped);
        let waited_ms = world.now_ms() - 1_000;
        assert!((given_up_ms..given_up_ms + 1_000).contains(&waited_ms), "{waited_ms}");
    }
}

#[test]
fn a_forced_stop_overtakes_one_that_hangs() {
    let world = World::new();
    world.faults(json!({ "rules": [{ "endpoint": "work.stop", "call": 1, "requestDelayMs": [9_000, 9_000] }] }));
    let lease = world.lease();
    world.run_to(1_000);
    lease.begin_stop(false);
    world.run_to(1_500);
    lease.begin_stop(true);
    lease.begin_stop(false);
    assert_eq!(world.run(async move { lease.stop(true).await }), LeaseEnd::Stopped);
    assert_eq!(
        (world.now_ms(), world.requests(STOP).len(), world.executor.tasks()),
        (1_500, 2, 0),
        "one of each, and the first was given up"
    );
}

#[test]
fn a_stop_that_keeps_failing_ends_with_the_lease() {
    let world = World::new();
    world.faults(json!({ "rules": [{ "endpoint": "work.stop", "fault": "status", "status": 503 }] }));
    let lease = world.lease();
    world.run_to(1_000);
    assert_eq!(world.run(async move { lease.stop(true).await }), LeaseEnd::Expired);
    assert_eq!(world.now_ms(), 28_000);
    let stops = world.requests(STOP).len();
    assert!((4..=12).contains(&stops), "{stops}");
    world.run_to(100_000);
    assert_eq!(world.requests(STOP).len(), stops);
}

#[test]
fn a_stop_that_is_refused_for_good_is_not_tried_again() {
    let world = World::new();
    world.faults(json!({ "rules": [{ "endpoint": "work.stop", "fault": "status", "status": 403 }] }));
    let lease = world.lease();
    world.run_to(1_000);
    assert_eq!(world.run(async move { lease.stop(true).await }), LeaseEnd::Released);
    assert_eq!(world.requests(STOP).len(), 1);
}

#[test]
fn an_item_that_somebody_else_stopped_is_done() {
    let world = World::new();
    let lease = world.lease();
    world.run_to(1_000);
    assert_eq!(world.ask("POST", &lease.item().work_id, "/stop", r#"{"force":true}"#).0, 200);
    assert_eq!(world.run(async move { lease.stop(true).await }), LeaseEnd::Stopped);
    let answers: Vec<u16> = world.requests(STOP).iter().map(|stop| stop.1).collect();
    assert_eq!(answers, [200, 409]);
}

#[test]
fn a_stop_request_is_told_with_the_next_beat_and_ends_after_the_time_to_wind_down() {
    let world = World::new();
    let lease = world.lease_with(LeaseOptions { wind_down_ms: 5_000, ..Default::default() });
    world.run_to(1_000);
    assert_eq!(world.ask("POST", &lease.item().work_id, "/stop", "{}").0, 200);
    let (told, done) = (lease.clone(), lease.clone());
    assert_eq!(world.run(async move { told.told_to_end().await }), Some(LeaseEnd::StopRequested));
    let told_ms = world.now_ms();
    assert!((8_000..=10_000).contains(&told_ms), "{told_ms}");
    assert_eq!((lease.phase(), world.state(&lease.item().work_id).as_str()), (LeasePhase::Stopping, "stopping"));
    assert_eq!(world.run(async move { done.done().await }), LeaseEnd::Stopped);
    assert_eq!((world.now_ms() - told_ms, world.state(&lease.item().work_id).as_str()), (5_000, "stopped"));
}

#[test]
fn a_first_answer_that_says_stopping_makes_it_never_ready() {
    let world = World::new();
    let item = world.acknowledged();
    assert_eq!(world.ask("POST", &item.work_id, "/stop", "{}").0, 200);
    let lease = Lease::hold(&world.client, &world.heartbeats, item, CallOptions::default(), (LeaseOptions::default(), None)).unwrap();
    let ready = lease.clone();
    assert_eq!(world.run(async move { ready.ready().await }), Err(LeaseEnd::StopRequested));
    assert_eq!(world.run(async move { lease.stop(true).await }), LeaseEnd::Stopped);
}

#[test]
fn a_conflict_without_details_is_a_loss() {
    let world = World::new();
    let rules = [
        json!({ "endpoint": "work.heartbeat", "call": 2, "fault": "loseAnswer" }),
        json!({
            "endpoint": "work.heartbeat", "call": 3, "fault": "status", "status": 412
        }),
    ];
    world.faults(json!({ "rules": rules }));
    let lease = world.lease();
    assert_eq!(world.run(async move { lease.done().await }), LeaseEnd::Taken);
    world.run_to(100_000);
    assert_eq!(world.requests(BEAT).len(), 3);
}

#[test]
fn a_lost_answer_does_not_cost_the_lease_unless_adoption_is_off() {
    for (adopts, end) in [(true, None), (false, Some(LeaseEnd::Taken))] {
        let world = World::new();
        let rules = [2, 5].map(|call| json!({ "endpoint": "work.heartbeat", "call": call, "fault": "loseAnswer" }));
        world.faults(json!({ "rules": rules }));
        let lease = world.lease_with(LeaseOptions { adopts, ..Default::default() });
        world.run_to(100_000);
        assert_eq!(lease.ended(), end, "adopts: {adopts}");
        assert_eq!(world.heartbeats.stats().adopted, if adopts { 2 } else { 0 });
    }
}

#[test]
fn a_lost_first_answer_does_not_cost_the_lease_either() {
    let world = World::new();
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "call": 1, "fault": "loseAnswer" }] }));
    let lease = world.lease();
    world.run_to(100_000);
    // It was acknowledged elsewhere: the refusal's date is all that tells of the server's clock.
    assert_eq!((lease.ended(), world.heartbeats.stats().adopted), (None, 1));
}

#[test]
fn a_stolen_lease_is_let_go_within_one_beat() {
    let world = World::new();
    let lease = world.lease();
    world.run_to(12_000);
    let (status, _) = world.ask("POST", &lease.item().work_id, "/heartbeat", "");
    assert_eq!(status, 200, "another party beats");
    let stolen_ms = world.now_ms();
    let told = lease.clone();
    assert_eq!(world.run(async move { told.told_to_end().await }), Some(LeaseEnd::Taken));
    assert!(world.now_ms() <= stolen_ms + 10_000);
    let beats = world.requests(BEAT).len();
    world.run_to(100_000);
    assert_eq!((world.requests(BEAT).len(), world.requests(STOP).len(), world.heartbeats.stats().adopted), (beats, 0, 0));
}

#[test]
fn a_lease_that_was_stolen_after_a_beat_in_doubt_is_let_go() {
    let world = World::new();
    // The second beat never arrives and is given up; after that, and before the third, another party beats.
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "call": 2, "requestDelayMs": [60_000, 60_000] }] }));
    let lease = world.lease();
    while world.heartbeats.stats().failures == 0 && lease.ended().is_none() {
        world.run_to(world.now_ms() + 1);
    }
    world.run_to(world.now_ms() + 100);
    assert_eq!(world.ask("POST", &lease.item().work_id, "/heartbeat", "").0, 200);
    let stolen_ms = world.now_ms();
    assert_eq!(world.run(async move { lease.done().await }), LeaseEnd::Taken);
    assert!(world.now_ms() < stolen_ms + 500);
    assert_eq!(world.heartbeats.stats().adopted, 0);
}

#[test]
fn a_credential_that_is_refused_ends_it() {
    for status in [401, 403, 404] {
        let world = World::new();
        let lease = world.lease();
        world.run_to(1_000);
        world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "fault": "status", "status": status }] }));
        assert_eq!(world.run(async move { lease.done().await }), LeaseEnd::Refused { status });
    }
}

#[test]
fn faults_that_pass_are_waited_out() {
    for status in [408, 409, 429, 500, 529] {
        let world = World::new();
        let lease = world.lease();
        world.run_to(1_000);
        let rules = [2, 3].map(|call| json!({ "endpoint": "work.heartbeat", "call": call - 1, "fault": "status", "status": status }));
        world.faults(json!({ "rules": rules }));
        world.run_to(100_000);
        assert_eq!((lease.ended(), world.heartbeats.stats().failures), (None, 2), "{status}");
    }
}

#[test]
fn the_watchdog_ends_it_while_a_beat_hangs() {
    let world = World::new();
    let lease = world.lease();
    world.run_to(1_000);
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "answerDelayMs": [1_000_000, 1_000_000], "fault": "refuse" }] }));
    let told = lease.clone();
    assert_eq!(world.run(async move { told.told_to_end().await }), Some(LeaseEnd::Expired));
    assert_eq!(world.now_ms(), 28_000);
    world.executor.run();
    assert_eq!((world.heartbeats.in_flight(), world.executor.tasks()), (0, 0));
}

#[test]
fn ending_a_lease_cancels_its_beat() {
    for end in [LeaseEnd::Released, LeaseEnd::Stopped] {
        let world = World::new();
        let lease = world.lease();
        world.run_to(1_000);
        let slow = |endpoint: &str, ms: u64| json!({ "endpoint": endpoint, "answerDelayMs": [ms, ms] });
        world.faults(json!({ "rules": [slow("work.heartbeat", 5_000), slow("work.stop", 100)] }));
        let beating = lease.clone();
        world.spawn(async move { assert_eq!(beating.beat().await, Err(end)) });
        world.run_to(2_000);
        assert_eq!(world.heartbeats.in_flight(), 1);
        if end == LeaseEnd::Released {
            lease.release()
        } else {
            lease.begin_stop(true)
        }
        world.run_to(2_200);
        assert_eq!((lease.ended(), world.heartbeats.in_flight(), world.executor.tasks(), world.clock.armed()), (Some(end), 0, 0, 0));
    }
}

#[test]
fn a_lease_goes_on_when_every_handle_of_it_is_dropped() {
    let world = World::new();
    drop(world.lease());
    world.run_to(100_000);
    assert_eq!(world.heartbeats.size(), 1);
    assert!(world.requests(BEAT).len() >= 10);
    assert!(world.clock.now_ms() > START_MS);
}

#[test]
fn a_handler_that_does_not_wind_down_is_stopped_by_force_before_the_lease_runs_out() {
    // Held until 28 s. The stop is tried again, which there has to be time for.
    let loses = json!({ "endpoint": "work.stop", "call": 1, "fault": "status", "status": 503 });
    for (wind_down_ms, faults, stops) in [(30_000, json!([]), vec![23_000]), (300_000, json!([loses]), vec![23_000, 23_500])] {
        let world = World::new();
        let lease = world.lease_with(LeaseOptions { wind_down_ms, ..Default::default() });
        world.run_to(5_000);
        world.faults(json!({ "rules": faults }));
        lease.ask_to_stop();
        assert_eq!(lease.aborted(), Some(LeaseEnd::StopRequested));
        world.run_to(28_000);
        assert_eq!((lease.ended(), world.state(&lease.item().work_id).as_str()), (Some(LeaseEnd::Stopped), "stopped"));
        let asked: Vec<u64> = world.requests(STOP).iter().map(|stop| stop.0).collect();
        assert_eq!(asked.len(), stops.len(), "{asked:?}");
        assert!(asked.iter().zip(&stops).all(|(at_ms, until_ms)| at_ms <= until_ms && at_ms + 1_000 > *until_ms), "{asked:?}");
    }
}
