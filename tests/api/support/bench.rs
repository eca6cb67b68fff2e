//! A client on its bench.

use super::{Reply, Script, Sent, Step, VirtualClock};
use leasehold::api::{
    CallParams, Client, ClientOptions, Credential, Error, Exchange, HeaderLayer, RequestOptions,
    endpoint::WORK_STATS,
    models::{Secret, WorkQueueStats},
};
use serde_json::json;
use std::{future::Future, rc::Rc};

pub type TestClient = Client<Script, VirtualClock>;

/// A client over a script and a virtual clock. At its end it checks that the script was played to its end and that nothing is
/// left over: no timer, no request, no body being read, no answer held.
pub struct Bench {
    pub clock: VirtualClock,
    pub script: Rc<Script>,
    pub client: TestClient,
}

impl Bench {
    /// A client with the API key `sk-key` and otherwise the defaults.
    pub fn new() -> Self {
        Bench::with(|_| ())
    }

    /// The same with some options set.
    pub fn with(set: impl FnOnce(&mut ClientOptions)) -> Self {
        Bench::try_with(set).unwrap()
    }

    /// The same where the options may be wrong.
    pub fn try_with(set: impl FnOnce(&mut ClientOptions)) -> Result<Self, Box<Error>> {
        let clock = VirtualClock::new();
        let script = Rc::new(Script::new(&clock));
        let mut options = ClientOptions::new(Credential::ApiKey(Secret::new("sk-key")));
        set(&mut options);
        let client = Client::new(script.clone(), clock.clone(), options)?;
        Ok(Bench { clock, script, client })
    }

    /// Adds answers to the end of the script.
    pub fn replies(self, steps: impl IntoIterator<Item = impl Into<Step>>) -> Self {
        steps.into_iter().for_each(|step| self.script.push(step.into()));
        self
    }

    /// Runs a future to its end, in virtual time.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        self.clock.block_on(future)
    }

    /// Makes the plainest of the calls, `stats`.
    pub fn stats(&self, options: &RequestOptions) -> Result<WorkQueueStats, Box<Error>> {
        self.run(self.client.work().stats("env_1", &CallParams::default(), options))
    }

    /// The same, raw.
    pub fn exchange(&self, options: &RequestOptions) -> Exchange<Script, VirtualClock> {
        let call = WORK_STATS.call(Some(&json!("env_1")), None, None).unwrap();
        self.client.exchange(call, options).unwrap()
    }

    /// The error that `stats` gives when `reply` is its only answer.
    pub fn refused(reply: Reply) -> Error {
        let bench = Bench::with(|options| options.max_retries = 0).replies([reply]);
        *bench.stats(&RequestOptions::default()).expect_err("an answer that is an error")
    }

    /// Every request so far.
    pub fn sent(&self) -> Vec<Sent> {
        self.script.sent()
    }

    /// The only request so far.
    pub fn sent_once(&self) -> Sent {
        let [sent] = self.sent().try_into().expect("one request");
        sent
    }

    /// Checks that nothing runs any more.
    pub fn is_at_rest(&self) {
        let (armed, script) = (self.clock.armed().len(), &self.script);
        assert_eq!((armed, script.sending(), script.reading(), script.open()), (0, 0, 0, 0), "(timers, requests, bodies, answers) left");
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.script.left(), 0, "answers that nobody asked for");
            self.is_at_rest();
        }
    }
}

/// A call's headers; `None` leaves one out.
pub fn call_headers(headers: &[(&str, Option<&str>)]) -> HeaderLayer {
    let mut layer = HeaderLayer::default();
    headers.iter().for_each(|(name, value)| layer.set(name, *value).unwrap());
    layer
}
