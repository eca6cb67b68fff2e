//! The scheduler: one timer, and beats in the right order at the right time.

use super::support::World;
use leasehold::{
    api::Clock,
    emulator::Endpoint,
    lease::{HeartbeatOptions, LeaseEnd, LeaseOptions, LeasePhase},
};
use serde_json::json;
use std::{collections::BTreeSet, rc::Rc};

const BEAT: Endpoint = Endpoint::WorkHeartbeat;

/// A plan after which every beat takes so long.
fn slow(ms: u64) -> serde_json::Value {
    json!({ "rules": [{ "endpoint": "work.heartbeat", "answerDelayMs": [ms, ms] }] })
}

#[test]
fn one_timer_serves_all_leases_and_none_is_left_behind() {
    let world = World::new();
    let leases: Vec<_> = (0..50).map(|_| world.lease()).collect();
    world.run_to(120_000);
    assert_eq!((world.heartbeats.size(), world.timers.armed(), world.timers.most_armed()), (50, 1, 1));
    assert!(world.heartbeats.next_at_ms().is_some());
    assert_eq!(world.heartbeats.stats().lost, 0);
    leases.iter().for_each(|lease| lease.release());
    assert_eq!((world.heartbeats.size(), world.heartbeats.next_at_ms()), (0, None));
    world.executor.run();
    assert_eq!((world.timers.armed(), world.executor.tasks()), (0, 0));
}

#[test]
fn beats_that_are_due_at_about_the_same_time_go_together() {
    let world = World::new();
    let _leases: Vec<_> = (0..500).map(|_| world.lease()).collect();
    world.run_to(10_500);
    let times: Vec<u64> = world.requests(BEAT).iter().map(|beat| beat.0).filter(|at_ms| *at_ms > 0).collect();
    let moments: BTreeSet<u64> = times.iter().copied().collect();
    assert_eq!(times.len(), 500);
    // They are spread over two seconds, a fifth of the interval; each timer takes those of the next 20 ms along.
    assert!((50..=101).contains(&moments.len()), "{} moments", moments.len());
}

#[test]
fn no_more_beats_are_on_their_way_than_may_be() {
    let world = World::with(HeartbeatOptions { max_in_flight: 4, ..Default::default() });
    world.faults(slow(1_000));
    let _leases: Vec<_> = (0..20).map(|_| world.lease()).collect();
    for (at_ms, expected) in [(0, (4, 16)), (999, (4, 16)), (1_000, (4, 12)), (4_500, (4, 0)), (5_000, (0, 0))] {
        world.run_to(at_ms);
        assert_eq!((world.heartbeats.in_flight(), world.heartbeats.waiting()), expected, "after {at_ms} ms");
    }
    assert_eq!(world.heartbeats.stats().beats, 20);
}

#[test]
fn of_the_beats_that_wait_the_one_whose_lease_ends_first_goes_first() {
    let world = World::with(HeartbeatOptions { max_in_flight: 1, ..Default::default() });
    let ttl = |seconds| LeaseOptions { desired_ttl_seconds: Some(seconds), ..Default::default() };
    let leases = [30, 120, 60, 20].map(|seconds| world.lease_with(ttl(seconds)));
    world.run_to(100);
    world.faults(slow(1_000));
    leases.iter().for_each(|lease| {
        let lease = lease.clone();
        world.spawn(async move { assert_eq!(lease.beat().await, Ok(())) });
    });
    // The last one's answer has left: then the journal has it.
    world.run_to(4_200);
    let asked: Vec<Rc<str>> = world.beats().into_iter().filter(|beat| beat.0 >= 100).map(|beat| beat.1).collect();
    let expected: Vec<Rc<str>> = [3, 0, 2, 1].map(|index: usize| leases[index].item().work_id.clone()).into();
    assert_eq!(asked, expected);
}

#[test]
fn many_beats_at_once_let_others_have_their_turn_in_between() {
    let world = World::with(HeartbeatOptions { max_in_flight: 1_000, ..Default::default() });
    let _leases: Vec<_> = (0..200).map(|_| world.lease()).collect();
    world.run_to(0);
    assert_eq!((world.host.turns.get(), world.requests(BEAT).len()), (3, 200));
}

