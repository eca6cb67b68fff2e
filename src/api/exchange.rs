//! One call on its way: tries, time limits, and the waits between them.

use super::{
    Answer, Body, Call, Client, ClientOptions, Clock, Credential, Error, Fault, FaultKind, HeaderLayer, Headers, Log, LogLevel, NO_TIMEOUT,
    Request, Response, Result, Transport,
    call::beta_header,
    error::StatusError,
    path::origin,
    race::until,
    retry::{RetryAdvice, backoff_ms},
    text::{concat, number, quoted},
};
use std::{pin::pin, rc::Rc};

/// The longest error body that is read. It is for people; what programs need stands at its front.
const ERROR_BODY_BYTES: u64 = 64 << 10;

/// A call on its way. Dropping it cancels it.
///
/// [`Exchange::json`] is the whole of it. Whoever wants the raw answer takes [`Exchange::send`], and then perhaps
/// [`Exchange::finish`].
pub struct Exchange<T: Transport, C: Clock> {
    client: Client<T, C>,
    request: Request<T::Body>,
    own_credential: bool,
    answer: Answer,
    timeout_ms: u64,
    max_retries: u32,
    retries: u32,
    refreshed: bool,
    next: Next,
    deadline: Option<C::Sleep>,
}

/// An answer, and its body where that was read; the body may be "nothing", where the call may answer that.
pub(crate) type Answered<T> = (<T as Transport>::Response, Option<Option<<T as Transport>::Body>>);

/// What follows a try, if it fails.
enum Next {
    /// Nothing: the failure stands.
    Give,
    /// Another try at once, with a fresh credential.
    Refresh,
    /// Another try after a wait, which the server may have named.
    Wait(Option<u64>),
}

impl<T: Transport, C: Clock> std::fmt::Debug for Exchange<T, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exchange").field("method", &self.request.method).field("url", &self.request.url).finish_non_exhaustive()
    }
}

impl<T: Transport, C: Clock> Exchange<T, C> {
    /// Checks everything that can be checked before something is sent. `headers` and `credential` are the call's own; its limits are the
    /// client's, at first.
    pub(crate) fn new(client: Client<T, C>, call: Call<T::Body>, headers: &HeaderLayer, credential: Option<&Credential>) -> Result<Self> {
        let defaults = client.options();
        let mut own = call.headers;
        if !call.betas.is_empty() {
            own.set("anthropic-beta", Some(&beta_header(&call.betas, &defaults.betas)))?;
        }
        if call.body.is_some() {
            own.put("Content-Type", Some("application/json"));
        }
        own.extend(headers);
        let in_headers = Credential::is_in(&own)?;
        if in_headers {
            Credential::leave_alone(&mut own);
        } else if let Some(credential) = credential {
            credential.apply(&mut own)?;
        }
        let own_credential = in_headers || credential.is_some();
        let url = defaults.base_url.join(&call.path);
        let ClientOptions { timeout_ms, max_retries, .. } = *defaults;
        let request =
            Request { method: call.method, url, headers: Headers::new(client.shared_headers().base().clone(), own), body: call.body };
        let (answer, retries, refreshed, next, deadline) = (call.answer, 0, false, Next::Give, None);
        Ok(Exchange { client, request, own_credential, answer, timeout_ms, max_retries, retries, refreshed, next, deadline })
    }

    /// Sets how often it is tried again, and how long one try may take, where that is not the client's.
    pub(crate) fn limit(&mut self, max_retries: Option<u32>, timeout_ms: Option<u64>) {
        self.max_retries = max_retries.unwrap_or(self.max_retries);
        self.timeout_ms = timeout_ms.unwrap_or(self.timeout_ms);
    }

    /// Sends the call, again and again where the rules say so, until the headers of a 2xx answer are there.
    ///
    /// # Errors
    /// Any but [`Error::InvalidResponse`] of a body, which is not read here.
    pub async fn send(&mut self) -> Result<T::Response> {
        Ok(self.carry(None, &|| false).await?.0)
    }

