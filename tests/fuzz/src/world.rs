//! An emulator, whoever calls it, and what must hold of each of its answers.

use crate::{json, wire::START_MS};
use arbitrary::{Result, Unstructured};
use http::{HeaderName, HeaderValue};
use leasehold::emulator::{Answer, Emulator, FaultPlan, HttpRequest, HttpResponse, JournalFilter, NewWork, Outcome, Settings, Ticket};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Texts that mean something in a body.
const WORDS: [&str; 44] = [
    "name",
    "config",
    "description",
    "metadata",
    "scope",
    "type",
    "self_hosted",
    "cloud",
    "networking",
    "packages",
    "unrestricted",
    "limited",
    "allow_mcp_servers",
    "allow_package_managers",
    "allowed_hosts",
    "apt",
    "cargo",
    "gem",
    "go",
    "npm",
    "pip",
    "force",
    "organization",
    "account",
    "env_1",
    "__proto__",
    "constructor",
    "",
    "a",
    "toString",
    "metadata.a",
    "config.type",
    "null",
    "true",
    "session",
    "healthcheck",
    "sessionId",
    "id",
    "state",
    "data",
    "environment_id",
    "work_id",
    "page",
    "x",
];
/// Bodies that an endpoint takes.
const BODIES: [&str; 10] = [
    "",
    r#"{"name":"a","config":{"type":"self_hosted"}}"#,
    r#"{"name":"b"}"#,
    r#"{"name":"c","config":{"type":"cloud","networking":{"type":"limited","allow_package_managers":true},"packages":{"pip":["x"]}}}"#,
    r#"{"metadata":{"a":"1","b":null}}"#,
    r#"{"metadata":{"a":""},"description":null,"name":"d"}"#,
    r#"{"force":true}"#,
    r#"{"force":false}"#,
    "{}",
    "null",
];
const PARAMETERS: [&str; 8] =
    ["limit", "page", "block_ms", "reclaim_older_than_ms", "desired_ttl_seconds", "expected_last_heartbeat", "include_archived", "beta"];

/// The emulator and what is known of it.
pub struct World {
    pub emulator: Emulator,
    pub now_ms: u64,
    environments: Vec<String>,
    items: Vec<String>,
    heartbeats: Vec<String>,
    pages: Vec<String>,
    open: BTreeSet<Ticket>,
    has_faults: bool,
    /// Whether the whole state is looked at around each request. It takes ten times as long.
    is_thorough: bool,
}

impl World {
    pub fn new(emulator: Emulator) -> Self {
        let now_ms = START_MS.max(emulator.now_ms());
        World {
            emulator,
            now_ms,
            environments: Vec::new(),
            items: Vec::new(),
            heartbeats: Vec::new(),
            pages: Vec::new(),
            open: BTreeSet::new(),
            has_faults: true,
            is_thorough: false,
        }
    }

    /// The same, looked at thoroughly.
    pub fn thoroughly(mut self, is_thorough: bool) -> Self {
        self.is_thorough = is_thorough;
        self
    }

    /// The same without faults.
    pub fn without_faults(mut self) -> Self {
        self.emulator.set_faults(FaultPlan::default());
        self.has_faults = false;
        self
    }

    /// Something happens.
    pub fn step(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        match u.int_in_range(0..=19)? {
            0 => self.enqueue(u)?,
            1 => self.now_ms = self.now_ms.saturating_add(u.arbitrary()?),
            2 | 3 => self.now_ms = self.now_ms.saturating_add(u.int_in_range(0..=400_000)?),
            4 => self.now_ms = self.emulator.next_due_ms().unwrap_or(self.now_ms).max(self.now_ms),
            5 => self.cancel(u)?,
            6 => self.restart(),
            7 => self.break_things(u)?,
            8 => {
                let request = raw(u)?;
                self.send(&request);
            }
            9 | 10 => {
                self.send(&create());
            }
            _ => {
                let request = self.request(u)?;
                self.send(&request);
            }
        }
        self.look();
        Ok(())
    }

