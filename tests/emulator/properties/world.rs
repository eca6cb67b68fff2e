//! Workers at an emulator, and what each of them knows.

use super::{super::support::START_MS, Step, WORKERS, ledger::Ledger};
use leasehold::{
    api::models::WorkState,
    emulator::{Answer, Emulator, FaultPlan, HttpRequest, JournalEvent, JournalFilter, NewWork, Outcome, Settings, Ticket},
};
use proptest::sample::Index;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What the emulator gives with an acknowledgement.
const ACK_TTL_MS: u64 = 30_000;

pub struct World {
    emulator: Emulator,
    now_ms: u64,
    environment: String,
    ttl_seconds: u64,
    workers: Vec<Worker>,
    /// Exchanges that take time, with who sent what and when.
    open: BTreeMap<Ticket, Sent>,
    enqueued: Vec<String>,
    ledger: Ledger,
    seen: Vec<String>,
}

#[derive(Default)]
struct Worker {
    polled: Option<String>,
    /// What it believes to hold, by item.
    held: BTreeMap<String, Held>,
    /// The last heartbeat that it knows of, by item.
    heartbeats: BTreeMap<String, String>,
    /// Every span of time in which it believed to hold an item, by item.
    spans: BTreeMap<String, Vec<(u64, u64)>>,
}

struct Held {
    until_ms: u64,
    last_heartbeat: String,
}

#[derive(Clone, Debug)]
struct Sent {
    worker: usize,
    at_ms: u64,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Poll,
    Ack(String),
    Beat(String),
    Stop { item: String, force: bool },
}

impl World {
    pub fn new(faults: &Value, ttl_seconds: u64) -> Self {
        let settings = json!({"journalLimit": 1_000_000, "maxTtlSeconds": 500});
        let mut emulator = Emulator::new(Settings::from_json(&settings).unwrap());
        let create = json!({"name": "machines", "config": {"type": "self_hosted"}});
        let created = ask(&mut emulator, START_MS, "POST", "/v1/environments", Some(create));
        emulator.set_faults(FaultPlan::from_json(faults).unwrap());
        let mut world = World {
            emulator,
            now_ms: START_MS,
            environment: created["id"].as_str().unwrap().into(),
            ttl_seconds,
            workers: (0..WORKERS).map(|_| Worker::default()).collect(),
            open: BTreeMap::new(),
            enqueued: Vec::new(),
            ledger: Ledger::default(),
            seen: Vec::new(),
        };
        world.ledger.read(&world.emulator);
        world
    }

    /// Everything that was seen, for comparison.
    pub fn history(&self) -> (Vec<String>, Value) {
        (self.seen.clone(), self.emulator.export())
    }

    pub fn take(&mut self, step: &Step) {
        match step {
            Step::Enqueue => {
                let item = self.emulator.enqueue(&self.environment, NewWork::default(), self.now_ms).unwrap();
                self.enqueued.push(item.id);
            }
            Step::Poll { worker, block_ms, reclaim_ms } => {
                let number = |number: &Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
                let path = format!("/poll?block_ms={}&reclaim_older_than_ms={}", number(block_ms), number(reclaim_ms));
                self.send(*worker, "GET", &path, What::Poll);
            }
            Step::Leave { worker } => {
                if let Some(ticket) = self.open.iter().find(|(_, sent)| sent.worker == *worker).map(|(ticket, _)| *ticket) {
                    self.open.remove(&ticket);
                    self.emulator.cancel(ticket);
                }
            }
            Step::Ack { worker } => {
                if let Some(item) = self.workers[*worker].polled.take() {
                    self.send(*worker, "POST", &format!("/{item}/ack"), What::Ack(item));
                }
            }
            Step::AckAny { worker, item } => {
                if let Some(item) = self.any(item) {
                    self.send(*worker, "POST", &format!("/{item}/ack"), What::Ack(item));
                }
            }
            Step::Beat { worker, item } => {
                if let Some(item) = self.held(*worker, item) {
                    let expected = &self.workers[*worker].held[&item].last_heartbeat;
                    let path = format!("/{item}/heartbeat?expected_last_heartbeat={expected}&desired_ttl_seconds={}", self.ttl_seconds);
                    self.send(*worker, "POST", &path, What::Beat(item));
                }
            }
            Step::BeatLate { worker, item } => {
                let once: Vec<_> = self.workers[*worker].heartbeats.iter().collect();
                if !once.is_empty() {
                    let (item, expected) = item.get(&once);
                    let path = format!("/{item}/heartbeat?expected_last_heartbeat={expected}&desired_ttl_seconds={}", self.ttl_seconds);
                    let item = (*item).clone();
                    self.send(*worker, "POST", &path, What::Beat(item));
                }
            }
            Step::AdvanceToTheEnd { worker, item } => {
                if let Some(item) = self.held(*worker, item) {
                    self.now_ms = self.workers[*worker].held[&item].until_ms - 1;
                    self.emulator.settle(self.now_ms);
                }
            }
            Step::StopHeld { worker, item, force } => {
                if let Some(item) = self.held(*worker, item) {
                    self.send(*worker, "POST", &format!("/{item}/stop"), What::Stop { item, force: *force });
                }
            }
            Step::StopAny { worker, item, force } => {
                if let Some(item) = self.any(item) {
                    self.send(*worker, "POST", &format!("/{item}/stop"), What::Stop { item, force: *force });
                }
            }
            Step::Advance { ms } => {
                self.now_ms += ms;
                self.emulator.settle(self.now_ms);
            }
        }
        self.hear();
        self.ledger.read(&self.emulator);
    }

