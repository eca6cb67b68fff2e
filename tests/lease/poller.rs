//! The poller over the emulator: when it asks, what it waits out, and when it gives up.

use super::support::{Net, START_MS, World, local_clock::LocalClock};
use leasehold::{
    api::{Clock, Error},
    emulator::{Endpoint, JournalEvent, JournalFilter},
    lease::{Item, Poller, PollerOptions},
};
use serde_json::json;
use std::rc::Rc;

const POLL: Endpoint = Endpoint::WorkPoll;

fn poller(world: &World, change: impl FnOnce(&mut PollerOptions)) -> Rc<Poller<Net, LocalClock>> {
    let mut options = PollerOptions::new(world.environment_id.clone(), "here");
    change(&mut options);
    Rc::new(Poller::new(world.client.clone(), options))
}

fn claim(world: &World, poller: &Rc<Poller<Net, LocalClock>>) -> Result<Option<Item<Vec<u8>>>, Box<Error>> {
    let poller = poller.clone();
    world.run(async move { poller.claim().await })
}

/// The moments at which it polled.
fn polls(world: &World) -> Vec<u64> {
    world.requests(POLL).iter().map(|poll| poll.0).collect()
}

/// Polls in the background, up to a moment.
fn poll_to(world: &World, poller: &Rc<Poller<Net, LocalClock>>, at_ms: u64) {
    let poller = poller.clone();
    world.spawn(async move { drop(poller.claim().await) });
    world.run_to(at_ms);
}

#[test]
fn an_item_is_acknowledged_before_it_is_handed_out_and_can_be_stopped() {
    let world = World::new();
    let id = world.enqueue();
    let poller = poller(&world, |_| {});
    let item = claim(&world, &poller).unwrap().unwrap();
    assert_eq!((&*item.item.work_id, world.state(&id).as_str(), item.is_health_check), (&*id, "starting", false));
    for _ in 0..2 {
        // What is stopped already is fine.
        let (poller, item) = (poller.clone(), item.clone());
        world.run(async move { poller.stop(&item, true).await });
    }
    assert_eq!(world.state(&id), "stopped");
    assert_eq!(world.requests(Endpoint::WorkStop).iter().map(|stop| stop.1).collect::<Vec<_>>(), [200, 409]);
}

#[test]
fn a_wait_that_the_api_does_not_take_is_refused_before_anything_is_sent() {
    for block_ms in [0, 1_000] {
        let world = World::new();
        let error = claim(&world, &poller(&world, |options| options.block_ms = Some(block_ms))).unwrap_err();
        assert!(matches!(&*error, Error::InvalidInput { field, .. } if field == "block_ms"), "{error}");
        assert!(polls(&world).is_empty(), "{block_ms}");
    }
}

#[test]
fn it_says_who_polls() {
    let world = World::new();
    poll_to(&world, &poller(&world, |_| {}), 100);
    world.run_to(2_000);
    let filter = JournalFilter { endpoint: Some(POLL), ..Default::default() };
    world.net.with(|emulator, _| {
        for entry in emulator.journal(&filter) {
            let JournalEvent::Request { request, .. } = &entry.event else { panic!("requests only") };
            assert_eq!(request.worker_id.as_deref(), Some("here"));
        }
        assert!(emulator.journal(&filter).count() > 0);
    });
}

#[test]
fn polls_that_wait_follow_each_other_until_it_has_been_quiet_for_half_a_minute() {
    let world = World::new();
    poll_to(&world, &poller(&world, |_| {}), 120_000);
    let polls = polls(&world);
    let busy: Vec<_> = polls.iter().filter(|at_ms| **at_ms < 30_000).collect();
    assert_eq!(busy.len(), 31, "{polls:?}");
    let gaps = polls.windows(2).filter(|pair| pair[0] > 31_000).map(|pair| pair[1] - pair[0]);
    assert!(gaps.clone().all(|gap_ms| (1_999..=3_999).contains(&gap_ms)), "{polls:?}");
    assert!(gaps.clone().min() != gaps.max(), "the pauses are spread");
}

