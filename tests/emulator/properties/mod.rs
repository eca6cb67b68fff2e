//! Random interleavings of many workers, faults and clock moves. What must hold of each is in `world` and `ledger`.
//!
//! A failure prints the shortest history that shows it, and is kept in `regressions.txt`, which is played first from then on.

mod ledger;
mod world;

use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::Index,
    test_runner::{Config, FileFailurePersistence},
};
use serde_json::{Value, json};
use world::World;

const WORKERS: usize = 3;

/// One thing that somebody does.
#[derive(Clone, Debug)]
pub enum Step {
    Enqueue,
    Poll {
        worker: usize,
        block_ms: Option<u64>,
        reclaim_ms: Option<u64>,
    },
    /// A worker goes away while it waits for an answer.
    Leave {
        worker: usize,
    },
    /// What the worker polled last.
    Ack {
        worker: usize,
    },
    /// Any item, as a worker would that mixed something up.
    AckAny {
        worker: usize,
        item: Index,
    },
    /// What the worker believes to hold.
    Beat {
        worker: usize,
        item: Index,
    },
    /// What the worker held once, as one does that slept and does not know how long.
    BeatLate {
        worker: usize,
        item: Index,
    },
    StopHeld {
        worker: usize,
        item: Index,
        force: bool,
    },
    StopAny {
        worker: usize,
        item: Index,
        force: bool,
    },
    Advance {
        ms: u64,
    },
    /// To the last moment at which the worker may believe to hold an item.
    AdvanceToTheEnd {
        worker: usize,
        item: Index,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let (worker, item) = (0..WORKERS, any::<Index>());
    prop_oneof![
        1 => Just(Step::Enqueue),
        5 => (worker.clone(), option::of(1..1_000_u64), option::of(0..9_000_u64))
            .prop_map(|(worker, block_ms, reclaim_ms)| Step::Poll { worker, block_ms, reclaim_ms }),
        1 => worker.clone().prop_map(|worker| Step::Leave { worker }),
        5 => worker.clone().prop_map(|worker| Step::Ack { worker }),
        1 => (worker.clone(), item.clone()).prop_map(|(worker, item)| Step::AckAny { worker, item }),
        6 => (worker.clone(), item.clone()).prop_map(|(worker, item)| Step::Beat { worker, item }),
        4 => (worker.clone(), item.clone()).prop_map(|(worker, item)| Step::BeatLate { worker, item }),
        2 => (worker.clone(), item.clone()).prop_map(|(worker, item)| Step::AdvanceToTheEnd { worker, item }),
        1 => (worker.clone(), item.clone(), any::<bool>()).prop_map(|(worker, item, force)| Step::StopHeld { worker, item, force }),
        1 => (worker, item, any::<bool>()).prop_map(|(worker, item, force)| Step::StopAny { worker, item, force }),
        5 => prop_oneof![0..50_u64, 0..2_000_u64, 0..40_000_u64, 0..1_000_000_u64].prop_map(|ms| Step::Advance { ms }),
    ]
}

/// What goes wrong. No request is late: one that arrives after its lease has run out is not what these properties are about.
fn faults() -> impl Strategy<Value = Value> {
    let probability = || prop_oneof![2 => Just(0.0), 1 => 0.0..0.4_f64];
    let probabilities = (probability(), probability(), probability(), probability(), probability());
    (any::<u32>(), probabilities, 0..300_u64).prop_map(|(seed, (refuse, lose, cut, status, steal), late_ms)| {
        let of_endpoint = |endpoint: &str| {
            // The journal would not say in time whether a poll that is answered late had taken effect.
            let late_ms = if endpoint == "work.poll" && refuse + status > 0.0 { 0 } else { late_ms };
            [
                json!({"endpoint": endpoint, "probability": refuse, "fault": "refuse"}),
                json!({"endpoint": endpoint, "probability": lose, "fault": "loseAnswer"}),
                json!({"endpoint": endpoint, "probability": cut, "fault": "cutBody"}),
                json!({"endpoint": endpoint, "probability": status / 2.0, "fault": "status", "status": 500}),
                json!({"endpoint": endpoint, "probability": status / 2.0, "fault": "status", "status": 503, "takesEffect": true}),
                json!({"endpoint": endpoint, "probability": 0.3, "answerDelayMs": [0, late_ms]}),
            ]
        };
        // Not those of who looks on.
        let mut rules: Vec<Value> = ["work.poll", "work.ack", "work.heartbeat", "work.stop"].into_iter().flat_map(of_endpoint).collect();
        rules.push(json!({"endpoint": "work.heartbeat", "probability": steal, "fault": "stealLease"}));
        json!({"seed": seed, "rules": rules})
    })
}

proptest! {
    #![proptest_config(Config {
        cases: 96,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("tests/emulator/properties/regressions.txt"))),
        ..Config::default()
    })]

    #[test]
    fn whatever_happens_the_queue_stays_right(faults in faults(), ttl_seconds in 30..400_u64, steps in vec(step(), 1..100)) {
        let mut world = World::new(&faults, ttl_seconds);
        for step in &steps {
            world.take(step);
            world.check();
        }
        world.finish();
    }

    #[test]
    fn one_history_happens_the_same_way_twice(faults in faults(), steps in vec(step(), 1..60)) {
        let play = || {
            let mut world = World::new(&faults, 30);
            steps.iter().for_each(|step| world.take(step));
            world.history()
        };
        prop_assert_eq!(play(), play());
    }
}
