//! The network of one machine: between its client and the emulator.

use super::{
    ask::Ask,
    ledger::Ledger,
    weather::{End, Fate, Weather},
    world::NETWORK,
};
use crate::lease::support::{Net, executor::Executor};
use futures::channel::oneshot;
use leasehold::{
    api::{AnswerHeaders, Clock, Fault, FaultKind, Request, Response, Transport},
    emulator::VirtualClock,
};
use serde::de::IgnoredAny;
use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, UNIX_EPOCH},
};

/// Carries a machine's requests, or does not.
pub struct Wire {
    pub machine: usize,
    pub net: Net,
    pub truth: VirtualClock,
    pub executor: Executor,
    pub weather: Rc<Weather>,
    pub ledger: Rc<Ledger>,
    /// Whether the machine's key was revoked.
    pub revoked: Rc<Cell<bool>>,
}

/// An answer, as far as it came.
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    body: String,
    is_whole: bool,
}

impl Transport for Wire {
    type Body = Vec<u8>;
    type Response = Answer;

    async fn send(&self, request: &Request<Vec<u8>>) -> Result<Answer, Fault> {
        let ask = Ask::of(&request.url);
        let _sending = self.ledger.sends(self.machine, &ask);
        let (sender, receiver) = oneshot::channel();
        let carrying = self.carrying(copy(request), ask.clone(), self.weather.fate());
        // What is on its way stays on its way, whether or not somebody waits for it.
        self.executor.spawn(NETWORK, async move {
            if let Some(answer) = carrying.await {
                let _ = sender.send(answer);
            }
        });
        let Ok(answer) = receiver.await else { return std::future::pending().await };
        if let Ok(answer) = &answer {
            self.ledger.answered(self.machine, &ask, answer.status, answer.is_whole);
        }
        answer
    }
}

impl Wire {
    /// The way to the server and back. `None` where the client hears nothing more of it.
    fn carrying(&self, request: Request<Vec<u8>>, ask: Ask, fate: Fate) -> impl Future<Output = Option<Result<Answer, Fault>>> + use<> {
        let Wire { machine, net, truth, ledger, revoked, .. } = self;
        let (machine, net, truth, ledger, revoked) = (*machine, net.clone(), truth.clone(), ledger.clone(), revoked.clone());
        async move {
            let broken = || (!fate.hangs).then(|| Err(fault("the connection broke")));
            truth.sleep(fate.there_ms).await;
            if fate.end == End::RequestLost {
                return broken();
            }
            let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(truth.now_ms()));
            let made = |status| Answer { status, headers: vec![("date".into(), date.clone())], body: "{}".into(), is_whole: true };
            let answer = if revoked.get() {
                made(401)
            } else if let End::Status { status, takes_effect: false } = fate.end {
                made(status)
            } else {
                let response = net.send(&request).await.expect("the emulator has no faults of its own");
                let body = response.text(1 << 20).await.expect("it is whole");
                let headers =
                    response.headers().iter().chain([("date", date.as_str())]).map(|(name, value)| (name.into(), value.into())).collect();
                ledger.served(machine, &ask, response.status(), &body);
                let answer = Answer { status: response.status(), headers, body, is_whole: fate.end != End::BodyCut };
                if let End::Status { status, .. } = fate.end { made(status) } else { answer }
            };
            truth.sleep(fate.back_ms).await;
            if fate.end == End::AnswerLost { broken() } else { Some(Ok(answer)) }
        }
    }
}

fn copy(request: &Request<Vec<u8>>) -> Request<Vec<u8>> {
    Request { method: request.method, url: request.url.clone(), headers: request.headers.clone(), body: request.body.clone() }
}

fn fault(message: &str) -> Fault {
    Fault { kind: FaultKind::Connection, message: message.into(), source: None }
}

impl Response for Answer {
    type Body = Vec<u8>;

    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }

    fn headers(&self) -> AnswerHeaders {
        self.headers.iter().cloned().collect()
    }

    async fn json(&self, _: u64) -> Result<Option<Vec<u8>>, Fault> {
        if !self.is_whole {
            return Err(fault("the connection broke in the middle of the body"));
        }
        if self.body.is_empty() {
            return Ok(None);
        }
        serde_json::from_str::<IgnoredAny>(&self.body).expect("JSON");
        Ok(Some(self.body.clone().into_bytes()))
    }

    async fn text(&self, _: u64) -> Result<String, Fault> {
        if self.is_whole { Ok(self.body.clone()) } else { Err(fault("the connection broke in the middle of the body")) }
    }
}
