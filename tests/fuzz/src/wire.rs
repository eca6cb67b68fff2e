//! A network that answers what fuzzing says, a client on it, and its fourteen calls.

use arbitrary::Arbitrary;
use leasehold::{
    api::{
        AnswerHeaders, CallParams, Client, ClientOptions, Credential, Error, Fault, FaultKind, Log, LogLevel, PageParams, Request,
        RequestOptions, Response, Result, Transport,
        environments::EnvironmentListParams,
        models::{Beta, EnvironmentCreate, EnvironmentUpdate, Secret, WorkStop, WorkUpdate},
        work::{WorkHeartbeatParams, WorkListParams, WorkPollParams},
    },
    emulator::VirtualClock,
};
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// No text of the client's may hold it, unless fuzzing guesses it.
pub const CREDENTIAL: &str = "sk-ant-fuzz-0f3c9b7a51e84d26";
/// The time at the beginning: 2026-03-15, 10 o'clock.
pub const START_MS: u64 = 1_773_568_800_000;

/// What comes of one request.
#[derive(Arbitrary, Clone, Debug)]
pub enum Step {
    Answer { status: u16, headers: Vec<(Name, String)>, body: Vec<u8>, breaks_off: bool },
    Nothing { kind: u8 },
}

/// The headers that the client reads.
#[derive(Arbitrary, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    RequestId,
    RetryAfter,
    RetryAfterMs,
    ShouldRetry,
    ContentType,
}

impl Name {
    fn as_str(self) -> &'static str {
        ["request-id", "retry-after", "retry-after-ms", "x-should-retry", "content-type"][self as usize]
    }
}

/// A request as it went out.
#[derive(Clone, Debug)]
pub struct Sent {
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
}

/// The network.
#[derive(Default)]
pub struct Wire {
    pub steps: RefCell<Vec<Step>>,
    pub sent: RefCell<Vec<Sent>>,
    /// The status of the latest answer.
    pub status: Cell<Option<u16>>,
}

impl Transport for Wire {
    type Body = Vec<u8>;
    type Response = Step;

    async fn send(&self, request: &Request<Vec<u8>>) -> Result<Step, Fault> {
        let headers = request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        self.sent.borrow_mut().push(Sent { url: request.url.clone(), headers, body: request.body.clone() });
        self.status.set(None);
        match self.steps.borrow_mut().pop() {
            Some(step @ Step::Answer { status, .. }) => {
                self.status.set(Some(status));
                Ok(step)
            }
            Some(Step::Nothing { kind }) => Err(fault(if kind % 4 == 0 { FaultKind::Refused } else { FaultKind::Connection })),
            None => Err(fault(FaultKind::Refused)),
        }
    }
}

impl Response for Step {
    type Body = Vec<u8>;

    fn status(&self) -> u16 {
        if let Step::Answer { status, .. } = self { *status } else { 0 }
    }

    fn header(&self, name: &str) -> Option<String> {
        self.headers().get(name).map(Into::into)
    }

    fn headers(&self) -> AnswerHeaders {
        let Step::Answer { headers, .. } = self else { return AnswerHeaders::default() };
        headers.iter().map(|(name, value)| (name.as_str(), value)).collect()
    }

    async fn json(&self, limit_bytes: u64) -> Result<Option<Vec<u8>>, Fault> {
        let body = self.read()?;
        if body.len() as u64 > limit_bytes {
            return Err(fault(FaultKind::TooLarge));
        }
        if body.is_empty() {
            return Ok(None);
        }
        serde_json::from_slice::<Value>(body).map(|_| Some(body.clone())).map_err(|_| fault(FaultKind::NotJson))
    }

    async fn text(&self, limit_bytes: u64) -> Result<String, Fault> {
        let body = self.read()?;
        let length = usize::try_from(limit_bytes).map_or(body.len(), |limit| body.len().min(limit));
        Ok(String::from_utf8_lossy(&body[..length]).into_owned())
    }
}

impl Step {
    /// Whether an answer has this text in it.
    pub fn says(&self, text: &str) -> bool {
        let in_body = |body: &[u8]| String::from_utf8_lossy(body).contains(text);
        let Step::Answer { headers, body, .. } = self else { return false };
        in_body(body) || headers.iter().any(|(_, value)| value.contains(text))
    }

    fn read(&self) -> Result<&Vec<u8>, Fault> {
        match self {
            Step::Answer { body, breaks_off: false, .. } => Ok(body),
            _ => Err(fault(FaultKind::Connection)),
        }
    }
}