#[test]
fn a_handler_that_blocks_the_loop_is_warned_of_by_name_and_once_a_minute() {
    let world = World::new();
    let leases: Vec<_> = (0..4).map(|_| world.lease()).collect();
    let other = world.lease_with(LeaseOptions { desired_ttl_seconds: Some(300), ..Default::default() });
    let block = |at_ms| {
        world.run_to(at_ms);
        world.truth.advance(13_000);
        world.executor.run();
    };
    block(1_000);
    block(30_000);
    let lines = world.log.0.borrow().clone();
    let [line] = &lines[..] else { panic!("one line: {lines:?}") };
    let named = leases.iter().filter(|lease| line.contains(&*lease.item().work_id)).count();
    assert_eq!(named, 3, "{line}");
    assert!(line.contains("a handler blocks") && line.contains("5 held") && !line.contains(&*other.item().work_id), "{line}");
    block(80_000);
    assert_eq!(world.log.0.borrow().len(), 2);
    assert_eq!(world.heartbeats.stats().lost, 0);
    let stats = world.heartbeats.stats();
    assert!(stats.late >= 12 && stats.lateness.max_ms > 3_000, "{stats:?}");
}

#[test]
fn beats_that_failed_are_tried_again_at_once_when_the_network_is_back() {
    let world = World::new();
    let lease = world.lease();
    world.run_to(1_000);
    world.faults(json!({ "rules": [{ "fault": "refuse" }] }));
    world.run_to(17_000);
    world.faults(json!({ "rules": [] }));
    let before = world.heartbeats.stats().beats;
    world.heartbeats.wake();
    world.run_to(17_000);
    assert_eq!(world.heartbeats.stats().beats, before + 1);
    assert_eq!(lease.held_until_ms(), world.truth.now_ms() + 28_000);
}

#[test]
fn who_wakes_up_looks_before_any_beat_goes_out() {
    for (stands_still, wakes) in [(true, true), (false, true), (false, false)] {
        let world = World::new();
        let lease = world.lease();
        world.run_to(1_000);
        world.sleep(60_000, stands_still);
        if wakes {
            world.heartbeats.wake();
        }
        world.run_to(61_000);
        assert_eq!(lease.ended(), Some(LeaseEnd::Expired), "{stands_still} {wakes}");
        assert_eq!(world.heartbeats.stats().beats, 1, "{stands_still} {wakes}");
    }
}

#[test]
fn a_machine_that_does_not_say_that_it_slept_finds_out_within_a_second() {
    let world = World::new();
    let lease = world.lease();
    world.run_to(1_500);
    world.sleep(60_000, true);
    // Nobody asks it meanwhile.
    assert_eq!(world.run(async move { lease.done().await }), LeaseEnd::Expired);
    assert!(world.now_ms() <= 62_500, "{}", world.now_ms());
    assert_eq!(world.heartbeats.stats().beats, 1);
}

#[test]
fn whoever_asks_a_lease_is_told_at_once_that_it_ran_out() {
    let world = World::new();
    let lease = world.lease();
    world.run_to(1_500);
    world.truth.advance(26_499);
    assert_eq!(lease.aborted(), None);
    world.truth.advance(1);
    assert_eq!((lease.aborted(), lease.ended()), (Some(LeaseEnd::Expired), Some(LeaseEnd::Expired)));
}

#[test]
fn a_wall_clock_that_is_set_back_costs_nothing_and_one_that_is_set_far_ahead_costs_the_lease() {
    for (by_ms, lost) in [(-3_600_000, 0), (-10_000, 0), (10_000, 0), (3_600_000, 1)] {
        let world = World::new();
        let _lease = world.lease();
        world.run_to(5_000);
        world.clock.set_wall(by_ms);
        world.run_to(200_000);
        assert_eq!(world.heartbeats.stats().lost, lost, "set by {by_ms} ms");
    }
}