    /// Checks everything that has to hold at every moment.
    pub fn check(&mut self) {
        self.nobody_shares_a_lease();
        let state = self.emulator.export();
        assert_eq!(Emulator::load(&state).unwrap().export(), state, "every state goes through JSON");
        let stats = self.ask("GET", "/stats", None);
        let (depth, pending, oldest_ms) = self.ledger.count();
        assert_eq!((stats["depth"].as_u64(), stats["pending"].as_u64()), (Some(depth), Some(pending)));
        assert_eq!(stats["workers_polling"], self.ledger.workers(self.now_ms));
        let items = self.list();
        let ids: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert!(ids.iter().rev().eq(self.enqueued.iter()), "every item once, from new to old");
        for (id, item) in ids.iter().zip(&items) {
            assert_eq!(item["state"], self.ledger.items[*id].state.as_str());
            assert_eq!(self.ask("GET", &format!("/{id}"), None), *item, "an identifier is accepted back");
        }
        let queued = items.iter().rfind(|item| item["state"] == "queued");
        assert_eq!(stats["oldest_queued_at"], queued.map_or(Value::Null, |item| item["created_at"].clone()));
        assert_eq!(queued.is_some(), oldest_ms.is_some());
        self.ledger.read(&self.emulator);
    }

    /// Ends everything well, and checks that no item was lost on the way.
    pub fn finish(&mut self) {
        self.open.clear();
        self.emulator.set_faults(FaultPlan::default());
        self.now_ms += 10_000_000;
        self.emulator.settle(self.now_ms);
        self.ledger.read(&self.emulator);
        let over = |line: &&super::ledger::Line| line.state == WorkState::Stopped;
        let left = self.ledger.items.values().filter(|line| !over(line)).count();
        let mut handed_out = BTreeSet::new();
        loop {
            let item = self.ask("GET", "/poll?reclaim_older_than_ms=0", None);
            let Some(id) = item["id"].as_str() else { break };
            assert_eq!(item["state"], "queued");
            self.ask("POST", &format!("/{id}/ack"), None);
            self.ask("POST", &format!("/{id}/stop"), Some(json!({"force": true})));
            assert!(handed_out.insert(id.to_owned()), "{id} was handed out again after it stopped");
        }
        assert_eq!(handed_out.len(), left, "every item that was not over was handed out");
        self.ledger.read(&self.emulator);
        assert!(self.ledger.items.values().all(|line| over(&line)));
    }

    fn send(&mut self, worker: usize, method: &str, path: &str, what: What) {
        let key = self.emulator.environment_key(&self.environment).unwrap();
        let mut request = HttpRequest::new(method, &format!("/v1/environments/{}/work{path}", self.environment))
            .with_header("authorization", &format!("Bearer {key}"))
            .with_header("anthropic-version", "2023-06-01")
            .with_header("anthropic-worker-id", &name(worker));
        if let What::Stop { force, .. } = what {
            request = request.with_body(json!({"force": force}).to_string());
        }
        let sent = Sent { worker, at_ms: self.now_ms, what };
        let outcome = self.emulator.handle(&request, self.now_ms);
        if matches!(sent.what, What::Poll) && self.took_effect() {
            self.ledger.polled_by(&name(worker), self.now_ms);
        }
        match outcome {
            Outcome::Done(response) => self.learn(&sent, response.status, &response.body),
            Outcome::Wait(ticket) => drop(self.open.insert(ticket, sent)),
        }
    }

    /// Whether the request that was just sent took effect. If the journal does not know it yet, it is a poll that waits.
    fn took_effect(&mut self) -> bool {
        let filter = JournalFilter { after: Some(self.ledger.read), requests: Some(true), ..JournalFilter::default() };
        self.emulator.journal(&filter).next().is_none_or(|entry| match &entry.event {
            JournalEvent::Request { request, fate } => request.fault != Some("refuse") && fate.status() != Some(500),
            JournalEvent::Change { .. } => false,
        })
    }