    /// Everybody who waits is answered in the end, and the state can be kept.
    pub fn finish(mut self) {
        while let Some(due_ms) = self.emulator.next_due_ms() {
            self.now_ms = self.now_ms.max(due_ms);
            self.look();
            if self.now_ms == u64::MAX {
                return;
            }
        }
        assert!(self.open.is_empty(), "nobody answers {:?}", self.open);
        self.restart();
    }

    fn enqueue(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let work = if u.arbitrary()? { NewWork::default() } else { NewWork::from_json(&json::value(u, &WORDS)?).unwrap_or_default() };
        let environment = self.environment(u)?;
        if let Ok(item) = self.emulator.enqueue(&environment, work, self.now_ms) {
            self.items.push(item.id);
        }
        Ok(())
    }

    fn cancel(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        if !self.open.is_empty() {
            let nth = u.choose_index(self.open.len())?;
            let ticket = *self.open.iter().nth(nth).expect("it is one of them");
            self.open.remove(&ticket);
            self.emulator.cancel(ticket);
        }
        Ok(())
    }

    /// Kept and loaded, it is the same; who waited has to call again.
    fn restart(&mut self) {
        let state = self.emulator.export();
        self.emulator = Emulator::load(&state).unwrap_or_else(|invalid| panic!("{invalid} in {state}"));
        assert_eq!(self.emulator.export(), state);
        self.open.clear();
    }

    fn break_things(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        const EFFECTS: [&str; 8] = ["refuse", "loseAnswer", "cutBody", "malformedBody", "truncateBody", "hugeBody", "stealLease", "status"];
        let mut rule = json!({});
        if u.arbitrary()? {
            rule["fault"] = (*u.choose(&EFFECTS)?).into();
            match rule["fault"].as_str() {
                Some("hugeBody") => rule["bytes"] = u.int_in_range(0..=5_000_u64)?.into(),
                Some("status") => rule["status"] = u.int_in_range(400..=599_u64)?.into(),
                _ => {}
            }
        }
        rule["probability"] = (f64::from(u.arbitrary::<u8>()?) / 255.0).into();
        for name in ["requestDelayMs", "answerDelayMs"] {
            let (least, more) = (u64::from(u.arbitrary::<u16>()?), if u.ratio(1, 16)? { u.arbitrary()? } else { 1_000 });
            rule[name] = json!([least, least.saturating_add(more)]);
        }
        let plan = json!({"seed": u.arbitrary::<u64>()?, "rules": [rule]});
        self.emulator.set_faults(FaultPlan::from_json(&plan).unwrap_or_else(|invalid| panic!("{invalid} in {plan}")));
        self.has_faults = true;
        Ok(())
    }

    fn send(&mut self, request: &HttpRequest) {
        self.emulator.settle(self.now_ms);
        let before = self.is_thorough.then(|| self.things());
        let changes = self.changes();
        match self.emulator.handle(request, self.now_ms) {
            Outcome::Done(response) => {
                let is_refused = response.status >= 400;
                self.hear(&response);
                if is_refused && !self.has_faults {
                    assert_eq!(self.changes(), changes, "{request:?} was refused, and changed something");
                    assert!(before.is_none_or(|before| self.things() == before), "{request:?} was refused, and changed something");
                }
            }
            Outcome::Wait(ticket) => assert!(self.open.insert(ticket), "a ticket twice"),
        }
    }

    /// The number of the last change that the journal knows.
    fn changes(&self) -> Option<u64> {
        let filter = JournalFilter { requests: Some(false), ..JournalFilter::default() };
        self.emulator.journal(&filter).last().map(|entry| entry.number)
    }

    /// Environments and items, without those who were seen polling.
    fn things(&self) -> Value {
        let mut state = self.emulator.export();
        let mut environments = state["environments"].take();
        for environment in environments.as_array_mut().into_iter().flatten() {
            environment["workers"].take();
        }
        environments
    }