#[test]
fn a_wall_clock_that_is_set_back_makes_no_lease_longer() {
    let world = World::new();
    let lease = world.lease();
    world.run_to(1_000);
    world.faults(json!({ "rules": [{ "fault": "refuse" }] }));
    world.clock.set_wall(-3_600_000);
    assert_eq!(world.run(async move { lease.done().await }), LeaseEnd::Expired);
    assert_eq!(world.now_ms(), 28_000);
}

#[test]
fn a_wall_clock_that_is_set_ahead_makes_beats_go_out_sooner() {
    let world = World::new();
    let lease = world.lease();
    world.run_to(1_000);
    // Time for the next beat, by the wall clock.
    world.clock.set_wall(15_000);
    world.run_to(2_000);
    assert_eq!((world.heartbeats.stats().beats, lease.ended()), (2, None));
}

fn manual() -> World {
    World::with(HeartbeatOptions { timer: false, ..Default::default() })
}

#[test]
fn without_a_timer_ticks_do_what_is_due_and_say_when_the_next_is() {
    let world = manual();
    let lease = world.lease();
    world.run_to(5_000);
    assert_eq!((world.heartbeats.stats().beats, world.timers.most_armed()), (0, 0));
    for _ in 0..10 {
        let heartbeats = world.heartbeats.clone();
        let next_ms = world.run(async move { heartbeats.tick().await }).expect("a lease is held") - world.truth.now_ms();
        assert!((8_000..=10_000).contains(&next_ms), "{next_ms}");
        assert_eq!(world.timers.armed(), 0);
        world.run_to(world.now_ms() + next_ms);
    }
    assert_eq!((world.heartbeats.stats().beats, lease.ended()), (10, None));
    lease.release();
    let heartbeats = world.heartbeats.clone();
    assert_eq!(world.run(async move { heartbeats.tick().await }), None);
}

#[test]
fn a_tick_ends_though_a_beat_hangs() {
    let world = manual();
    let lease = world.lease();
    let tick = || {
        let heartbeats = world.heartbeats.clone();
        world.run(async move { heartbeats.tick().await })
    };
    tick();
    world.faults(slow(1 << 30));
    world.run_to(10_000);
    let next_at_ms = tick().expect("the lease is still held");
    // The beat was given up after its interval.
    assert_eq!(world.now_ms(), 20_000);
    assert!(next_at_ms > world.truth.now_ms());
    world.run_to(20_500);
    assert_eq!((tick(), lease.ended(), world.now_ms()), (None, Some(LeaseEnd::Expired), 28_000));
}

#[test]
fn a_lease_that_is_over_waits_for_no_tick() {
    let world = manual();
    let (over, held) = (world.lease(), world.lease());
    assert_eq!(world.heartbeats.waiting(), 2);
    over.release();
    assert_eq!(world.heartbeats.waiting(), 1);
    let heartbeats = world.heartbeats.clone();
    world.run(async move { heartbeats.tick().await });
    assert_eq!((world.heartbeats.waiting(), held.phase()), (0, LeasePhase::Held));
    // As it would be between two ticks: nothing is due.
    let over = world.lease();
    over.release();
    assert!(world.heartbeats.next_at_ms() > Some(world.truth.now_ms()));
}

#[test]
fn ten_thousand_leases_come_and_go_and_leave_nothing_behind() {
    let world = World::new();
    let mut ids = Vec::new();
    for round in 0..10 {
        let leases: Vec<_> = (0..1_000).map(|_| world.lease()).collect();
        ids.extend(leases.iter().map(|lease| lease.item().work_id.clone()));
        world.run_to(round * 1_000 + 500);
        leases.iter().for_each(|lease| lease.release());
        drop(leases);
        world.run_to(round * 1_000 + 900);
    }
    assert_eq!((world.heartbeats.size(), world.heartbeats.waiting(), world.heartbeats.in_flight()), (0, 0, 0));
    assert_eq!((world.timers.armed(), world.executor.tasks()), (0, 0));
    assert_eq!(ids.iter().filter(|id| Rc::strong_count(id) > 1).count(), 0);
}

