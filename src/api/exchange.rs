//! One call on its way: tries, time limits, and the waits between them.

use super::{
    Answer, Body, Call, Client, ClientOptions, Clock, Credential, Error, Fault, FaultKind, HeaderLayer, Headers, LogLevel, NO_TIMEOUT,
    Request, RequestOptions, Response, Result, Transport,
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
    own: Rc<HeaderLayer>,
    own_credential: bool,
    answer: Answer,
    timeout_ms: u64,
    max_retries: u32,
    retries: u32,
    shared: Option<Rc<HeaderLayer>>,
    refreshed: bool,
    deadline: Option<C::Sleep>,
}

/// A try that failed, and what may be done about it.
struct Failure {
    error: Box<Error>,
    next: Next,
}

/// What follows a failed try.
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
    /// Checks everything that can be checked before something is sent.
    pub(crate) fn new(client: Client<T, C>, call: Call<T::Body>, options: &RequestOptions) -> Result<Self> {
        let defaults = client.options();
        let mut own = call.headers(defaults)?;
        own.extend(&options.headers);
        let in_headers = Credential::is_in(&own)?;
        if in_headers {
            Credential::leave_alone(&mut own);
        } else if let Some(credential) = &options.credential {
            credential.apply(&mut own)?;
        }
        let own_credential = in_headers || options.credential.is_some();
        let url = defaults.base_url.join(&call.path);
        let timeout_ms = options.timeout_ms.unwrap_or(defaults.timeout_ms);
        let max_retries = options.max_retries.unwrap_or(defaults.max_retries);
        let request = Request { method: call.method, url, headers: Headers::default(), body: call.body };
        let (own, shared, deadline) = (Rc::new(own), None, None);
        let (retries, refreshed, answer) = (0, false, call.answer);
        Ok(Exchange { client, request, own, own_credential, answer, timeout_ms, max_retries, retries, shared, refreshed, deadline })
    }

    /// Sends the call, again and again where the rules say so, until the headers of a 2xx answer are there.
    ///
    /// # Errors
    /// Any but [`Error::InvalidResponse`] of a body, which is not read here.
    pub async fn send(&mut self) -> Result<T::Response> {
        loop {
            match self.attempt().await {
                Ok(response) => return Ok(response),
                Err(failure) => self.recover(failure).await?,
            }
        }
    }

    /// Sends the call and reads the answer; a body that breaks off counts as a failed try. `None` is "nothing", where the call
    /// may answer that.
    ///
    /// # Errors
    /// Any.
    pub async fn json(&mut self) -> Result<(T::Response, Option<T::Body>)> {
        let response = self.send().await?;
        self.finish(response).await
    }

    /// Reads an answer that [`Exchange::send`] gave, or the answer of a further try if its body breaks off.
    ///
    /// # Errors
    /// Any.
    pub async fn finish(&mut self, mut response: T::Response) -> Result<(T::Response, Option<T::Body>)> {
        loop {
            let read = match response.status() {
                204 => Ok(Ok(None)),
                _ => until(self.deadline.as_mut(), pin!(response.json(self.client.options().max_response_bytes))).await,
            };
            let failure = match self.body(read, &response) {
                Ok(body) => return Ok((response, body)),
                Err(failure) => failure,
            };
            // Now, not after the wait: dropping it is what tells the transport that nobody reads on.
            drop(response);
            self.recover(failure).await?;
            response = self.send().await?;
        }
    }

    /// Lifts the time limit, for an answer whose body is left to somebody else.
    pub fn leave(&mut self) {
        self.deadline = None;
    }

    /// One try, up to the headers.
    async fn attempt(&mut self) -> Result<T::Response, Failure> {
        let client = self.client.clone();
        let shared = match self.own_credential {
            true => client.shared_headers().without_credential(),
            false => client.shared_headers().current().await.map_err(Failure::lasting)?,
        };
        self.begin(shared);
        let sent = until(self.deadline.as_mut(), pin!(client.transport().send(&self.request))).await;
        let response = self.in_time(sent, None)?;
        match response.status() {
            200..300 => {
                self.log(LogLevel::Info, &["answered ", &number(response.status().into()), &shown_id(&response)]);
                Ok(response)
            }
            400.. => {
                let text = until(self.deadline.as_mut(), pin!(response.text(ERROR_BODY_BYTES))).await;
                Err(self.refusal(&response, text.ok().and_then(Result::ok).unwrap_or_default()))
            }
            _ => Err(redirect(&response)),
        }
    }

    /// What precedes each try.
    fn begin(&mut self, shared: Rc<HeaderLayer>) {
        self.request.headers = Headers::new(shared.clone(), self.own.clone());
        self.shared = Some(shared);
        self.deadline = (self.timeout_ms != NO_TIMEOUT).then(|| self.client.clock().sleep(self.timeout_ms));
        self.log(LogLevel::Debug, &["sending"]);
    }

    /// What the transport gave before the deadline; of `response`, where its headers were there.
    fn in_time<V>(&self, outcome: Result<Result<V, Fault>, ()>, response: Option<&T::Response>) -> Result<V, Failure> {
        let late = || Failure { error: Box::new(Error::Timeout { after_ms: self.timeout_ms }), next: Next::Wait(None) };
        outcome.map_err(|()| late())?.map_err(|fault| {
            let next = if fault.kind == FaultKind::Connection { Next::Wait(None) } else { Next::Give };
            let request_id = response.and_then(|response| response.header("request-id"));
            Failure { error: fault.into_error(response.map(Response::status), request_id), next }
        })
    }

    /// What an answer above 399 means.
    fn refusal(&mut self, response: &T::Response, text: String) -> Failure {
        let advice = RetryAdvice {
            after_ms: response.header("retry-after-ms"),
            after: response.header("retry-after"),
            should_retry: response.header("x-should-retry"),
        };
        let next = match response.status() {
            401 if self.can_refresh() => Next::Refresh,
            status if advice.is_retryable(status) => Next::Wait(advice.delay_ms(self.client.clock())),
            _ => Next::Give,
        };
        Failure { error: Box::new(Error::Status(StatusError::read(response, text))), next }
    }

    /// Whether another credential can be had, once a call. Not where the refused one is the call's own.
    fn can_refresh(&mut self) -> bool {
        let stale = !self.own_credential && self.shared.as_ref().is_some_and(|shared| self.client.shared_headers().refuse(shared));
        stale && !std::mem::replace(&mut self.refreshed, true)
    }

    /// The body that was read, if it is what the call promises.
    fn body(&self, read: Result<Result<Option<T::Body>, Fault>, ()>, response: &T::Response) -> Result<Option<T::Body>, Failure> {
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

    /// Waits for the next try, or gives the failure up.
    async fn recover(&mut self, failure: Failure) -> Result<()> {
        if let Some(pause) = self.pause(failure)? {
            pause.await;
        }
        Ok(())
    }

    /// The wait for the next try, where there is one.
    fn pause(&mut self, failure: Failure) -> Result<Option<C::Sleep>> {
        self.deadline = None;
        let Failure { error, next } = failure;
        match next {
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

    /// A path in the base URL is left out: a proxy's may be what opens it.
    fn log(&self, level: LogLevel, message: &[&str]) {
        let ClientOptions { log: Some(log), base_url, .. } = self.client.options() else { return };
        if log.wants(level) {
            let Request { method, url, .. } = &self.request;
            let path = url.strip_prefix(base_url.as_str()).unwrap_or_default();
            log.write(level, &concat(&[method.as_str(), " ", &origin(base_url.as_str()), path, " ", &concat(message)]));
        }
    }
}

impl Failure {
    fn lasting(error: Box<Error>) -> Self {
        Failure { error, next: Next::Give }
    }
}

/// An answer that is not in the API's form.
fn unexpected(response: &impl Response, message: String) -> Failure {
    let (status, request_id) = (response.status(), response.header("request-id"));
    Failure::lasting(Box::new(Error::InvalidResponse { message, status, request_id, source: None }))
}

fn redirect(response: &impl Response) -> Failure {
    let where_to = response.header("location").map(|to| concat(&[" to ", &origin(&to)])).unwrap_or_default();
    let rest = ", which is not followed: it could carry the credential elsewhere. Set baseURL to the final address";
    unexpected(response, concat(&["the answer is a redirect", &where_to, rest]))
}

fn shown_id(response: &impl Response) -> String {
    response.header("request-id").map(|id| concat(&[" (", &id, ")"])).unwrap_or_default()
}
