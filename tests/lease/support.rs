//! A worker's surroundings: the emulator, a virtual clock, and an executor that lets time pass only when nothing else can happen.

use futures::{
    executor::{LocalPool, LocalSpawner},
    task::LocalSpawnExt,
};
use leasehold::{
    api::{
        Client, ClientOptions, Clock, Credential, LocalFuture, RequestOptions, Source, Transport,
        models::{EnvironmentCreate, Secret},
    },
    emulator::{Emulator, EmulatorTransport, FaultPlan, JournalFilter, NewWork, Settings, VirtualClock},
    lease::{Handler, HeartbeatOptions, Heartbeats, Host, Item, Lease, LeaseOptions, PollerOptions, Worker, WorkerEvent, WorkerOptions},
};
use serde_json::json;
use std::{
    cell::{Cell, RefCell},
    future::Future,
    rc::Rc,
};

pub type Net = EmulatorTransport<VirtualClock>;

pub const START_MS: u64 = 1_800_000_000_000;

pub struct World {
    pool: RefCell<LocalPool>,
    pub clock: VirtualClock,
    pub net: Net,
    pub environment_id: String,
    pub client: Client<Net, VirtualClock>,
    pub heartbeats: Heartbeats<VirtualClock>,
}

struct Pool(LocalSpawner);

impl Host for Pool {
    fn spawn(&self, task: LocalFuture<'static, ()>) {
        self.0.spawn_local(task).expect("the pool lives");
    }
}

impl World {
    pub fn new() -> Self {
        Self::with(HeartbeatOptions::default())
    }

    pub fn with(options: HeartbeatOptions) -> Self {
        let clock = VirtualClock::new(START_MS, 7);
        let net = EmulatorTransport::new(Emulator::new(Settings::default()), clock.clone());
        let client = |credential| Client::new(net.clone(), clock.clone(), ClientOptions::new(credential)).expect("a client");
        let api_key = net.with(|emulator, _| emulator.settings().api_key.clone());
        let owner = client(Credential::ApiKey(Secret::new(api_key)));
        let create: EnvironmentCreate =
            serde_json::from_value(json!({ "name": "machines", "config": { "type": "self_hosted" } })).expect("what the API takes");
        let created = clock.block_on(async { owner.environments().create(&create, &Default::default(), &RequestOptions::default()).await });
        let environment_id = created.expect("time passes").expect("an environment").id;
        let key = net.with(|emulator, _| emulator.environment_key(&environment_id)).expect("a key");
        let worker = client(Credential::Bearer(Secret::new(key)));
        let pool = LocalPool::new();
        let host: Rc<dyn Host> = Rc::new(Pool(pool.spawner()));
        let heartbeats = Heartbeats::new(clock.clone(), host, options);
        World { pool: RefCell::new(pool), clock, net, environment_id, client: worker, heartbeats }
    }

    pub fn enqueue(&self) -> String {
        self.net.enqueue(&self.environment_id, NewWork::default()).expect("an item").id
    }

    pub fn faults(&self, plan: serde_json::Value) {
        self.net.with(|emulator, _| emulator.set_faults(FaultPlan::from_json(&plan).expect("a plan")));
    }

    /// How often an endpoint was asked.
    pub fn requests(&self, endpoint: &str) -> usize {
        let filter = JournalFilter::default();
        self.net.with(|emulator, _| {
            emulator.journal(&filter).filter(|entry| format!("{entry:?}").contains(&format!("endpoint: Some({endpoint})"))).count()
        })
    }

    /// Since the start, in milliseconds.
    pub fn now_ms(&self) -> u64 {
        self.clock.now_ms() - START_MS
    }

    /// Runs everything up to a moment.
    pub fn run_to(&self, at_ms: u64) {
        loop {
            self.pool.borrow_mut().run_until_stalled();
            if self.clock.next_timer_ms().is_none_or(|due_ms| due_ms > START_MS + at_ms) || !self.clock.advance_to_next() {
                break;
            }
        }
        self.clock.advance((START_MS + at_ms).saturating_sub(self.clock.now_ms()));
        self.pool.borrow_mut().run_until_stalled();
    }

    /// Runs a future to its end; time passes where nothing else can happen.
    pub fn run<F: Future<Output: 'static> + 'static>(&self, future: F) -> F::Output {
        let result = Rc::new(RefCell::new(None));
        let slot = result.clone();
        self.spawn(async move { *slot.borrow_mut() = Some(future.await) });
        loop {
            self.pool.borrow_mut().run_until_stalled();
            if let Some(output) = result.borrow_mut().take() {
                return output;
            }
            assert!(self.clock.advance_to_next(), "nothing will ever happen again");
        }
    }

    pub fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.pool.borrow().spawner().spawn_local(task).expect("the pool lives");
    }

    pub fn worker(&self, concurrency: usize, handler: impl Handler<Net, VirtualClock> + 'static) -> Worker<Net, VirtualClock> {
        let poller = PollerOptions::new(self.environment_id.clone(), "w");
        let options = WorkerOptions { poller, concurrency, lease: LeaseOptions::default() };
        let handler: Rc<dyn Handler<Net, VirtualClock>> = Rc::new(handler);
        Worker::new(self.client.clone(), self.heartbeats.clone(), options, handler)
    }
}

/// A handler that takes a while, unless it is told to end, and keeps the worker's events as text.
pub struct Takes {
    pub ms: u64,
    pub clock: VirtualClock,
    pub events: Rc<RefCell<Vec<String>>>,
    pub busiest: Rc<Cell<usize>>,
    pub running: Rc<Cell<usize>>,
}

impl Takes {
    pub fn new(world: &World, ms: u64) -> Self {
        Takes { ms, clock: world.clock.clone(), events: Rc::default(), busiest: Rc::default(), running: Rc::default() }
    }
}

impl Handler<Net, VirtualClock> for Takes {
    fn handle(&self, _: Rc<Item<<Net as Transport>::Body>>, lease: Lease<Net, VirtualClock>) -> LocalFuture<'static, Result<(), Source>> {
        let (clock, ms, running) = (self.clock.clone(), self.ms, self.running.clone());
        running.set(running.get() + 1);
        self.busiest.set(self.busiest.get().max(running.get()));
        Box::pin(async move {
            let told = std::pin::pin!(lease.told_to_end());
            futures::future::select(told, clock.sleep(ms)).await;
            running.set(running.get() - 1);
            Ok(())
        })
    }

    fn event(&self, event: WorkerEvent<'_, Vec<u8>>) {
        let text = format!("{event:?}");
        self.events.borrow_mut().push(text.split(['(', ' ', '{']).next().unwrap_or_default().to_owned());
    }
}