    /// Reads the answers that came by now.
    fn look(&mut self) {
        self.emulator.settle(self.now_ms);
        for (ticket, answer) in self.emulator.take_answers() {
            assert!(self.open.remove(&ticket), "an answer that nobody waits for");
            match answer {
                Answer::Whole(response) => self.hear(&response),
                Answer::BreaksOff(_) | Answer::Nothing => assert!(self.has_faults),
            }
        }
        assert!(!self.open.is_empty() || self.emulator.next_due_ms().is_none());
        if self.now_ms < u64::MAX {
            let is_later = self.emulator.next_due_ms().is_none_or(|due_ms| due_ms > self.now_ms);
            assert!(is_later, "what is due at {:?} was left at {}", self.emulator.next_due_ms(), self.now_ms);
        }
    }

    /// What must hold of every answer.
    fn hear(&mut self, response: &HttpResponse) {
        for (name, value) in &response.headers {
            assert!(HeaderName::from_lowercase(name.as_bytes()).is_ok(), "{name}");
            assert!(HeaderValue::from_str(value).is_ok(), "{name}: {value:?}");
        }
        assert!((200..600).contains(&response.status), "{}", response.status);
        assert!(response.header("request-id").is_some_and(|id| id.starts_with("req_")), "{response:?}");
        assert_eq!(response.header("content-type").is_some(), !response.body.is_empty(), "{response:?}");
        let body = if response.body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice::<Value>(&response.body) };
        let Ok(body) = body else { return assert!(self.has_faults, "no JSON: {response:?}") };
        match response.status {
            200..400 => self.learn(&body),
            status => {
                let error = &body["error"];
                assert!(body["type"] == "error" && error["type"].is_string() && error["message"].is_string(), "{status} {body}");
                assert!(error["message"].as_str().is_some_and(|message| message.len() < 2_000), "{body}");
                assert!(status != 500 || self.has_faults, "{body}");
                self.note(&error["details"]["current_state"]);
            }
        }
    }

    /// Keeps what later requests can name.
    fn learn(&mut self, body: &Value) {
        for item in body["data"].as_array().unwrap_or(&Vec::new()).iter().chain([body]) {
            let Some(id) = item["id"].as_str() else { continue };
            match item["type"].as_str() {
                Some("environment") => self.environments.push(id.into()),
                Some("work") => self.items.push(id.into()),
                _ => {}
            }
        }
        self.note(body);
        self.pages.extend(body["next_page"].as_str().map(Into::into));
    }

    fn note(&mut self, beat: &Value) {
        self.heartbeats.extend(beat["last_heartbeat"].as_str().map(Into::into));
    }

    fn environment(&self, u: &mut Unstructured<'_>) -> Result<String> {
        latest(&self.environments, u)
    }

    /// A request that means something.
    fn request(&self, u: &mut Unstructured<'_>) -> Result<HttpRequest> {
        let (environment, item) = (self.environment(u)?, latest(&self.items, u)?);
        let path = match u.int_in_range(0..=9)? {
            0 => String::new(),
            1 => format!("/{environment}"),
            2 => format!("/{environment}/archive"),
            3 => format!("/{environment}/work"),
            4 => format!("/{environment}/work/poll"),
            5 => format!("/{environment}/work/stats"),
            6 => format!("/{environment}/work/{item}"),
            7 => format!("/{environment}/work/{item}/ack"),
            8 => format!("/{environment}/work/{item}/heartbeat"),
            _ => format!("/{environment}/work/{item}/stop"),
        };
        let method = *u.choose(&["GET", "POST", "POST", "GET", "DELETE", "PUT"])?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        for _ in 0..u.int_in_range(0..=3)? {
            let name = *u.choose(&PARAMETERS)?;
            let value = match name {
                "page" => latest(&self.pages, u)?,
                "expected_last_heartbeat" if u.arbitrary()? => "NO_HEARTBEAT".into(),
                "expected_last_heartbeat" => latest(&self.heartbeats, u)?,
                _ if u.arbitrary()? => u.int_in_range(0..=1_000_u64)?.to_string(),
                _ if u.arbitrary()? => u.arbitrary::<u64>()?.to_string(),
                _ => u.arbitrary()?,
            };
            query.append_pair(name, &value);
        }
        let query = query.finish();
        let target = format!("/v1/environments{path}?{query}");
        let mut request = HttpRequest::new(method, &target);
        if u.ratio(15, 16)? {
            request = request.with_header("anthropic-version", "2023-06-01");
        }
        request = match u.int_in_range(0..=3)? {
            0 => request.with_header("X-Api-Key", &self.emulator.settings().api_key),
            1 | 2 => match self.emulator.environment_key(&environment) {
                Some(key) => request.with_header("Authorization", &format!("Bearer {key}")),
                None => request.with_header("X-Api-Key", &self.emulator.settings().api_key),
            },
            _ => request.with_header(&json::text(u, &["authorization", "x-api-key"])?, &u.arbitrary::<String>()?),
        };
        if u.ratio(1, 8)? {
            request = request.with_header("Anthropic-Worker-ID", &u.arbitrary::<String>()?);
        }
        Ok(match u.int_in_range(0..=3)? {
            0 => request,
            1 => request.with_body(*u.choose(&BODIES)?),
            2 => request.with_body(json::value(u, &WORDS)?.to_string()),
            _ => request.with_body(u.arbitrary::<Vec<u8>>()?),
        })
    }
}

