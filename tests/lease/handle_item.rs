//! One item that was claimed and acknowledged elsewhere.

use super::support::{Takes, World};
use leasehold::{
    api::Clock,
    emulator::{Endpoint, NewWork, Task},
    lease::{Item, ItemEnd, LeaseEnd, Poller, PollerOptions},
};
use serde_json::json;
use std::{cell::RefCell, rc::Rc};

/// An item that somebody else claimed.
fn claimed(world: &World) -> Item<Vec<u8>> {
    claimed_as(world, Task::default())
}

fn claimed_as(world: &World, task: Task) -> Item<Vec<u8>> {
    world.net.enqueue(&world.environment_id, NewWork { task, ..Default::default() }).unwrap();
    let poller = Poller::new(world.client.clone(), PollerOptions::new(world.environment_id.clone(), "other"));
    world.run(async move { poller.claim().await }).unwrap().unwrap()
}

#[test]
fn an_item_that_was_claimed_elsewhere_is_held_while_its_handler_runs() {
    for (fails, expected) in [(false, "Finished"), (true, "Failed")] {
        let world = World::new();
        let item = claimed(&world);
        let id = item.item.work_id.clone();
        let worker = world.worker(1, Takes { fails, ..Takes::new(&world, 50_000) });
        let handling = worker.clone();
        let end = world.run(async move { handling.handle_item(item, Box::pin(std::future::pending())).await });
        assert!(format!("{end:?}").starts_with(expected), "{end:?}");
        assert_eq!((world.state(&id).as_str(), worker.stats().running, world.now_ms()), ("stopped", 0, 50_000));
    }
}

#[test]
fn an_item_that_was_claimed_elsewhere_may_be_lost() {
    let world = World::new();
    let item = claimed(&world);
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "fault": "status", "status": 404 }] }));
    let worker = world.worker(1, Takes::new(&world, 50_000));
    let end = world.run(async move { worker.handle_item(item, Box::pin(std::future::pending())).await });
    assert!(matches!(end, ItemEnd::Lost(LeaseEnd::Refused { status: 404 })), "{end:?}");
}

#[test]
fn what_a_handler_failed_with_is_told_though_its_stop_fails_until_the_lease_is_over() {
    let world = World::new();
    let item = claimed(&world);
    world.faults(json!({ "rules": [{ "endpoint": "work.stop", "fault": "status", "status": 500 }] }));
    let takes = Takes { fails: true, ..Takes::new(&world, 5_000) };
    let worker = world.worker(1, takes.clone());
    let handling = worker.clone();
    let end = world.run(async move { handling.handle_item(item, Box::pin(std::future::pending())).await });
    assert!(matches!(end, ItemEnd::Failed(_)), "{end:?}");
    assert_eq!((takes.told().as_str(), worker.stats().failed, worker.stats().lost), ("Lost(Expired) Failed", 1, 1));
}

#[test]
fn what_a_handler_fails_with_after_a_loss_is_nothing_that_it_says_of_the_item() {
    let world = World::new();
    let item = claimed(&world);
    let takes = Takes { fails: true, ..Takes::new(&world, 50_000) };
    let worker = world.worker(1, takes.clone());
    let (handling, end) = (worker.clone(), Rc::new(RefCell::new(None)));
    let ended = end.clone();
    world.spawn(async move { *ended.borrow_mut() = Some(handling.handle_item(item, Box::pin(std::future::pending())).await) });
    world.run_to(5_000);
    world.faults(json!({ "rules": [{ "endpoint": "work.heartbeat", "fault": "status", "status": 404 }] }));
    world.run_to(20_000);
    assert!(matches!(*end.borrow(), Some(ItemEnd::Lost(LeaseEnd::Refused { status: 404 }))), "{end:?}");
    assert_eq!((takes.told().as_str(), worker.stats().failed, worker.stats().lost), ("Lost(Refused", 0, 1));
}

#[test]
fn what_a_handler_fails_with_as_the_machine_wakes_up_is_nothing_that_it_says_of_the_item() {
    for stands_still in [true, false] {
        let world = World::new();
        let item = claimed(&world);
        // Its timer is the first to ring after the machine fell asleep.
        let takes = Takes { fails: true, obeys: false, ..Takes::new(&world, 5_500) };
        let worker = world.worker(1, takes.clone());
        let (handling, end) = (worker.clone(), Rc::new(RefCell::new(None)));
        let ended = end.clone();
        world.spawn(async move { *ended.borrow_mut() = Some(handling.handle_item(item, Box::pin(std::future::pending())).await) });
        world.run_to(5_400);
        world.sleep(60_000, stands_still);
        world.run_to(70_000);
        assert!(matches!(*end.borrow(), Some(ItemEnd::Lost(LeaseEnd::Expired))), "{end:?}");
        assert_eq!((takes.told().as_str(), worker.stats().failed, worker.stats().lost), ("Lost(Expired)", 0, 1));
    }
}

