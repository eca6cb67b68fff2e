//! One machine: its clocks, its worker, and what befalls it.

use super::{
    handler::Pretends,
    ledger::Ledger,
    seat::Seat,
    weather::Weather,
    wire::Wire,
    world::{NETWORK, Scale},
};
use crate::lease::support::{
    Net,
    executor::{Executor, MachineHost},
    local_clock::LocalClock,
};
use leasehold::{
    api::{Client, ClientOptions, Clock, Credential, models::Secret},
    emulator::VirtualClock,
    lease::{HeartbeatOptions, Heartbeats, LeaseOptions, PollerOptions, Worker, WorkerOptions},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// What kind of place it is.
#[derive(Clone, Copy, Debug)]
struct Kind {
    /// Whether its monotonic clock stands still while it sleeps.
    stands_still: bool,
    /// Whether it says that it slept (or that its page was frozen).
    says_so: bool,
    /// Its timers ring at whole multiples of this.
    grid_ms: u64,
    /// Whether somebody sets its wall clock. Where the monotonic clock stands still in sleep, the wall clock is all there is to
    /// notice it by, and setting it back hides a sleep.
    is_set: bool,
}

impl Kind {
    fn draw(random: &mut fastrand::Rng) -> Self {
        let stands_still = random.bool();
        let grid_ms = [1, 1, 1, 1_000, 60_000][random.usize(..5)];
        Kind { stands_still, says_so: random.bool(), grid_ms, is_set: !stands_still && random.bool() }
    }
}

/// What all machines share.
#[derive(Clone)]
pub struct Surroundings {
    pub truth: VirtualClock,
    pub executor: Executor,
    pub net: Net,
    pub weather: Rc<Weather>,
    pub ledger: Rc<Ledger>,
    pub environment_id: String,
    pub key: String,
    /// From then on nothing befalls anybody.
    pub dawn_ms: u64,
    /// Whether everything is done.
    pub is_over: Rc<Cell<bool>>,
}

pub struct Machine {
    pub clock: LocalClock,
    pub timers: LocalClock,
    pub heartbeats: Heartbeats<LocalClock>,
    pub worker: Worker<Wire, LocalClock>,
}

impl Machine {
    pub fn start(number: usize, all: &Surroundings, scale: &Scale, random: &mut fastrand::Rng) -> Self {
        let kind = Kind::draw(random);
        let clock = LocalClock::new(&all.truth, random.i64(-7_200_000..7_200_000), random.i64(-500..500), random.u64(..));
        clock.throttle(kind.grid_ms);
        let timers = clock.another();
        let max_in_flight = random.usize(1..=4);
        all.ledger.seat(Seat::new(clock.clone(), max_in_flight, kind.stands_still && !kind.says_so));
        let host = MachineHost::new(&all.executor, number);
        let heartbeats = Heartbeats::new(timers.clone(), host, HeartbeatOptions { max_in_flight, ..Default::default() });
        let revoked = Rc::new(Cell::new(false));
        let wire = Wire {
            machine: number,
            net: all.net.clone(),
            truth: all.truth.clone(),
            executor: all.executor.clone(),
            weather: all.weather.clone(),
            ledger: all.ledger.clone(),
            revoked: revoked.clone(),
        };
        let client = Client::new(wire, clock.clone(), ClientOptions::new(Credential::Bearer(Secret::new(all.key.clone())))).unwrap();
        let handler = Rc::new(Pretends {
            machine: number,
            clock: clock.clone(),
            ledger: all.ledger.clone(),
            random: RefCell::new(random.fork()),
            longest_ms: scale.longest_ms,
        });
        let mut poller = PollerOptions::new(all.environment_id.clone(), format!("machine {number}"));
        poller.drain = scale.visits;
        // In a window the lease is a long one, because timers there may ring once a minute.
        let desired = if kind.grid_ms == 60_000 { Some(180) } else { [None, None, Some(10), Some(60), Some(300)][random.usize(..5)] };
        let lease = LeaseOptions { desired_ttl_seconds: desired, wind_down_ms: random.u64(1_000..30_000), adopts: true };
        let options = WorkerOptions { poller, concurrency: random.usize(1..=scale.concurrency), lease };
        let worker = Worker::new(client, heartbeats.clone(), options, handler);
        let machine = Machine { clock, timers, heartbeats, worker };
        all.executor.spawn(number, machine.life(all.is_over.clone(), random.u64(..scale.spread_ms), random.u64(10_000..120_000)));
        all.executor.spawn(NETWORK, machine.misfortunes(number, all, kind, scale.misfortune_ms, (random.fork(), revoked)));
        machine
    }

    /// Works, and begins again after a while where that ends.
    fn life(&self, is_over: Rc<Cell<bool>>, begins_ms: u64, pause_ms: u64) -> impl Future<Output = ()> + use<> {
        let (clock, worker) = (self.clock.clone(), self.worker.clone());
        async move {
            clock.sleep(begins_ms).await;
            while !is_over.get() {
                let _ = worker.run().await;
                clock.sleep(pause_ms).await;
            }
        }
    }

    /// What befalls it, about once in `every_ms`, until dawn.
    fn misfortunes(
        &self,
        number: usize,
        all: &Surroundings,
        kind: Kind,
        every_ms: u64,
        (mut random, revoked): (fastrand::Rng, Rc<Cell<bool>>),
    ) -> impl Future<Output = ()> + use<> {
        let (all, clock, heartbeats, worker) = (all.clone(), self.clock.clone(), self.heartbeats.clone(), self.worker.clone());
        async move {
            loop {
                all.truth.sleep(random.u64(1..2 * every_ms)).await;
                if all.truth.now_ms() >= all.dawn_ms {
                    return;
                }
                match random.u8(..10) {
                    0..6 => {
                        let for_ms = [2_000, 20_000, 40_000, 200_000, 3_600_000][random.usize(..5)];
                        let for_ms = random.u64(for_ms / 4..for_ms);
                        all.executor.suspend(number);
                        all.ledger.suspended(number);
                        let monotonic_ms = clock.monotonic_ms();
                        all.truth.sleep(for_ms).await;
                        if kind.stands_still {
                            clock.stood_still_since(monotonic_ms);
                        }
                        if kind.says_so {
                            heartbeats.wake();
                        }
                        all.executor.resume(number);
                        all.ledger.resumed(number);
                    }
                    6..8 if kind.is_set => {
                        let by_ms = [2_000, 60_000, 7_200_000][random.usize(..3)];
                        clock.set_wall(random.i64(-by_ms..by_ms));
                    }
                    8 => {
                        revoked.set(true);
                        all.truth.sleep(random.u64(1_000..120_000)).await;
                        revoked.set(false);
                    }
                    9 => {
                        // An operator who lets it finish, or does not.
                        if random.bool() {
                            worker.stop();
                        } else {
                            let worker = worker.clone();
                            all.executor.spawn(number, async move { worker.drain().await });
                        }
                    }
                    _ => heartbeats.wake(),
                }
            }
        }
    }
}