#[test]
fn leases_that_are_over_do_not_pile_up_while_another_is_held() {
    let world = World::new();
    let _held = world.lease();
    let mut ids = Vec::new();
    for round in 0..1_000 {
        let lease = world.lease();
        ids.push(lease.item().work_id.clone());
        world.run_to(round * 2 + 1);
        lease.release();
    }
    world.executor.run();
    let kept = ids.iter().filter(|id| Rc::strong_count(id) > 1).count();
    assert!(kept < 100, "{kept} leases that are over are kept");
}

#[test]
fn the_clocks_are_read_as_one() {
    // What the tests above stand on.
    let world = World::new();
    world.run_to(1_000);
    world.clock.stood_still_since(world.clock.monotonic_ms() - 400);
    world.clock.set_wall(-300);
    assert_eq!(world.clock.now_ms(), world.truth.now_ms() - 300);
    assert_eq!(world.clock.monotonic_ms(), world.timers.monotonic_ms());
    assert_eq!(world.clock.monotonic_ms(), 1_600);
}

#[test]
fn timers_that_ring_once_a_minute_do_not_cost_a_lease_of_three_minutes() {
    for (grid_ms, ttl, lost) in [(1_000, 30, 0), (60_000, 180, 0), (60_000, 30, 1)] {
        let world = World::new();
        world.clock.throttle(grid_ms);
        let _lease = world.lease_with(LeaseOptions { desired_ttl_seconds: Some(ttl), ..Default::default() });
        world.run_to(3_600_000);
        assert_eq!(world.heartbeats.stats().lost, lost, "a timer every {grid_ms} ms, a lease of {ttl} s");
    }
}

#[test]
fn what_wakes_the_heartbeats_does_not_keep_them() {
    let world = World::new();
    let waker = world.heartbeats.waker();
    let lease = world.lease();
    world.run_to(1_000);
    world.sleep(60_000, true);
    waker();
    assert_eq!(world.heartbeats.stats().lost, 1);
    let host = world.host.clone();
    let World { heartbeats, executor, .. } = world;
    executor.run();
    let before = Rc::strong_count(&host);
    drop((heartbeats, executor, lease));
    assert_eq!(Rc::strong_count(&host), before - 1, "the last of them is gone");
    waker();
}

#[test]
fn a_lease_whose_beat_waits_for_its_turn_is_watched_too() {
    let world = World::with(HeartbeatOptions { max_in_flight: 1, ..Default::default() });
    let leases: Vec<_> = (0..8).map(|_| world.lease()).collect();
    world.run_to(1_000);
    world.faults(slow(1 << 30));
    world.run_to(27_999);
    assert!(world.heartbeats.waiting() > 0);
    assert_eq!(leases.iter().filter(|lease| lease.ended().is_none()).count(), 8);
    world.run_to(28_000);
    // Nobody asked them: they were told.
    assert_eq!((world.heartbeats.size(), world.heartbeats.stats().lost), (0, 8));
}

#[test]
fn beats_that_wait_for_their_turn_go_with_their_leases() {
    let world = World::with(HeartbeatOptions { max_in_flight: 1, ..Default::default() });
    let leases: Vec<_> = (0..3).map(|_| world.lease()).collect();
    world.faults(slow(1 << 30));
    world.run_to(0);
    assert_eq!((world.heartbeats.in_flight(), world.heartbeats.waiting()), (1, 2));
    // The scheduler's task is the first to run then, before the beat on its way has landed.
    world.heartbeats.rearm();
    leases.iter().for_each(|lease| lease.release());
    world.executor.run();
    assert_eq!((world.heartbeats.in_flight(), world.heartbeats.waiting(), world.executor.tasks()), (0, 0, 0));
    let ids: Vec<_> = leases.iter().map(|lease| lease.item().work_id.clone()).collect();
    drop(leases);
    assert!(ids.iter().all(|id| Rc::strong_count(id) == 1));
}
