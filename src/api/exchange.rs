//! One call on its way: tries, time limits, and the waits between them.

use super::{
    Body, Call, Client, Clock, Credential, Error, Fault, FaultKind, HeaderLayer, Headers, LogLevel, Request, RequestOptions, Response,
    Transport,
    error::StatusError,
    path::split_scheme,
    race::race,
    retry::{RetryAdvice, backoff_ms},
    text::{concat, number},
};
use std::rc::Rc;

/// The longest error body that is read. It is for people; what programs need stands at its front.
const ERROR_BODY_BYTES: u64 = 64 << 10;

/// A call on its way. Dropping it cancels it.
///
/// [`Exchange::json`] is the whole of it. Whoever wants the raw answer takes [`Exchange::send`], and then perhaps
/// [`Exchange::finish`].
pub struct Exchange<T: Transport, C: Clock> {
    client: Client<T, C>,
    request: Request<T::Body>,
    own: HeaderLayer,
    own_credential: bool,
    answer: super::Answer,
    timeout_ms: u64,
    max_retries: u32,
    retries: u32,
    shared: Option<Rc<HeaderLayer>>,
    refreshed: bool,
    deadline: Option<C::Sleep>,
}

/// A try that failed, and what may be done about it.
struct Failure {
    error: Error,
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
    pub(crate) fn new(client: Client<T, C>, call: Call<T::Body>, options: &RequestOptions) -> Result<Self, Error> {
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
        let (shared, deadline) = (None, None);
        let (retries, refreshed, answer) = (0, false, call.answer);
        Ok(Exchange { client, request, own, own_credential, answer, timeout_ms, max_retries, retries, shared, refreshed, deadline })
    }