fn fault(kind: FaultKind) -> Fault {
    Fault { kind, message: "the wire says so".into(), source: None }
}

/// Refuses to hear a credential.
struct Ear;

impl Log for Ear {
    fn wants(&self, _: LogLevel) -> bool {
        true
    }

    fn write(&self, _: LogLevel, message: &str) {
        assert!(!message.contains(CREDENTIAL), "{message}");
    }
}

/// A client on a wire.
pub struct Caller {
    pub wire: Rc<Wire>,
    pub clock: VirtualClock,
    pub client: Client<Wire, VirtualClock>,
}

impl Caller {
    /// With options that `change` has the last word on.
    pub fn new(steps: Vec<Step>, change: impl FnOnce(&mut ClientOptions)) -> Result<Self> {
        let clock = VirtualClock::new(START_MS, 7);
        let wire = Rc::new(Wire { steps: RefCell::new(steps), ..Wire::default() });
        let mut options = ClientOptions::new(Credential::Bearer(Secret::new(CREDENTIAL)));
        options.log = Some(Rc::new(Ear));
        change(&mut options);
        Ok(Caller { client: Client::new(wire.clone(), clock.clone(), options)?, wire, clock })
    }

    /// Makes a call, to its end, and gives what went wrong.
    pub fn call(&self, ask: &Ask, options: &RequestOptions) -> Result<(), Box<Error>> {
        self.clock.block_on(make(&self.client, ask, options)).expect("a call ends by itself")
    }
}

/// One of the fourteen calls, or one of the two lists read to the end.
#[derive(Arbitrary, Clone, Debug)]
pub struct Ask {
    pub call: u8,
    pub environment_id: String,
    pub work_id: String,
    pub text: Option<String>,
    pub number: Option<u64>,
    pub flag: Option<bool>,
    pub betas: Vec<String>,
    pub workspace_id: Option<String>,
}

/// How many calls there are to choose from.
pub const CALLS: u8 = 16;

async fn make(client: &Client<Wire, VirtualClock>, ask: &Ask, options: &RequestOptions) -> Result<()> {
    let (environments, work) = (client.environments(), client.work());
    let Ask { environment_id, work_id, .. } = ask;
    let call =
        CallParams { betas: ask.betas.iter().map(|beta| Beta::from(beta.as_str())).collect(), workspace_id: ask.workspace_id.clone() };
    let page = PageParams { limit: ask.number, page: ask.text.clone() };
    let environment_list = EnvironmentListParams { include_archived: ask.flag, page: page.clone(), call: call.clone() };
    let work_list = WorkListParams { page, call: call.clone() };
    match ask.call % CALLS {
        0 => {
            let mut body = EnvironmentCreate::default();
            body.name.clone_from(work_id);
            environments.create(&body, &call, options).await.map(drop)
        }
        1 => environments.retrieve(environment_id, &call, options).await.map(drop),
        2 => environments.update(environment_id, &EnvironmentUpdate::default(), &call, options).await.map(drop),
        3 => environments.list(&environment_list, options).await.map(drop),
        4 => environments.delete(environment_id, &call, options).await.map(drop),
        5 => environments.archive(environment_id, &call, options).await.map(drop),
        6 => work.retrieve(environment_id, work_id, &call, options).await.map(drop),
        7 => work.update(environment_id, work_id, &WorkUpdate::default(), &call, options).await.map(drop),
        8 => work.list(environment_id, &work_list, options).await.map(drop),
        9 => work.ack(environment_id, work_id, &call, options).await.map(drop),
        10 => {
            let params = WorkHeartbeatParams { desired_ttl_seconds: ask.number, expected_last_heartbeat: ask.text.clone(), call };
            work.heartbeat(environment_id, work_id, &params, options).await.map(drop)
        }
        11 => {
            let params = WorkPollParams { block_ms: ask.number, reclaim_older_than_ms: ask.number, worker_id: ask.text.clone(), call };
            work.poll(environment_id, &params, options).await.map(drop)
        }
        12 => work.stats(environment_id, &call, options).await.map(drop),
        13 => work.stop(environment_id, work_id, &WorkStop { force: ask.flag }, &call, options).await.map(drop),
        14 => {
            let mut pages = environments.pages(&environment_list, options);
            while pages.next().await?.is_some() {}
            Ok(())
        }
        _ => {
            let mut pages = work.pages(environment_id, &work_list, options);
            while pages.next().await?.is_some() {}
            Ok(())
        }
    }
}
