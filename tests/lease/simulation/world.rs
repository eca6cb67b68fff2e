//! Everything together, and time.

use super::{
    ledger::{Ledger, Tally},
    machine::{Machine, Surroundings},
    weather::{Climate, Weather},
};
use crate::lease::support::{Net, START_MS, executor::Executor};
use leasehold::{
    api::Clock,
    emulator::{Emulator, EmulatorTransport, HttpRequest, NewWork, Outcome, Settings, VirtualClock},
};
use serde_json::Value;
use std::{cell::RefCell, rc::Rc};

/// The machine that never sleeps: the network, the server, and fate. Workers' machines have smaller numbers.
pub const NETWORK: usize = usize::MAX;

/// More polls of tasks than that in a second, for each machine, are a loop without end.
const BUSIEST: u64 = 2_000;

/// How large a world is.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    pub machines: usize,
    /// How many items a machine works on at most.
    pub concurrency: usize,
    pub items: usize,
    /// How long most handlers take at most.
    pub longest_ms: u64,
    /// How long items come, and the weather is bad.
    pub night_ms: u64,
    /// Machines begin in this time.
    pub spread_ms: u64,
    /// How often something befalls a machine.
    pub misfortune_ms: u64,
    /// How often a third party does something to an item.
    pub meddling_ms: u64,
    /// Whether workers look in now and then until the queue is empty, or stay and poll.
    pub visits: bool,
    pub climate: Climate,
}

pub struct World {
    all: Surroundings,
    machines: Vec<Machine>,
    items: Rc<RefCell<Vec<String>>>,
    scale: Scale,
}

impl World {
    pub fn new(seed: u64, scale: Scale) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let truth = VirtualClock::new(START_MS, seed);
        let mut settings = Settings::default();
        settings.seed = seed;
        settings.journal_limit = 100;
        let net = EmulatorTransport::new(Emulator::new(settings), truth.clone());
        let created = ask(&net, "", r#"{"name":"simulated","config":{"type":"self_hosted"}}"#);
        let environment_id = created["id"].as_str().unwrap().to_owned();
        let key = net.with(|emulator, _| emulator.environment_key(&environment_id)).unwrap();
        let all = Surroundings {
            ledger: Rc::new(Ledger::new(&truth)),
            weather: Rc::new(Weather::new(scale.climate, random.u64(..))),
            executor: Executor::default(),
            dawn_ms: START_MS + scale.night_ms,
            is_over: Rc::default(),
            truth,
            net,
            environment_id,
            key,
        };
        let machines = (0..scale.machines).map(|number| Machine::start(number, &all, &scale, &mut random)).collect();
        let items = Rc::default();
        let world = World { all, machines, items, scale };
        world.all.executor.spawn(NETWORK, world.work_comes(random.fork()));
        world.all.executor.spawn(NETWORK, world.meddling(random.fork()));
        world
    }

    /// Lives until everything is done.
    pub fn run(self) -> Tally {
        let World { all, machines, items, scale } = &self;
        let last_ms = all.dawn_ms + 4 * 3_600_000;
        let mut looked_ms = all.dawn_ms;
        let mut busy = Busy { second: 0, polls: 0 };
        loop {
            all.executor.run();
            all.ledger.check();
            let now_ms = all.truth.now_ms();
            busy.check(now_ms, all.executor.polls(), BUSIEST * (scale.machines as u64 + 10));
            if now_ms >= looked_ms {
                all.weather.climate.set(Climate::FAIR);
                looked_ms = now_ms + 60_000;
                items.borrow_mut().retain(|id| self.state(id) != "stopped");
                if items.borrow().is_empty() {
                    break;
                }
                if now_ms >= last_ms {
                    let id = items.borrow()[0].clone();
                    panic!("items never end, such as {id}, {}: {}", self.state(&id), all.ledger.held(&id));
                }
            }
            assert!(all.truth.advance_to_next(), "nothing will ever happen again");
        }
        self.close();
        for (number, machine) in machines.iter().enumerate() {
            assert!(machine.timers.most_armed() <= 1, "machine {number} had {} timers", machine.timers.most_armed());
            let left = (machine.heartbeats.size(), machine.heartbeats.in_flight(), machine.heartbeats.waiting());
            assert_eq!((left, machine.timers.armed(), machine.clock.armed()), ((0, 0, 0), 0, 0), "machine {number}");
        }
        let mut tally = *all.ledger.tally.borrow();
        tally.adopted = machines.iter().map(|machine| machine.heartbeats.stats().adopted).sum();
        tally
    }