    /// Sends the call and reads the answer; a body that breaks off counts as a failed try. `None` is "nothing", where the call
    /// may answer that.
    ///
    /// # Errors
    /// Any.
    pub async fn json(&mut self) -> Result<(T::Response, Option<T::Body>)> {
        let (response, body) = self.carry(None, &|| true).await?;
        Ok((response, body.flatten()))
    }

    /// Reads an answer that [`Exchange::send`] gave, or the answer of a further try if its body breaks off.
    ///
    /// # Errors
    /// Any.
    pub async fn finish(&mut self, response: T::Response) -> Result<(T::Response, Option<T::Body>)> {
        let (response, body) = self.carry(Some(response), &|| true).await?;
        Ok((response, body.flatten()))
    }

    /// All of these in one, so that there is one future of this size: sends the call, unless `response` is there already, and reads
    /// the answer if `reads` says so once the headers are there. Then there is a body, which may be "nothing".
    pub(crate) async fn carry(&mut self, mut response: Option<T::Response>, reads: &dyn Fn() -> bool) -> Result<Answered<T>> {
        loop {
            let error = match self.attempt(response.take(), reads).await {
                Ok(answered) => return Ok(answered),
                Err(error) => error,
            };
            if let Some(pause) = self.pause(error)? {
                pause.await;
            }
        }
    }

    /// Lifts the time limit, for an answer whose body is left to somebody else, or to [`Exchange::finish`], which has one of its own.
    pub fn leave(&mut self) {
        self.deadline = None;
    }

    /// One try. What it held of an answer is dropped before the wait for the next: that tells the transport that nobody reads on.
    async fn attempt(&mut self, response: Option<T::Response>, reads: &dyn Fn() -> bool) -> Result<Answered<T>> {
        self.next = Next::Give;
        // An answer that was left for a while has the time of a try to be read in.
        self.deadline = (self.timeout_ms != NO_TIMEOUT).then(|| self.client.clock().sleep(self.timeout_ms));
        let response = match response {
            Some(response) => response,
            None => {
                let shared = match self.client.shared_headers().at_hand(self.own_credential) {
                    Ok(shared) => shared,
                    Err(provider) => {
                        let asked = until(self.deadline.as_mut(), provider.credential()).await;
                        let fresh = asked.map_err(|()| self.late())??;
                        self.client.shared_headers().keep(&fresh)?
                    }
                };
                self.begin(shared);
                let sent = until(self.deadline.as_mut(), pin!(self.client.transport().send(&self.request))).await;
                let response = self.in_time(sent, None)?;
                match response.status() {
                    200..300 if self.logs(LogLevel::Info).is_none() => {}
                    200..300 => self.log(LogLevel::Info, &["answered ", &number(response.status().into()), &shown_id(&response)]),
                    400.. => {
                        let text = until(self.deadline.as_mut(), pin!(response.text(ERROR_BODY_BYTES))).await;
                        return Err(self.refusal(&response, text.ok().and_then(Result::ok).unwrap_or_default()));
                    }
                    _ => return Err(redirect(&response)),
                }
                if !reads() {
                    return Ok((response, None));
                }
                response
            }
        };
        let read = match response.status() {
            204 => Ok(Ok(None)),
            _ => until(self.deadline.as_mut(), pin!(response.json(self.client.options().max_response_bytes))).await,
        };
        let body = self.body(read, &response)?;
        Ok((response, Some(body)))
    }

    /// What precedes each try.
    fn begin(&mut self, shared: Rc<HeaderLayer>) {
        self.request.headers.share(shared);
        self.log(LogLevel::Debug, &["sending"]);
    }

