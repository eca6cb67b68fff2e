//! How fast the emulator is, in the process, by the size of its queue: `cargo bench --features emulator`.
//!
//! The aim is 50,000 polls and acknowledgements a second, on one core, at a queue of 100,000; and no operation that takes longer
//! than O(log n) in the number of items, statistics O(1).

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that finds something wrong stops there")]

use leasehold::emulator::{Emulator, HttpRequest, HttpResponse, NewWork, Outcome, Settings};
use serde_json::Value;
use std::{process::ExitCode, time::Instant};

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// The size that the aim is about, and the aim in calls a second.
const AIM: (usize, f64) = (100_000, 50_000.0);
/// How often each call is made. As many as the smallest queue has items.
const ROUNDS: usize = 1_000;

fn main() -> ExitCode {
    println!("{:>10} {:>12} {:>12} {:>12} {:>12} {:>12}   {:>14}", "items", "poll", "ack", "heartbeat", "stats", "list", "polls+acks");
    let mut reached = true;
    for items in SIZES {
        let mut scene = Scene::new(items);
        let [poll, ack, heartbeat, stats, list] = scene.run();
        let per_second = 2e9 / (poll + ack);
        reached &= items != AIM.0 || per_second >= AIM.1;
        let columns: String = [poll, ack, heartbeat, stats, list].iter().map(|ns| format!("{:>9.2} µs ", ns / 1e3)).collect();
        println!("{items:>10} {columns}  {per_second:>12.0}/s");
    }
    println!("\n{} polls+acks a second at {} items: {}", AIM.1, AIM.0, if reached { "reached" } else { "NOT reached" });
    if reached { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// An emulator with a full queue.
struct Scene {
    emulator: Emulator,
    work: String,
    key: String,
    now_ms: u64,
}

impl Scene {
    fn new(items: usize) -> Self {
        let mut scene = Scene { emulator: Emulator::new(Settings::default()), work: String::new(), key: String::new(), now_ms: 0 };
        scene.key = scene.emulator.settings().api_key.clone();
        let create = scene.request("POST", "").with_body(r#"{"name": "machines", "config": {"type": "self_hosted"}}"#);
        let id = id(&scene.send(&create));
        scene.work = format!("/{id}/work");
        for _ in 0..items {
            scene.emulator.enqueue(&id, NewWork::default(), 0).expect("a self-hosted environment");
        }
        scene
    }

    /// Nanoseconds a call, of each kind of call.
    fn run(&mut self) -> [f64; 5] {
        let (poll, stats, list) = (self.worker("GET", "/poll"), self.account("GET", "/stats"), self.worker("GET", "?limit=20"));
        let (polled, poll_ns) = self.timed(vec![poll; ROUNDS]);
        let ids: Vec<String> = polled.iter().map(id).collect();
        let (_, ack_ns) = self.timed(ids.iter().map(|id| self.worker("POST", &format!("/{id}/ack"))).collect());
        let (_, heartbeat_ns) = self.timed(ids.iter().map(|id| self.worker("POST", &format!("/{id}/heartbeat"))).collect());
        let (_, stats_ns) = self.timed(vec![stats; ROUNDS]);
        let (_, list_ns) = self.timed(vec![list; ROUNDS]);
        [poll_ns, ack_ns, heartbeat_ns, stats_ns, list_ns]
    }

    fn timed(&mut self, requests: Vec<HttpRequest>) -> (Vec<HttpResponse>, f64) {
        let begin = Instant::now();
        let responses: Vec<HttpResponse> = requests.iter().map(|request| self.send(request)).collect();
        (responses, begin.elapsed().as_nanos() as f64 / requests.len() as f64)
    }

    fn send(&mut self, request: &HttpRequest) -> HttpResponse {
        self.now_ms += 1;
        match self.emulator.handle(request, self.now_ms) {
            Outcome::Done(response) if response.status == 200 => response,
            outcome => panic!("{request:?} gave {outcome:?}"),
        }
    }

    fn worker(&self, method: &str, path: &str) -> HttpRequest {
        let environment = self.work.trim_start_matches('/').trim_end_matches("/work");
        let key = self.emulator.environment_key(environment).expect("a self-hosted environment");
        // What clients send besides: the headers have to be looked through.
        HttpRequest::new(method, &format!("/v1/environments{}{path}", self.work))
            .with_header("accept", "application/json")
            .with_header("anthropic-version", "2023-06-01")
            .with_header("anthropic-beta", "managed-agents-2026-04-01")
            .with_header("anthropic-worker-id", "bench")
            .with_header("authorization", &format!("Bearer {key}"))
    }

    fn account(&self, method: &str, path: &str) -> HttpRequest {
        self.request(method, &format!("{}{path}", self.work))
    }

    fn request(&self, method: &str, path: &str) -> HttpRequest {
        HttpRequest::new(method, &format!("/v1/environments{path}"))
            .with_header("anthropic-version", "2023-06-01")
            .with_header("x-api-key", &self.key)
    }
}

fn id(response: &HttpResponse) -> String {
    let body: Value = serde_json::from_slice(&response.body).expect("JSON");
    body["id"].as_str().expect("an id").into()
}
