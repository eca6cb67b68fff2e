//! A worker's surroundings: the emulator, a machine with clocks of its own, and an executor that lets time pass only when nothing else
//! can happen.

pub mod executor;
pub mod local_clock;

use executor::{Executor, MachineHost};
use leasehold::{
    api::{
        Client, ClientOptions, Clock, Credential, LocalFuture, Log, LogLevel, RequestOptions, Source,
        models::{EnvironmentCreate, Secret},
    },
    emulator::{
        Emulator, EmulatorTransport, Endpoint, Fate, FaultPlan, HttpRequest, JournalEvent, JournalFilter, NewWork, Outcome, Settings,
        VirtualClock,
    },
    lease::{
        CallOptions, Handler, HeartbeatOptions, Heartbeats, Item, Lease, LeaseOptions, LeasedItem, PollerOptions, Worker, WorkerEvent,
        WorkerOptions,
    },
};
use local_clock::LocalClock;
use serde_json::{Value, json};
use std::{
    cell::{Cell, RefCell},
    future::Future,
    rc::Rc,
};

pub type Net = EmulatorTransport<VirtualClock>;

pub const START_MS: u64 = 1_800_000_000_000;

/// No test takes longer than that, in simulated time.
const LONGEST_MS: u64 = 2 * 3_600_000;

/// The machine that runs the leases; another number is another machine.
const HERE: usize = 1;

pub struct World {
    pub executor: Executor,
    /// The server's clock.
    pub truth: VirtualClock,
    /// The client's.
    pub clock: LocalClock,
    /// The scheduler's: the same, but its timers are counted apart.
    pub timers: LocalClock,
    pub host: Rc<MachineHost>,
    pub net: Net,
    pub environment_id: String,
    pub client: Client<Net, LocalClock>,
    pub heartbeats: Heartbeats<LocalClock>,
    pub log: Rc<Lines>,
}

/// A log that keeps what is written.
#[derive(Default)]
pub struct Lines(pub RefCell<Vec<String>>);

impl Log for Lines {
    fn wants(&self, level: LogLevel) -> bool {
        level == LogLevel::Warn
    }

    fn write(&self, _: LogLevel, line: &str) {
        self.0.borrow_mut().push(line.into());
    }
}

impl World {
    pub fn new() -> Self {
        Self::with(HeartbeatOptions::default())
    }

    /// The scheduler logs in any case.
    pub fn with(options: HeartbeatOptions) -> Self {
        let truth = VirtualClock::new(START_MS, 7);
        let net = EmulatorTransport::new(Emulator::new(Settings::default()), truth.clone());
        let api_key = net.with(|emulator, _| emulator.settings().api_key.clone());
        let owner = Client::new(net.clone(), truth.clone(), ClientOptions::new(Credential::ApiKey(Secret::new(api_key)))).unwrap();
        let create: EnvironmentCreate =
            serde_json::from_value(json!({ "name": "machines", "config": { "type": "self_hosted" } })).expect("what the API takes");
        let created = truth.block_on(async { owner.environments().create(&create, &Default::default(), &RequestOptions::default()).await });
        let environment_id = created.expect("time passes").expect("an environment").id;
        let key = net.with(|emulator, _| emulator.environment_key(&environment_id)).expect("a key");
        let clock = LocalClock::new(&truth, 0, 0, 7);
        let log = Rc::new(Lines::default());
        let mut client = ClientOptions::new(Credential::Bearer(Secret::new(key)));
        client.log = Some(log.clone());
        let client = Client::new(net.clone(), clock.clone(), client).unwrap();
        let executor = Executor::default();
        let host = MachineHost::new(&executor, HERE);
        let timers = clock.another();
        let heartbeats = Heartbeats::new(timers.clone(), host.clone(), HeartbeatOptions { log: Some(log.clone()), ..options });
        World { executor, truth, clock, timers, host, net, environment_id, client, heartbeats, log }
    }

    pub fn enqueue(&self) -> String {
        self.net.enqueue(&self.environment_id, NewWork::default()).expect("an item").id
    }

    /// An item that is acknowledged, as the client would.
    pub fn acknowledged(&self) -> LeasedItem {
        let id = self.enqueue();
        assert_eq!(self.ask("POST", &id, "/ack", "").0, 200);
        LeasedItem { work_id: id.into(), environment_id: self.environment_id.as_str().into() }
    }

