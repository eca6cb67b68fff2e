//! An emulator with a clock, and the calls that the tests make.

use leasehold::emulator::{self, Emulator, HttpRequest, HttpResponse, NewWork, Outcome, Settings, Ticket};
use serde_json::{Value, json};

/// 2026-03-15, 10 o'clock.
pub const START_MS: u64 = 1_773_568_800_000;

/// An emulator at some moment.
pub struct Api {
    pub emulator: Emulator,
    pub now_ms: u64,
}

/// An answer with its body read.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub response: HttpResponse,
}

impl Api {
    pub fn new() -> Self {
        Self::with(&json!({}))
    }

    /// With settings, as `EmulatorOptions` has them.
    pub fn with(options: &Value) -> Self {
        Api { emulator: Emulator::new(Settings::from_json(options).unwrap()), now_ms: START_MS }
    }

    pub fn advance(&mut self, ms: u64) {
        self.now_ms += ms;
    }

    /// Sends a request and reads the answer.
    pub fn exchange(&mut self, request: &HttpRequest) -> Answer {
        match self.emulator.handle(request, self.now_ms) {
            Outcome::Done(response) => read(response),
            Outcome::Wait(_) => panic!("{request:?} waits"),
        }
    }

    /// Sends a poll that is expected to wait.
    pub fn wait(&mut self, environment: &str, query: &str) -> Ticket {
        let target = format!("/v1/environments/{environment}/work/poll?{query}");
        let request = self.worker_request(environment, "GET", &target);
        match self.emulator.handle(&request, self.now_ms) {
            Outcome::Wait(ticket) => ticket,
            Outcome::Done(response) => panic!("{:?} at once", read(response)),
        }
    }

    /// The answers of the polls that waited, at the present moment.
    pub fn answers(&mut self) -> Vec<(Ticket, Answer)> {
        self.emulator.settle(self.now_ms);
        self.emulator.take_answers().into_iter().map(|(ticket, answer)| (ticket, read(whole(answer)))).collect()
    }

    /// A call with the API key.
    pub fn account(&mut self, method: &str, target: &str, body: Value) -> Answer {
        let request = HttpRequest::new(method, target).with_header("X-Api-Key", &self.emulator.settings().api_key);
        self.exchange(&with_body(versioned(request), &body))
    }

    /// A call with the environment key.
    pub fn worker(&mut self, environment: &str, method: &str, path: &str, body: Value) -> Answer {
        let request = self.worker_request(environment, method, &format!("/v1/environments/{environment}/work{path}"));
        self.exchange(&with_body(request, &body))
    }

    pub fn worker_request(&self, environment: &str, method: &str, target: &str) -> HttpRequest {
        let key = self.emulator.environment_key(environment).unwrap();
        versioned(HttpRequest::new(method, target)).with_header("Authorization", &format!("Bearer {key}"))
    }

    /// Creates an environment and gives its id.
    pub fn create(&mut self, body: Value) -> String {
        self.account("POST", "/v1/environments", body).ok()["id"].as_str().unwrap().into()
    }

    pub fn self_hosted(&mut self) -> String {
        self.create(json!({"name": "machines", "config": {"type": "self_hosted"}}))
    }

    /// Queues a session and gives the work item's id.
    pub fn enqueue(&mut self, environment: &str) -> String {
        self.emulator.enqueue(environment, NewWork::default(), self.now_ms).unwrap().id
    }

    pub fn poll(&mut self, environment: &str) -> Value {
        self.worker(environment, "GET", "/poll", Value::Null).ok()
    }

    pub fn ack(&mut self, environment: &str, work: &str) -> Answer {
        self.worker(environment, "POST", &format!("/{work}/ack"), Value::Null)
    }

    pub fn beat(&mut self, environment: &str, work: &str, query: &str) -> Answer {
        self.worker(environment, "POST", &format!("/{work}/heartbeat?{query}"), Value::Null)
    }

    /// Queues an item and brings it to its first heartbeat; gives its id and that heartbeat.
    pub fn active(&mut self, environment: &str) -> (String, String) {
        let work = self.enqueue(environment);
        assert_eq!(self.poll(environment)["id"], work);
        self.ack(environment, &work).ok();
        let beat = self.beat(environment, &work, "expected_last_heartbeat=NO_HEARTBEAT").ok();
        (work, beat["last_heartbeat"].as_str().unwrap().into())
    }

    /// The work item as the account sees it.
    pub fn work(&mut self, environment: &str, work: &str) -> Value {
        self.account("GET", &format!("/v1/environments/{environment}/work/{work}"), Value::Null).ok()
    }

    pub fn stats(&mut self, environment: &str) -> Value {
        self.account("GET", &format!("/v1/environments/{environment}/work/stats"), Value::Null).ok()
    }

    /// Everything that the emulator knows, but for what the next request will be called.
    pub fn everything(&self) -> Value {
        let mut state = self.emulator.export();
        state["ids"]["requests"] = Value::Null;
        state
    }
}

impl Answer {
    /// The body of an answer that is expected to be 200.
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// The error code, or nothing, of an answer that is expected to be `status`.
    pub fn refused(&self, status: u16) -> &Value {
        assert_eq!(self.status, status, "{}", self.body);
        &self.body["error"]["details"]["error_code"]
    }

    pub fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap()
    }
}

/// The response, where there is a whole one.
pub fn whole(answer: emulator::Answer) -> HttpResponse {
    match answer {
        emulator::Answer::Whole(response) => response,
        broken => panic!("{broken:?}"),
    }
}

/// Adds the header that every request carries.
pub fn versioned(request: HttpRequest) -> HttpRequest {
    request.with_header("anthropic-version", "2023-06-01")
}

fn with_body(request: HttpRequest, body: &Value) -> HttpRequest {
    if body.is_null() { request } else { request.with_body(body.to_string()) }
}

/// Reads an answer, and checks what is true of every one.
pub fn read(response: HttpResponse) -> Answer {
    let request_id = response.header("request-id").expect("a request-id on every answer").to_owned();
    assert!(request_id.starts_with("req_01"));
    let body: Value = if response.body.is_empty() { Value::Null } else { serde_json::from_slice(&response.body).unwrap() };
    assert_eq!(response.header("content-type").is_some(), !response.body.is_empty());
    assert_eq!(response.status == 204, response.body.is_empty());
    if response.status >= 400 {
        assert_eq!(body["type"], "error");
        assert_eq!(body["request_id"], request_id);
        let kind = match response.status {
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            409 => "conflict_error",
            429 => "rate_limit_error",
            500.. => "api_error",
            _ => "invalid_request_error",
        };
        assert_eq!(body["error"]["type"], kind);
        assert!(!body["error"]["message"].as_str().unwrap().is_empty());
    }
    Answer { status: response.status, body, response }
}
