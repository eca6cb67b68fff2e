//! The worker over the emulator, on a virtual clock.

use super::support::{Takes, World};

#[test]
fn every_item_is_claimed_held_and_stopped() {
    let world = World::new();
    (0..20).for_each(|_| drop(world.enqueue()));
    let takes = Takes::new(&world, 25_000);
    let (events, busiest) = (takes.events.clone(), takes.busiest.clone());
    let worker = world.worker(4, takes);
    let running = worker.clone();
    world.spawn(async move { running.run().await.unwrap() });
    world.run_to(200_000);
    let stats = worker.stats();
    assert_eq!((stats.claimed, stats.finished, stats.failed, stats.lost, stats.running), (20, 20, 0, 0, 0), "{:?}", events.borrow());
    assert_eq!(busiest.get(), 4);
    assert_eq!(world.heartbeats.size(), 0);
    let beats = world.heartbeats.stats();
    assert_eq!((beats.failures, beats.late, beats.lost), (0, 0, 0));
    assert!(beats.beats >= 60, "{beats:?}");
    let draining = worker.clone();
    world.run(async move { draining.drain().await });
    assert!(!worker.is_on());
}