    /// A lease on an item of its own.
    pub fn lease(&self) -> Lease<Net, LocalClock> {
        self.lease_with(LeaseOptions::default())
    }

    pub fn lease_with(&self, options: LeaseOptions) -> Lease<Net, LocalClock> {
        Lease::hold(&self.client, &self.heartbeats, self.acknowledged(), CallOptions::default(), (options, None)).unwrap()
    }

    pub fn faults(&self, plan: Value) {
        self.net.with(|emulator, _| emulator.set_faults(FaultPlan::from_json(&plan).expect("a plan")));
    }

    /// Somebody else asks the server about an item, with the API key or, for heartbeats, the environment's.
    pub fn ask(&self, method: &str, id: &str, call: &str, body: &str) -> (u16, Value) {
        self.net.with(|emulator, now_ms| {
            let environment_id = &self.environment_id;
            let request = HttpRequest::new(method, &format!("/v1/environments/{environment_id}/work/{id}{call}"))
                .with_header("anthropic-version", "2023-06-01")
                .with_body(body);
            let request = match call {
                "/stop" | "" => request.with_header("x-api-key", &emulator.settings().api_key.clone()),
                _ => request.with_header("authorization", &format!("Bearer {}", emulator.environment_key(environment_id).unwrap())),
            };
            let Outcome::Done(response) = emulator.handle(&request, now_ms) else { panic!("an answer at once") };
            (response.status, serde_json::from_slice(&response.body).unwrap_or_default())
        })
    }

    /// The state of an item, by the server's word.
    pub fn state(&self, id: &str) -> String {
        self.ask("GET", id, "", "").1["state"].as_str().unwrap().into()
    }

    /// What an endpoint was asked by workers: when, in milliseconds since the start, and what it answered (0: nothing).
    pub fn requests(&self, endpoint: Endpoint) -> Vec<(u64, u16)> {
        let filter = JournalFilter { requests: Some(true), endpoint: Some(endpoint), ..Default::default() };
        self.net.with(|emulator, _| {
            let entries = emulator.journal(&filter).filter_map(|entry| match &entry.event {
                JournalEvent::Request { request, fate } => Some((request.arrived_ms - START_MS, *fate)),
                JournalEvent::Change { .. } => None,
            });
            let status = |fate| if let Fate::Answered { status } = fate { status } else { 0 };
            entries.map(|(at_ms, fate)| (at_ms, status(fate))).collect()
        })
    }

    /// The beats that workers sent: when, in milliseconds since the start, and for which item.
    pub fn beats(&self) -> Vec<(u64, Rc<str>)> {
        let filter = JournalFilter { requests: Some(true), endpoint: Some(Endpoint::WorkHeartbeat), ..Default::default() };
        self.net.with(|emulator, _| {
            let entries = emulator.journal(&filter).filter_map(|entry| match &entry.event {
                JournalEvent::Request { request, .. } => Some((request.arrived_ms - START_MS, request.work_id.as_deref()?.into())),
                JournalEvent::Change { .. } => None,
            });
            entries.collect()
        })
    }

    /// Since the start, in milliseconds.
    pub fn now_ms(&self) -> u64 {
        self.truth.now_ms() - START_MS
    }

    /// Runs everything up to a moment.
    pub fn run_to(&self, at_ms: u64) {
        loop {
            self.step();
            if self.truth.next_timer_ms().is_none_or(|due_ms| due_ms > START_MS + at_ms) || !self.truth.advance_to_next() {
                break;
            }
        }
        self.truth.advance((START_MS + at_ms).saturating_sub(self.truth.now_ms()));
        self.step();
    }

    /// Runs a future to its end; time passes where nothing else can happen.
    pub fn run<F: Future<Output: 'static> + 'static>(&self, future: F) -> F::Output {
        let result = Rc::new(RefCell::new(None));
        let slot = result.clone();
        self.spawn(async move { *slot.borrow_mut() = Some(future.await) });
        loop {
            self.step();
            if let Some(output) = result.borrow_mut().take() {
                return output;
            }
            assert!(self.truth.advance_to_next(), "nothing will ever happen again");
        }
    }