    /// Sends the call, again and again where the rules say so, until the headers of a 2xx answer are there.
    ///
    /// # Errors
    /// Any but [`Error::InvalidResponse`] of a body, which is not read here.
    pub async fn send(&mut self) -> Result<T::Response, Error> {
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
    pub async fn json(&mut self) -> Result<(T::Response, Option<T::Body>), Error> {
        let response = self.send().await?;
        self.finish(response).await
    }

    /// Reads an answer that [`Exchange::send`] gave, or the answer of a further try if its body breaks off.
    ///
    /// # Errors
    /// Any.
    pub async fn finish(&mut self, mut response: T::Response) -> Result<(T::Response, Option<T::Body>), Error> {
        loop {
            let failure = match self.read(&response).await {
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
        self.request.headers = Headers::new(shared.clone(), self.own.clone());
        self.shared = Some(shared);
        self.deadline = Some(client.clock().sleep(self.timeout_ms));
        self.log(LogLevel::Debug, &["sending"]);
        let timeout_ms = self.timeout_ms;
        let sent = client.transport().send(&self.request);
        let response =
            limited(self.deadline.as_mut(), timeout_ms, async { sent.await.map_err(|fault| Failure::of(fault, None, None)) }).await?;
        let status = response.status();
        if (200..300).contains(&status) {
            self.log(LogLevel::Info, &["answered ", &number(status.into()), &shown_id(&response)]);
            return Ok(response);
        }
        Err(self.refusal(response).await)
    }

    /// What an answer that is no success means.
    async fn refusal(&mut self, response: T::Response) -> Failure {
        let status = response.status();
        if status < 400 {
            let where_to = response.header("location").map(|to| concat(&[" to ", &origin(&to)])).unwrap_or_default();
            let message = concat(&[
                "the answer is a redirect",
                &where_to,
                ", which is not followed: it could carry the credential elsewhere. Set baseURL to the final address",
            ]);
            return Failure::lasting(Error::InvalidResponse { message, status, request_id: response.header("request-id"), source: None });
        }
        let advice = RetryAdvice {
            after_ms: response.header("retry-after-ms"),
            after: response.header("retry-after"),
            should_retry: response.header("x-should-retry"),
        };
        let text = limited(self.deadline.as_mut(), self.timeout_ms, async {
            response.text(ERROR_BODY_BYTES).await.map_err(|fault| Failure::of(fault, None, None))
        });
        let text = text.await.unwrap_or_default();
        let next = match status {
            401 if self.can_refresh() => Next::Refresh,
            _ if advice.is_retryable(status) => Next::Wait(advice.delay_ms(self.client.clock())),
            _ => Next::Give,
        };
        Failure { error: Error::Status(Box::new(StatusError::read(&response, text))), next }
    }

    /// Whether another credential can be had, once a call. Not where the refused one is the call's own.
    fn can_refresh(&mut self) -> bool {
        let stale = !self.own_credential && self.shared.as_ref().is_some_and(|shared| self.client.shared_headers().refuse(shared));
        stale && !std::mem::replace(&mut self.refreshed, true)
    }

    /// Reads the body and checks what it is.
    async fn read(&mut self, response: &T::Response) -> Result<Option<T::Body>, Failure> {
        let (status, limit) = (response.status(), self.client.options().max_response_bytes);
        let wrong = |message: &str| {
            let message = concat(&[message, content_type(response).as_str()]);
            Failure::lasting(Error::InvalidResponse { message, status, request_id: response.header("request-id"), source: None })
        };
        let body = if status == 204 {
            None
        } else {
            let body = limited(self.deadline.as_mut(), self.timeout_ms, async {
                response.json(limit).await.map_err(|fault| Failure::of(fault, Some(status), response.header("request-id")))
            });
            body.await?
        };
        match body {
            Some(body) => body.fits(self.answer).map(|()| Some(body)).map_err(wrong),
            None if self.answer == super::Answer::ObjectOrNothing => Ok(None),
            None => Err(wrong("the answer has no body, where the API answers a JSON object")),
        }
    }

    /// Waits for the next try, or gives the failure up.
    async fn recover(&mut self, failure: Failure) -> Result<(), Error> {
        self.deadline = None;
        let Failure { error, next } = failure;
        match next {
            Next::Refresh => Ok(()),
            Next::Wait(asked_ms) if self.retries < self.max_retries => {
                let clock = self.client.clock().clone();
                let delay_ms = asked_ms.unwrap_or_else(|| backoff_ms(self.retries, clock.random()));
                self.retries += 1;
                self.log(LogLevel::Info, &["failed (", &error.message(), "), trying again in ", &number(delay_ms), " ms"]);
                clock.sleep(delay_ms).await;
                Ok(())
            }
            Next::Wait(_) | Next::Give => {
                self.log(LogLevel::Info, &["failed for good: ", &error.message()]);
                Err(error)
            }
        }
    }

    fn log(&self, level: LogLevel, message: &[&str]) {
        let Some(log) = &self.client.options().log else { return };
        if log.wants(level) {
            let Request { method, url, .. } = &self.request;
            log.write(level, &concat(&[method.as_str(), " ", url, " ", &message.concat()]));
        }
    }
}

impl Failure {
    fn lasting(error: Error) -> Self {
        Failure { error, next: Next::Give }
    }

    /// A fault of the transport, before the headers or (with a status) after them.
    fn of(fault: Fault, status: Option<u16>, request_id: Option<String>) -> Self {
        let next = if fault.kind == FaultKind::Connection { Next::Wait(None) } else { Next::Give };
        Failure { error: fault.into_error(status, request_id), next }
    }
}

/// `work`, cut off at the deadline.
async fn limited<V>(
    deadline: Option<&mut (impl Future<Output = ()> + Unpin)>,
    timeout_ms: u64,
    work: impl Future<Output = Result<V, Failure>>,
) -> Result<V, Failure> {
    let Some(deadline) = deadline else { return work.await };
    let late = async {
        deadline.await;
        Err(Failure { error: Error::Timeout { after_ms: timeout_ms }, next: Next::Wait(None) })
    };
    race(work, late).await
}

fn shown_id(response: &impl Response) -> String {
    response.header("request-id").map(|id| concat(&[" (", &id, ")"])).unwrap_or_default()
}

fn content_type(response: &impl Response) -> String {
    response.header("content-type").map(|kind| concat(&[" (its content type is ", &kind, ")"])).unwrap_or_default()
}

/// The part of a URL that may be shown: no path, no query.
fn origin(url: &str) -> String {
    match split_scheme(url) {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            concat(&[scheme, "://", rest.split(['/', '\\', '?', '#']).next().unwrap_or_default().rsplit('@').next().unwrap_or_default()])
        }
        _ => "another path".into(),
    }
}
