//! Many workers, one emulator, and a network that loses, delays and breaks; machines that sleep, timers that are throttled and clocks
//! that disagree; keys that are revoked, leases that are stolen, and stops that others ask for.
//!
//! A seed decides everything. A failing one is printed: `LEASE_SEED=17 cargo test --features emulator --test lease NAME` replays it.
//! `LEASE_SCALE=10` makes ten times as many worlds.

mod handler;
mod ledger;
mod machine;
mod weather;
mod wire;
mod world;

use ledger::Tally;
use std::time::Instant;
use weather::Climate;
use world::{Scale, World};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

/// A few machines for half an hour.
const SMALL: Scale = Scale {
    machines: 6,
    concurrency: 3,
    items: 40,
    longest_ms: MINUTE_MS,
    night_ms: 30 * MINUTE_MS,
    spread_ms: MINUTE_MS,
    misfortune_ms: 5 * MINUTE_MS,
    meddling_ms: 5 * MINUTE_MS,
    visits: false,
    climate: Climate::BAD,
};

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|number| number.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Runs as many worlds, or the one that is asked for.
fn in_worlds(count: u64, scale: Scale) -> Tally {
    let count = count * variable("LEASE_SCALE").unwrap_or(1);
    let seeds = variable("LEASE_SEED").map_or(0..count, |seed| seed..seed + 1);
    let (mut tally, began) = (Tally::default(), Instant::now());
    for seed in seeds {
        println!("LEASE_SEED={seed}");
        tally.add(World::new(seed, scale).run());
    }
    println!("{scale:?}: {tally:?} in {:?}", began.elapsed());
    tally
}

#[test]
fn in_fair_weather_every_item_is_worked_on_once() {
    let scale = Scale { climate: Climate::FAIR, misfortune_ms: 100 * HOUR_MS, meddling_ms: 100 * HOUR_MS, ..SMALL };
    let tally = in_worlds(3, scale);
    assert_eq!((tally.expired, tally.taken, tally.refused, tally.stopping, tally.adopted), (0, 0, 0, 0, 0), "{tally:?}");
}

#[test]
fn everything_at_once() {
    let tally = in_worlds(20, SMALL);
    if variable("LEASE_SEED").is_none() {
        // It did happen.
        let happened = [tally.adopted, tally.expired, tally.taken, tally.refused, tally.stopping, tally.outlived];
        assert!(happened.iter().all(|count| *count > 0), "{tally:?}");
    }
}

#[test]
fn a_thousand_workers() {
    let scale = Scale {
        machines: 2_000,
        items: 5_000,
        night_ms: 20 * MINUTE_MS,
        spread_ms: 5 * MINUTE_MS,
        misfortune_ms: 10 * MINUTE_MS,
        meddling_ms: MINUTE_MS / 20,
        visits: true,
        ..SMALL
    };
    in_worlds(1, scale);
}

#[test]
fn a_day() {
    let scale = Scale {
        items: 2_000,
        longest_ms: 5 * MINUTE_MS,
        night_ms: 24 * HOUR_MS,
        misfortune_ms: 20 * MINUTE_MS,
        meddling_ms: 10 * MINUTE_MS,
        visits: true,
        ..SMALL
    };
    in_worlds(1, scale);
}