#[test]
fn polls_that_do_not_wait_have_pauses_from_the_start() {
    let world = World::new();
    poll_to(&world, &poller(&world, |options| options.block_ms = None), 60_000);
    let polls = polls(&world);
    assert!((20..=60).contains(&polls.len()), "{polls:?}");
}

#[test]
fn work_that_comes_is_claimed_while_a_poll_waits() {
    let world = World::new();
    let poller = poller(&world, |options| options.block_ms = Some(500));
    world.run_to(10_000);
    let claiming = poller.clone();
    world.spawn(async move { assert!(claiming.claim().await.unwrap().is_some()) });
    world.run_to(10_200);
    let id = world.enqueue();
    world.run_to(10_200);
    assert_eq!(world.state(&id), "starting");
}

#[test]
fn what_nobody_acknowledged_is_claimed_again_after_the_time_that_is_asked_for() {
    for (reclaim_older_than_ms, expected_ms) in [(None, 5_001..=9_000), (Some(1_500), 1_501..=3_500)] {
        let world = World::new();
        let id = world.enqueue();
        world.ask("GET", "poll", "?block_ms=1", "");
        let poller = poller(&world, |options| options.reclaim_older_than_ms = reclaim_older_than_ms);
        assert_eq!(&*claim(&world, &poller).unwrap().unwrap().item.work_id, id);
        assert!(expected_ms.contains(&world.now_ms()), "{reclaim_older_than_ms:?}: {}", world.now_ms());
    }
}

#[test]
fn draining_ends_with_the_first_empty_answer() {
    let world = World::new();
    world.enqueue();
    let poller = poller(&world, |options| options.drain = true);
    assert!(claim(&world, &poller).unwrap().is_some());
    assert!(claim(&world, &poller).unwrap().is_none());
}

#[test]
fn draining_does_not_take_an_error_for_an_empty_queue() {
    let world = World::new();
    let poller = poller(&world, |options| options.drain = true);
    assert!(claim(&world, &poller).unwrap().is_none());
    world.enqueue();
    let call = world.requests(POLL).len() + 1;
    world.faults(json!({ "rules": [{ "endpoint": "work.poll", "call": 1, "fault": "refuse" }] }));
    assert!(claim(&world, &poller).unwrap().is_some());
    assert_eq!(world.requests(POLL).len(), call + 1);
}