    /// Takes the answers that have come.
    fn hear(&mut self) {
        for (ticket, answer) in self.emulator.take_answers() {
            let Some(sent) = self.open.remove(&ticket) else { continue };
            match answer {
                Answer::Whole(response) => self.learn(&sent, response.status, &response.body),
                broken => self.seen.push(format!("{} {sent:?} {broken:?}", self.now_ms)),
            }
        }
    }

    /// What a worker makes of an answer.
    fn learn(&mut self, sent: &Sent, status: u16, body: &[u8]) {
        let body: Value = serde_json::from_slice(body).unwrap();
        self.seen.push(format!("{} {sent:?} {status} {body}", self.now_ms));
        let worker = &mut self.workers[sent.worker];
        match (&sent.what, status) {
            (What::Poll, 200) if body.is_object() => worker.polled = Some(body["id"].as_str().unwrap().into()),
            (What::Ack(item), 200) => {
                worker.held.insert(item.clone(), Held { until_ms: sent.at_ms + ACK_TTL_MS, last_heartbeat: "NO_HEARTBEAT".into() });
                worker.spans.entry(item.clone()).or_default().push((sent.at_ms, sent.at_ms + ACK_TTL_MS));
            }
            (What::Beat(item), 200) if body["lease_extended"] == true => {
                let (until_ms, last_heartbeat) =
                    (sent.at_ms + self.ttl_seconds * 1_000, body["last_heartbeat"].as_str().unwrap().to_owned());
                worker.spans.entry(item.clone()).or_default().push((sent.at_ms, until_ms));
                worker.heartbeats.insert(item.clone(), last_heartbeat.clone());
                worker.held.insert(item.clone(), Held { until_ms, last_heartbeat });
            }
            (What::Beat(item), 200 | 412) => drop(worker.held.remove(item)),
            (What::Stop { item, .. }, 409) => drop(worker.held.remove(item)),
            (What::Stop { item, .. }, 200) if body["state"] == "stopped" => drop(worker.held.remove(item)),
            _ => {}
        }
    }

    /// No two workers have ever had good reason to believe at one moment that they hold one item.
    fn nobody_shares_a_lease(&self) {
        for (number, worker) in self.workers.iter().enumerate() {
            for (item, spans) in worker.spans.iter().filter(|(item, _)| !self.ledger.items[*item].was_stolen) {
                let others = self.workers[number + 1..].iter().filter_map(|other| other.spans.get(item)).flatten();
                for (from, until) in others {
                    let shared = spans.iter().find(|(start, end)| start < until && from < end);
                    assert_eq!(shared, None, "{item} was held by two from {from} to {until}");
                }
            }
        }
    }

    /// All pages of the list, each by the cursor of the one before.
    fn list(&mut self) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.ask("GET", &format!("?limit=3&page={cursor}"), None);
            items.extend(page["data"].as_array().unwrap().iter().cloned());
            match page["next_page"].as_str() {
                Some(next) => cursor = next.replace('+', "%2B").replace('=', "%3D"),
                None => return items,
            }
        }
    }

    fn ask(&mut self, method: &str, path: &str, body: Option<Value>) -> Value {
        ask(&mut self.emulator, self.now_ms, method, &format!("/v1/environments/{}/work{path}", self.environment), body)
    }

    fn any(&self, item: &Index) -> Option<String> {
        (!self.enqueued.is_empty()).then(|| item.get(&self.enqueued).clone())
    }

    /// One of the items that a worker believes to hold now.
    fn held(&mut self, worker: usize, item: &Index) -> Option<String> {
        let now_ms = self.now_ms;
        let held = &mut self.workers[worker].held;
        held.retain(|_, held| held.until_ms > now_ms);
        let items: Vec<&String> = held.keys().collect();
        (!items.is_empty()).then(|| (*item.get(&items)).clone())
    }
}

/// A call that is expected to succeed, with a key that opens it.
fn ask(emulator: &mut Emulator, now_ms: u64, method: &str, target: &str, body: Option<Value>) -> Value {
    let is_work = target.contains("/poll") || target.contains("/ack") || target.contains("?limit");
    let key = match target.split('/').nth(3) {
        Some(environment) if is_work => emulator.environment_key(environment).unwrap(),
        _ => emulator.settings().api_key.clone(),
    };
    let request = HttpRequest::new(method, target)
        .with_header("authorization", &format!("Bearer {key}"))
        .with_header("anthropic-version", "2023-06-01")
        .with_body(body.map(|body| body.to_string()).unwrap_or_default());
    let Outcome::Done(response) = emulator.handle(&request, now_ms) else { panic!("{request:?} waits") };
    assert_eq!(response.status, 200, "{request:?}");
    serde_json::from_slice(&response.body).unwrap()
}

fn name(worker: usize) -> String {
    format!("worker {worker}")
}