    /// What the transport gave before the deadline; of `response`, where its headers were there.
    fn in_time<V>(&mut self, outcome: Result<Result<V, Fault>, ()>, response: Option<&T::Response>) -> Result<V> {
        match outcome {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(fault)) => Err(self.broken(fault, response)),
            Err(()) => Err(self.late()),
        }
    }

    /// What a deadline that has passed means.
    fn late(&mut self) -> Box<Error> {
        self.next = Next::Wait(None);
        Box::new(Error::Timeout { after_ms: self.timeout_ms })
    }

    /// What a fault means.
    fn broken(&mut self, fault: Fault, response: Option<&T::Response>) -> Box<Error> {
        if fault.kind == FaultKind::Connection {
            self.next = Next::Wait(None);
        }
        let request_id = response.and_then(|response| response.header("request-id"));
        fault.into_error(response.map(Response::status), request_id)
    }

    /// What an answer above 399 means.
    fn refusal(&mut self, response: &T::Response, text: String) -> Box<Error> {
        let (status, headers) = (response.status(), response.headers());
        let advice = RetryAdvice::of(&headers);
        self.next = match status {
            401 if self.can_refresh() => Next::Refresh,
            status if advice.is_retryable(status) => Next::Wait(advice.delay_ms(self.client.clock())),
            _ => Next::Give,
        };
        Box::new(Error::Status(StatusError::read::<T::Body>(status, headers, text)))
    }

    /// Whether another credential can be had, once a call. Not where the refused one is the call's own.
    fn can_refresh(&mut self) -> bool {
        let stale = !self.own_credential && self.client.shared_headers().refuse(self.request.headers.shared());
        stale && !std::mem::replace(&mut self.refreshed, true)
    }

    /// The body that was read, if it is what the call promises.
    fn body(&mut self, read: Result<Result<Option<T::Body>, Fault>, ()>, response: &T::Response) -> Result<Option<T::Body>> {
        let wrong = match self.in_time(read, Some(response))? {
            Some(body) => match body.fits(self.answer) {
                Ok(()) => return Ok(Some(body)),
                Err(wrong) => wrong,
            },
            None if self.answer == Answer::ObjectOrNothing => return Ok(None),
            None => "the answer has no body, where the API answers a JSON object",
        };
        let kind = response.header("content-type").map(|kind| concat(&[" (its content type is ", &quoted(&kind), ")"])).unwrap_or_default();
        Err(unexpected(response, concat(&[wrong, &kind])))
    }

    /// The wait for the next try, where there is one; or gives the failure up.
    fn pause(&mut self, error: Box<Error>) -> Result<Option<C::Sleep>> {
        self.deadline = None;
        match self.next {
            Next::Refresh => Ok(None),
            Next::Wait(asked_ms) if self.retries < self.max_retries => {
                let clock = self.client.clock();
                let delay_ms = asked_ms.unwrap_or_else(|| backoff_ms(self.retries, clock.random()));
                self.log(LogLevel::Info, &["failed (", &error.message(), "), trying again in ", &number(delay_ms), " ms"]);
                let pause = clock.sleep(delay_ms);
                self.retries += 1;
                Ok(Some(pause))
            }
            Next::Wait(_) | Next::Give => {
                self.log(LogLevel::Info, &["failed for good: ", &error.message()]);
                Err(error)
            }
        }
    }

    /// Who is told messages of this level, if anybody is: to ask an answer for its id costs as much as to send the call.
    fn logs(&self, level: LogLevel) -> Option<&Rc<dyn Log>> {
        self.client.options().log.as_ref().filter(|log| log.wants(level))
    }

    /// A path in the base URL is left out: a proxy's may be what opens it.
    fn log(&self, level: LogLevel, message: &[&str]) {
        if let Some(log) = self.logs(level) {
            let (Request { method, url, .. }, base_url) = (&self.request, self.client.options().base_url.as_str());
            let path = url.strip_prefix(base_url).unwrap_or_default();
            log.write(level, &concat(&[method.as_str(), " ", &origin(base_url), path, " ", &concat(message)]));
        }
    }
}

/// An answer that is not in the API's form.
fn unexpected(response: &impl Response, message: String) -> Box<Error> {
    let (status, request_id) = (response.status(), response.header("request-id"));
    Box::new(Error::InvalidResponse { message, status, request_id, source: None })
}

fn redirect(response: &impl Response) -> Box<Error> {
    let where_to = response.header("location").map(|to| concat(&[" to ", &origin(&to)])).unwrap_or_default();
    let rest = ", which is not followed: it could carry the credential elsewhere. Set baseURL to the final address";
    unexpected(response, concat(&["the answer is a redirect", &where_to, rest]))
}

fn shown_id(response: &impl Response) -> String {
    response.header("request-id").map(|id| concat(&[" (", &id, ")"])).unwrap_or_default()
}
