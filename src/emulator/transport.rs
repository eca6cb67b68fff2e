//! The emulator as the client's network.

use super::{Answer, Emulator, HttpRequest, HttpResponse, Invalid, NewWork, host::Host};
use crate::api::{AnswerHeaders, Clock, Fault, FaultKind, Request, Response, Transport, models::WorkItem};
use serde::de::IgnoredAny;

/// Carries a client's requests to an [`Emulator`], without any network. Clones reach the same emulator: each client of a test gets
/// one. With a [`VirtualClock`](super::VirtualClock), shared with the clients, a day takes milliseconds.
///
/// ```
/// use leasehold::{
///     api::{CallParams, Client, ClientOptions, Credential, RequestOptions, models::Secret},
///     emulator::{Emulator, EmulatorTransport, Settings, VirtualClock},
/// };
///
/// let clock = VirtualClock::new(0, 7);
/// let transport = EmulatorTransport::new(Emulator::new(Settings::default()), clock.clone());
/// let key = transport.with(|emulator, _| emulator.settings().api_key.clone());
/// let client = Client::new(transport, clock.clone(), ClientOptions::new(Credential::ApiKey(Secret::new(key)))).unwrap();
/// let list = async { client.environments().list(&Default::default(), &RequestOptions::default()).await };
/// assert!(clock.block_on(list).unwrap().unwrap().data.is_empty());
/// ```
#[derive(Debug)]
pub struct EmulatorTransport<C: Clock>(Host<C>);

impl<C: Clock> EmulatorTransport<C> {
    /// An emulator that runs on `clock`.
    pub fn new(emulator: Emulator, clock: C) -> Self {
        EmulatorTransport(Host::new(emulator, clock))
    }

    /// Does something to the emulator at the present moment, which `action` gets in milliseconds since 1970.
    pub fn with<R>(&self, action: impl FnOnce(&mut Emulator, u64) -> R) -> R {
        self.0.with(action)
    }

    /// [`Emulator::enqueue`], now.
    ///
    /// # Errors
    ///
    /// Those of [`Emulator::enqueue`].
    pub fn enqueue(&self, environment_id: &str, work: NewWork) -> Result<WorkItem, Invalid> {
        self.with(|emulator, now_ms| emulator.enqueue(environment_id, work, now_ms))
    }
}

impl<C: Clock> Clone for EmulatorTransport<C> {
    fn clone(&self) -> Self {
        EmulatorTransport(self.0.clone())
    }
}

impl<C: Clock> Transport for EmulatorTransport<C> {
    type Body = Vec<u8>;
    type Response = EmulatorResponse;

    async fn send(&self, request: &Request<Vec<u8>>) -> Result<EmulatorResponse, Fault> {
        match self.0.clone().exchange(read(request)).await {
            Answer::Whole(response) => Ok(EmulatorResponse { response, is_whole: true }),
            Answer::BreaksOff(response) => Ok(EmulatorResponse { response, is_whole: false }),
            Answer::Nothing => Err(fault(FaultKind::Connection, "the connection closed without an answer")),
        }
    }
}

fn read(request: &Request<Vec<u8>>) -> HttpRequest {
    let behind_scheme = request.url.split_once("://").map_or(request.url.as_str(), |(_, rest)| rest);
    let target = behind_scheme.find(['/', '?']).map_or("", |start| &behind_scheme[start..]);
    HttpRequest {
        headers: request.headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: request.body.clone().unwrap_or_default(),
        ..HttpRequest::new(request.method.as_str(), target)
    }
}

/// An answer of the emulator.
#[derive(Debug)]
pub struct EmulatorResponse {
    response: HttpResponse,
    is_whole: bool,
}

impl EmulatorResponse {
    fn body(&self) -> Result<&[u8], Fault> {
        if self.is_whole {
            Ok(&self.response.body)
        } else {
            Err(fault(FaultKind::Connection, "the connection closed in the middle of the body"))
        }
    }
}

impl Response for EmulatorResponse {
    type Body = Vec<u8>;

    fn status(&self) -> u16 {
        self.response.status
    }

    fn header(&self, name: &str) -> Option<String> {
        self.response.header(name).map(str::to_owned)
    }

    fn headers(&self) -> AnswerHeaders {
        self.response.headers.iter().map(|(name, value)| (name, value)).collect()
    }

    async fn json(&self, limit_bytes: u64) -> Result<Option<Vec<u8>>, Fault> {
        let body = self.body()?;
        if body.len() as u64 > limit_bytes {
            return Err(fault(FaultKind::TooLarge, "the body is larger than the limit"));
        }
        if body.is_empty() {
            return Ok(None);
        }
        match serde_json::from_slice::<IgnoredAny>(body) {
            Ok(_) => Ok(Some(body.to_vec())),
            Err(error) => Err(Fault { source: Some(Box::new(error)), ..fault(FaultKind::NotJson, "the body is not JSON") }),
        }
    }

    async fn text(&self, limit_bytes: u64) -> Result<String, Fault> {
        let body = self.body()?;
        let length = usize::try_from(limit_bytes).map_or(body.len(), |limit| body.len().min(limit));
        Ok(String::from_utf8_lossy(&body[..length]).into_owned())
    }
}

fn fault(kind: FaultKind, message: &str) -> Fault {
    Fault { kind, message: message.into(), source: None }
}