#[test]
fn errors_that_pass_are_waited_out_for_up_to_a_minute() {
    for fault in [json!({ "fault": "refuse" }), json!({ "fault": "status", "status": 500 }), json!({ "fault": "status", "status": 429 })] {
        let world = World::new();
        let mut rule = fault.clone();
        rule["endpoint"] = "work.poll".into();
        world.faults(json!({ "rules": [rule] }));
        poll_to(&world, &poller(&world, |_| {}), 400_000);
        let gaps: Vec<u64> = polls(&world).windows(2).map(|pair| pair[1] - pair[0]).collect();
        for (gap_ms, full_ms) in gaps.iter().zip([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
            assert!((full_ms * 3 / 4..=full_ms).contains(gap_ms), "{fault}: {gaps:?}");
        }
        assert!(gaps.len() >= 8, "{fault}: {gaps:?}");
        assert_eq!(world.log.0.borrow().len(), gaps.len() + 1, "each is warned of");
    }
}

#[test]
fn a_server_that_asks_for_more_time_gets_it() {
    // Seconds, and milliseconds, which come first; what is shorter than our own wait, or longer than a timer can be, does not count.
    let rows = [
        (json!({ "retry-after": "30" }), 30_000..=30_000),
        (json!({ "retry-after": "1", "retry-after-ms": "12500" }), 12_500..=12_500),
        (json!({ "retry-after": "0.1" }), 750..=1_000),
        (json!({ "retry-after": "9999999" }), 750..=1_000),
    ];
    for (headers, expected_ms) in rows {
        let world = World::new();
        let rule = json!({ "endpoint": "work.poll", "call": 1, "fault": "status", "status": 429, "headers": headers });
        world.faults(json!({ "rules": [rule] }));
        world.enqueue();
        claim(&world, &poller(&world, |_| {})).unwrap().unwrap();
        let polls = polls(&world);
        assert!(polls.len() == 2 && expected_ms.contains(&(polls[1] - polls[0])), "{headers}: {polls:?}");
    }
}

#[test]
fn a_poll_whose_answer_never_comes_is_given_up() {
    let world = World::new();
    world.faults(json!({ "rules": [{ "endpoint": "work.poll", "call": 1, "answerDelayMs": [3_600_000, 3_600_000] }] }));
    let poller = poller(&world, |_| {});
    poll_to(&world, &poller, 15_000);
    let id = world.enqueue();
    world.run_to(16_000);
    assert_eq!(world.state(&id), "starting");
}

#[test]
fn what_will_not_pass_ends_it() {
    for status in [400, 401, 403, 404, 422] {
        let world = World::new();
        world.faults(json!({ "rules": [{ "endpoint": "work.poll", "fault": "status", "status": status }] }));
        let error = claim(&world, &poller(&world, |_| {})).unwrap_err();
        assert_eq!((error.status(), world.requests(POLL).len()), (Some(status), 1));
    }
    let world = World::new();
    let error = claim(&world, &poller(&world, |options| options.environment_id = "..".into())).unwrap_err();
    assert!(matches!(*error, Error::InvalidInput { .. }), "{error}");
}

#[test]
fn an_item_that_cannot_be_acknowledged_is_left_to_others() {
    let world = World::new();
    let ids = [world.enqueue(), world.enqueue()];
    world.faults(json!({ "rules": [{ "endpoint": "work.ack", "call": 1, "fault": "status", "status": 404 }] }));
    let item = claim(&world, &poller(&world, |_| {})).unwrap().unwrap();
    assert_eq!(&*item.item.work_id, ids[1]);
    let log = world.log.0.borrow();
    assert!(log.len() == 1 && log[0].contains("could not acknowledge") && log[0].contains(&ids[0]), "{log:?}");
}

#[test]
fn an_acknowledgement_is_tried_again() {
    let world = World::new();
    let id = world.enqueue();
    world.faults(json!({ "rules": [{ "endpoint": "work.ack", "call": 1, "fault": "refuse" }] }));
    let item = claim(&world, &poller(&world, |_| {})).unwrap().unwrap();
    assert_eq!((&*item.item.work_id, world.requests(Endpoint::WorkAck).len()), (&*id, 2));
}

#[test]
fn an_acknowledgement_counts_whatever_its_answer_holds() {
    for fault in ["malformedBody", "truncateBody"] {
        let world = World::new();
        let id = world.enqueue();
        world.faults(json!({ "rules": [{ "endpoint": "work.ack", "call": 1, "fault": fault }] }));
        let item = claim(&world, &poller(&world, |_| {})).unwrap().unwrap();
        assert_eq!((&*item.item.work_id, world.requests(Endpoint::WorkAck).len()), (&*id, 1), "{fault}");
    }
}

#[test]
fn a_poll_that_is_dropped_is_over() {
    let world = World::new();
    let poller = poller(&world, |_| {});
    world.spawn(async move {
        let polling = std::pin::pin!(poller.claim());
        futures::future::select(polling, std::pin::pin!(futures::future::ready(()))).await;
    });
    world.run_to(5_000);
    assert_eq!((polls(&world).len(), world.clock.armed()), (1, 0));
    assert_eq!(world.clock.now_ms(), START_MS + 5_000);
}