#[test]
fn the_handler_of_an_item_that_was_claimed_elsewhere_is_told_to_end_when_the_caller_says_so() {
    let world = World::new();
    let item = claimed(&world);
    let id = item.item.work_id.clone();
    let takes = Takes::new(&world, 50_000);
    let worker = world.worker(1, takes.clone());
    let stop = world.clock.sleep(5_000);
    let end = world.run(async move { worker.handle_item(item, Box::pin(stop)).await });
    assert!(matches!(end, ItemEnd::Finished), "{end:?}");
    assert_eq!((world.now_ms(), world.state(&id).as_str(), takes.told().as_str()), (5_000, "stopped", "Stopping Finished"));
}

#[test]
fn draining_waits_for_an_item_that_was_claimed_elsewhere_and_leaves_the_next_run_alone() {
    let world = World::new();
    let item = claimed(&world);
    let worker = world.worker(1, Takes::new(&world, 5_000));
    let (handling, draining) = (worker.clone(), worker.clone());
    world.spawn(async move { drop(handling.handle_item(item, Box::pin(std::future::pending())).await) });
    world.run_to(1_000);
    world.run(async move { draining.drain().await });
    assert_eq!((world.now_ms(), worker.stats().running, worker.stats().finished), (5_000, 0, 1));
    world.enqueue();
    let _end = world.running(&worker);
    world.run_to(20_000);
    assert_eq!((worker.stats().finished, worker.is_on()), (2, true));
}

#[test]
fn stopping_a_run_does_not_wait_for_an_item_that_was_claimed_elsewhere() {
    let world = World::new();
    let item = claimed(&world);
    let worker = world.worker(2, Takes::new(&world, 50_000));
    let handling = worker.clone();
    world.spawn(async move { drop(handling.handle_item(item, Box::pin(std::future::pending())).await) });
    let end = world.running(&worker);
    world.enqueue();
    world.run_to(5_000);
    assert_eq!(worker.stats().running, 2);
    worker.stop();
    world.run_to(5_000);
    assert_eq!((matches!(*end.borrow(), Some(Ok(()))), worker.stats().running, worker.stats().finished), (true, 1, 1));
    world.run_to(60_000);
    assert_eq!((worker.stats().running, worker.stats().finished), (0, 2));
}

#[test]
fn a_health_check_that_was_claimed_elsewhere_is_answered_and_not_handed_out() {
    let world = World::new();
    let item = claimed_as(&world, Task::HealthCheck);
    let id = item.item.work_id.clone();
    let takes = Takes::new(&world, 1_000);
    let worker = world.worker(1, takes.clone());
    let handling = worker.clone();
    let end = world.run(async move { handling.handle_item(item, Box::pin(std::future::pending())).await });
    assert!(matches!(end, ItemEnd::Stopped), "{end:?}");
    assert_eq!((world.state(&id).as_str(), takes.busiest.get(), takes.told().as_str()), ("stopped", 0, ""));
    assert_eq!((world.requests(Endpoint::WorkHeartbeat).len(), worker.stats().running), (0, 0));
}

#[test]
fn an_item_whose_handling_nobody_waits_for_any_more_is_left_to_others() {
    let world = World::new();
    let item = claimed(&world);
    let id = item.item.work_id.clone();
    let worker = world.worker(1, Takes::new(&world, 300_000));
    let (handling, sleep) = (worker.clone(), world.clock.sleep(5_000));
    world.run(async move {
        let handled = std::pin::pin!(handling.handle_item(item, Box::pin(std::future::pending())));
        futures::future::select(handled, sleep).await;
    });
    assert_eq!((worker.stats().running, world.heartbeats.size()), (0, 0));
    let draining = worker.clone();
    world.run(async move { draining.drain().await });
    world.run_to(60_000);
    assert_eq!((world.state(&id).as_str(), world.requests(Endpoint::WorkStop).len()), ("queued", 0));
}
