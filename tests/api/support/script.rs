//! A network that does what a script says, and remembers what it was asked.

use super::VirtualClock;
use leasehold::api::{AnswerHeaders, Fault, FaultKind, Request, Response, Transport};
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    future::pending,
    rc::Rc,
};

/// A [`Transport`] that answers from a queue. A request beyond its end is a failed test.
pub struct Script {
    clock: VirtualClock,
    steps: RefCell<VecDeque<Step>>,
    sent: RefCell<Vec<Sent>>,
    sending: Count,
    reading: Count,
    open: Count,
}

/// What becomes of one request.
pub enum Step {
    /// It is answered.
    Reply(Reply),
    /// The transport fails.
    Fault(FaultKind, &'static str),
    /// No answer ever comes.
    Silence,
}

impl From<Reply> for Step {
    fn from(reply: Reply) -> Self {
        Step::Reply(reply)
    }
}

/// One request as it went out; header names in lower case, in the alphabet's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub method: &'static str,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Value>,
}

impl Sent {
    fn of(request: &Request<Vec<u8>>) -> Self {
        let lower = |(name, value): (&str, &str)| (name.to_ascii_lowercase(), value.to_owned());
        let mut headers: Vec<_> = request.headers.iter().map(lower).collect();
        headers.sort();
        let body = request.body.as_ref().map(|body| serde_json::from_slice(body).expect("a request's body is JSON"));
        Sent { method: request.method.as_str(), url: request.url.clone(), headers, body }
    }

    /// One header's value. A name that stands twice is a failed test.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found: Vec<_> = self.headers.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect();
        assert!(found.len() < 2, "{name} stands twice");
        found.first().copied()
    }

    /// The URL behind the host.
    pub fn path(&self) -> &str {
        self.url.strip_prefix("https://api.anthropic.com").expect("the default base URL")
    }
}

impl Script {
    pub fn new(clock: &VirtualClock) -> Self {
        Script {
            clock: clock.clone(),
            steps: RefCell::default(),
            sent: RefCell::default(),
            sending: Count::default(),
            reading: Count::default(),
            open: Count::default(),
        }
    }

    /// Adds to the end of the script.
    pub fn push(&self, step: Step) {
        self.steps.borrow_mut().push_back(step);
    }

    /// How many steps are left.
    pub fn left(&self) -> usize {
        self.steps.borrow().len()
    }

    /// Every request so far.
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.borrow().clone()
    }

    /// How many requests wait for their headers now.
    pub fn sending(&self) -> usize {
        self.sending.get()
    }

    /// How many bodies are being read now.
    pub fn reading(&self) -> usize {
        self.reading.get()
    }

    /// How many answers somebody holds now.
    pub fn open(&self) -> usize {
        self.open.get()
    }
}

impl Transport for Script {
    type Body = Vec<u8>;
    type Response = Answered;

    async fn send(&self, request: &Request<Vec<u8>>) -> Result<Answered, Fault> {
        let _sending = self.sending.hold();
        self.sent.borrow_mut().push(Sent::of(request));
        let step = self.steps.borrow_mut().pop_front();
        match step.unwrap_or_else(|| panic!("one request too many: {} {}", request.method.as_str(), request.url)) {
            Step::Reply(reply) => {
                if reply.delay_ms > 0 {
                    self.clock.pause(reply.delay_ms).await;
                }
                Ok(Answered { reply, clock: self.clock.clone(), reading: self.reading.clone(), _open: self.open.hold() })
            }
            Step::Fault(kind, message) => Err(Fault { kind, message: message.into(), source: Some(message.into()) }),
            Step::Silence => pending().await,
        }
    }
}

/// An answer to be given. It is whole unless told otherwise.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    ending: Ending,
    delay_ms: u64,
    body_delay_ms: u64,
}

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ending {
    Whole,
    BreaksOff,
    Never,
}

impl Reply {
    /// An answer with this body, as it is.
    pub fn text(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Reply { status, headers: Vec::new(), body: body.into(), ending: Ending::Whole, delay_ms: 0, body_delay_ms: 0 }
    }

    /// An answer with a JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        Reply::text(status, body.to_string()).header("content-type", "application/json")
    }

    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Reply::text(status, "")
    }

    /// The answer 200 of the reference document, by its call's name.
    pub fn example(name: &str) -> Self {
        Reply::json(200, &super::example(name))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The connection ends in the middle of the body.
    pub fn breaks_off(mut self) -> Self {
        self.ending = Ending::BreaksOff;
        self
    }

    /// The body never ends.
    pub fn hangs(mut self) -> Self {
        self.ending = Ending::Never;
        self
    }

    /// The headers come this much later.
    pub fn after(mut self, delay_ms: u64) -> Self {
        self.delay_ms = delay_ms;
        self
    }

    /// The body comes this much after the headers.
    pub fn body_after(mut self, delay_ms: u64) -> Self {
        self.body_delay_ms = delay_ms;
        self
    }
}

/// An answer that was given.
pub struct Answered {
    reply: Reply,
    clock: VirtualClock,
    reading: Count,
    _open: Held,
}

impl Answered {
    async fn bytes(&self) -> Result<&[u8], Fault> {
        let _reading = self.reading.hold();
        if self.reply.body_delay_ms > 0 {
            self.clock.pause(self.reply.body_delay_ms).await;
        }
        match self.reply.ending {
            Ending::Whole => Ok(&self.reply.body),
            Ending::BreaksOff => Err(fault(FaultKind::Connection, "the connection closed in the middle of the body")),
            Ending::Never => pending().await,
        }
    }
}

impl Response for Answered {
    type Body = Vec<u8>;

    fn status(&self) -> u16 {
        self.reply.status
    }

    fn header(&self, name: &str) -> Option<String> {
        self.reply.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }

    fn headers(&self) -> AnswerHeaders {
        self.reply.headers.iter().cloned().collect()
    }

    async fn json(&self, limit_bytes: u64) -> Result<Option<Vec<u8>>, Fault> {
        let bytes = self.bytes().await?;
        if bytes.len() as u64 > limit_bytes {
            return Err(fault(FaultKind::TooLarge, "the body is larger than the limit"));
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        match serde_json::from_slice::<Value>(bytes) {
            Ok(_) => Ok(Some(bytes.to_vec())),
            Err(error) => Err(Fault { source: Some(error.into()), ..fault(FaultKind::NotJson, "the body is not JSON") }),
        }
    }

    async fn text(&self, limit_bytes: u64) -> Result<String, Fault> {
        let bytes = self.bytes().await?;
        Ok(String::from_utf8_lossy(&bytes[..bytes.len().min(limit_bytes as usize)]).into_owned())
    }
}

fn fault(kind: FaultKind, message: &str) -> Fault {
    Fault { kind, message: message.into(), source: None }
}

/// How many of something are alive.
#[derive(Clone, Default)]
struct Count(Rc<Cell<usize>>);

impl Count {
    fn get(&self) -> usize {
        self.0.get()
    }

    fn hold(&self) -> Held {
        self.0.set(self.0.get() + 1);
        Held(self.clone())
    }
}

/// One of a [`Count`]; dropping it counts it out.
struct Held(Count);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.0.set(self.0.get() - 1);
    }
}
