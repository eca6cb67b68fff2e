//! Many workers, one emulator, and a network that loses, delays and breaks; machines that sleep, timers that are throttled and clocks
//! that disagree; keys that are revoked, leases that are stolen, and stops that others ask for.
//!
//! What must hold at every moment is in `ledger.rs`: no handler runs on untold once its lease ran out by the server's clock; no two work
//! on one item; nothing is asked for an item that was lost or stopped; one beat of a lease on its way, and no more of a machine than may
//! be; one timer; nothing runs in circles. In the end every item is stopped, and no lease, timer or task is left.
//!
//! What is not asked, because it cannot be had:
//! - A suspended machine knows nothing until it runs again, and one whose timers are throttled nothing between two of them. What its
//!   handlers do then they do in a timer, and they ask their lease first: that answer is held to the millisecond.
//! - A machine whose monotonic clock stands still in sleep, and that does not say that it slept, finds out within a second; unless
//!   somebody sets its wall clock back by as long, so nobody does that here.
//! - Whoever steals a lease with a beat that expects nothing holds it for as long as anybody may have: a thief who let it run out sooner
//!   would hand the item on before its worker's next beat, and the API has no fence against that.
//! - The late first beat of an earlier holder, which the server takes after the next one acknowledged (`usurped`), needs no exception: the
//!   earlier one knows long since that its time is over, and the next one is refused, or takes the beat for its own that was lost. Either
//!   way one of them works, or nobody.
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
fn two_thousand_workers() {
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