/// A state with everything in it: two environments, and an item in each state.
pub fn whole() -> Value {
    let mut world = World::new(Emulator::new(Settings::default()));
    (0..2).for_each(|_| world.send(&create()));
    let environment = world.environments[0].clone();
    let key = format!("Bearer {}", world.emulator.environment_key(&environment).expect("it has a queue"));
    for calls in (0..6).rev() {
        let work = world.emulator.enqueue(&environment, NewWork::default(), world.now_ms).expect("it takes work").id;
        let beat = format!("/{work}/heartbeat?expected_last_heartbeat=NO_HEARTBEAT");
        let (ack, stop) = (format!("/{work}/ack"), format!("/{work}/stop"));
        let life =
            [("GET", "/poll", ""), ("POST", &ack, ""), ("POST", &beat, ""), ("POST", &stop, "{}"), ("POST", &stop, r#"{"force":true}"#)];
        for (method, target, body) in life.into_iter().take(calls) {
            let request = HttpRequest::new(method, &format!("/v1/environments/{environment}/work{target}")).with_body(body);
            let request = request.with_header("authorization", &key).with_header("anthropic-version", "2023-06-01");
            world.send(&request.with_header("anthropic-worker-id", "machine-1"));
        }
    }
    world.emulator.export()
}

fn create() -> HttpRequest {
    HttpRequest::new("POST", "/v1/environments")
        .with_header("x-api-key", "sk-ant-api-emulator")
        .with_header("anthropic-version", "2023-06-01")
        .with_body(BODIES[1])
}

/// A request of any bytes.
fn raw(u: &mut Unstructured<'_>) -> Result<HttpRequest> {
    Ok(HttpRequest { method: u.arbitrary()?, path: u.arbitrary()?, query: u.arbitrary()?, headers: u.arbitrary()?, body: u.arbitrary()? })
}

/// One of the latest of these, or any text.
fn latest(known: &[String], u: &mut Unstructured<'_>) -> Result<String> {
    let back = usize::from(u.arbitrary::<u8>()?) % 16;
    if back == 15 {
        u.arbitrary()
    } else {
        Ok(known.iter().rev().nth(back % known.len().max(1)).cloned().unwrap_or_else(|| "env_1".into()))
    }
}