    pub fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.executor.spawn(HERE, task);
    }

    /// The machine sleeps for a while. Its monotonic clock stands still meanwhile, or not. Nothing has run when this returns.
    pub fn sleep(&self, ms: u64, stands_still: bool) {
        self.executor.suspend(HERE);
        let (end_ms, monotonic_ms) = (self.now_ms() + ms, self.clock.monotonic_ms());
        self.run_to(end_ms);
        if stands_still {
            self.clock.stood_still_since(monotonic_ms);
        }
        self.executor.resume(HERE);
    }

    pub fn worker_options(&self, concurrency: usize) -> WorkerOptions {
        let poller = PollerOptions::new(self.environment_id.clone(), "w");
        WorkerOptions { poller, concurrency, lease: LeaseOptions::default() }
    }

    pub fn worker(&self, concurrency: usize, handler: impl Handler<Net, LocalClock> + 'static) -> Worker<Net, LocalClock> {
        self.worker_with(self.worker_options(concurrency), handler)
    }

    pub fn worker_with(&self, options: WorkerOptions, handler: impl Handler<Net, LocalClock> + 'static) -> Worker<Net, LocalClock> {
        Worker::new(self.client.clone(), self.heartbeats.clone(), options, Rc::new(handler))
    }

    /// A worker that runs, and what its run comes to.
    pub fn running(&self, worker: &Worker<Net, LocalClock>) -> Rc<RefCell<Option<leasehold::api::Result<()>>>> {
        let end = Rc::new(RefCell::new(None));
        let (slot, worker) = (end.clone(), worker.clone());
        self.spawn(async move { *slot.borrow_mut() = Some(worker.run().await) });
        end
    }

    /// Runs what can run now; what holds at every moment is checked.
    fn step(&self) {
        self.executor.run();
        assert!(self.now_ms() < LONGEST_MS, "what is waited for does not happen");
        assert!(self.timers.most_armed() <= 1, "the scheduler has one timer");
        assert_eq!(self.host.holds.get(), self.heartbeats.size() > 0, "the host knows whether leases are held");
    }
}

/// A handler that takes a while, unless it is told to end, and keeps the worker's events as text.
#[derive(Clone)]
pub struct Takes {
    pub ms: u64,
    /// What it ends with.
    pub fails: bool,
    /// Whether it ends when it is told to.
    pub obeys: bool,
    pub clock: LocalClock,
    pub events: Rc<RefCell<Vec<String>>>,
    pub busiest: Rc<Cell<usize>>,
    pub running: Rc<Cell<usize>>,
    /// The lease of the latest item.
    pub lease: Rc<RefCell<Option<Lease<Net, LocalClock>>>>,
}

impl Takes {
    pub fn new(world: &World, ms: u64) -> Self {
        Takes {
            ms,
            fails: false,
            obeys: true,
            clock: world.clock.clone(),
            events: Rc::default(),
            busiest: Rc::default(),
            running: Rc::default(),
            lease: Rc::default(),
        }
    }

    /// Its events, without beats.
    pub fn told(&self) -> String {
        let events = self.events.borrow();
        let told: Vec<&str> = events.iter().map(String::as_str).filter(|event| *event != "Beat").collect();
        told.join(" ")
    }
}

impl Handler<Net, LocalClock> for Takes {
    fn handle(&self, _: Rc<Item<Vec<u8>>>, lease: Lease<Net, LocalClock>) -> LocalFuture<'static, Result<(), Source>> {
        let Takes { clock, ms, running, fails, obeys, .. } = self.clone();
        running.set(running.get() + 1);
        self.busiest.set(self.busiest.get().max(running.get()));
        *self.lease.borrow_mut() = Some(lease.clone());
        Box::pin(async move {
            let sleep = clock.sleep(ms);
            if obeys {
                futures::future::select(std::pin::pin!(lease.told_to_end()), sleep).await;
            } else {
                sleep.await;
            }
            running.set(running.get() - 1);
            if fails { Err("it did not work".into()) } else { Ok(()) }
        })
    }

    fn event(&self, event: WorkerEvent<'_, Vec<u8>>) {
        let text = match event {
            WorkerEvent::Lease(_, notice) => format!("{notice:?}"),
            WorkerEvent::Claimed(_) => "Claimed".into(),
            event => format!("{event:?}"),
        };
        self.events.borrow_mut().push(text.split(' ').next().unwrap_or_default().to_owned());
    }
}