    /// Everybody goes home.
    fn close(&self) {
        let World { all, machines, .. } = self;
        all.is_over.set(true);
        for (number, machine) in machines.iter().enumerate() {
            let worker = machine.worker.clone();
            all.executor.spawn(number, async move { worker.drain().await });
        }
        all.executor.run();
        while all.truth.advance_to_next() {
            all.executor.run();
            all.ledger.check();
        }
        assert_eq!(all.ledger.running(), 0, "handlers that run on");
        assert_eq!(all.executor.tasks(), 0, "tasks that wait for what never comes");
    }

    fn state(&self, id: &str) -> String {
        let item = ask(&self.all.net, &format!("/{}/work/{id}", self.all.environment_id), "");
        item["state"].as_str().unwrap().into()
    }

    /// Work comes all night, at times much at once.
    fn work_comes(&self, mut random: fastrand::Rng) -> impl Future<Output = ()> + use<> {
        let (all, items, scale) = (self.all.clone(), self.items.clone(), self.scale);
        async move {
            let mut left = scale.items;
            while left > 0 {
                let many = random.usize(1..=(scale.items / 50).max(1)).min(left);
                left -= many;
                for _ in 0..many {
                    let item = all.net.enqueue(&all.environment_id, NewWork::default()).unwrap();
                    items.borrow_mut().push(item.id);
                }
                let left_ms = all.dawn_ms.saturating_sub(all.truth.now_ms());
                all.truth.sleep(random.u64(..=(2 * left_ms * many as u64 / (left + many) as u64))).await;
            }
        }
    }

    /// A third party stops items, by force or not, and steals leases.
    fn meddling(&self, mut random: fastrand::Rng) -> impl Future<Output = ()> + use<> {
        let (all, items, scale) = (self.all.clone(), self.items.clone(), self.scale);
        async move {
            loop {
                all.truth.sleep(random.u64(1..2 * scale.meddling_ms)).await;
                if all.truth.now_ms() >= all.dawn_ms {
                    return;
                }
                let count = items.borrow().len();
                if count == 0 {
                    continue;
                }
                // The newest are those that are being worked on.
                let id = items.borrow()[random.usize(count.saturating_sub(3 * scale.machines)..count)].clone();
                let path = format!("/{}/work/{id}", all.environment_id);
                match random.u8(..4) {
                    0 => drop(ask(&all.net, &(path + "/stop"), r#"{"force":true}"#)),
                    1 => drop(ask(&all.net, &(path + "/stop"), "{}")),
                    // For as long as anybody may have held it: or the item would be a third party's before its worker can know.
                    2 => steal(&all, &(path + "/heartbeat?desired_ttl_seconds=300")),
                    _ => steal(&all, &(path + "/heartbeat?desired_ttl_seconds=300&expected_last_heartbeat=NO_HEARTBEAT")),
                }
            }
        }
    }
}

/// How often tasks were polled in the present second.
struct Busy {
    second: u64,
    polls: u64,
}

impl Busy {
    fn check(&mut self, now_ms: u64, polls: u64, most: u64) {
        assert!(polls - self.polls < most, "something runs in circles");
        if now_ms / 1_000 > self.second {
            *self = Busy { second: now_ms / 1_000, polls };
        }
    }
}

/// What the owner asks, with a body, or to see something.
fn ask(net: &Net, path: &str, body: &str) -> Value {
    net.with(|emulator, now_ms| {
        let method = if body.is_empty() { "GET" } else { "POST" };
        let request = HttpRequest::new(method, &format!("/v1/environments{path}"))
            .with_header("x-api-key", &emulator.settings().api_key.clone())
            .with_header("anthropic-version", "2023-06-01")
            .with_body(body);
        let Outcome::Done(response) = emulator.handle(&request, now_ms) else { panic!("an answer at once") };
        serde_json::from_slice(&response.body).unwrap()
    })
}

/// Another party beats.
fn steal(all: &Surroundings, path: &str) {
    all.net.with(|emulator, now_ms| {
        let request = HttpRequest::new("POST", &format!("/v1/environments{path}"))
            .with_header("authorization", &format!("Bearer {}", all.key))
            .with_header("anthropic-version", "2023-06-01");
        let _ = emulator.handle(&request, now_ms);
    });
}
