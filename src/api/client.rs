//! The client: options, transport and clock, put together.

use super::{
    Body, Call, ClientOptions, Clock, Credential, Error, Exchange, HeaderLayer, RequestOptions, Response, Result, Transport,
    call::beta_header, credential::SharedHeaders, environments::Environments, work::Work,
};
use serde::de::DeserializeOwned;
use std::{fmt, rc::Rc};

/// A client of the Environments API. Cloning it is free: clones share everything.
pub struct Client<T: Transport, C: Clock>(Rc<Inner<T, C>>);

struct Inner<T, C> {
    transport: Rc<T>,
    clock: C,
    options: Rc<ClientOptions>,
    shared: SharedHeaders,
}

impl<T: Transport, C: Clock> Client<T, C> {
    /// Puts a client together.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when an option cannot stand in a header.
    pub fn new(transport: impl Into<Rc<T>>, clock: C, options: ClientOptions) -> Result<Self> {
        let shared = SharedHeaders::new(&options.credential, Rc::new(base_headers(&options)?))?;
        Ok(Client(Rc::new(Inner { transport: transport.into(), clock, options: options.into(), shared })))
    }

    /// The same client with another credential, over the same transport. It goes before one that stands in the client's headers.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when it cannot stand in a header.
    pub fn with_credential(&self, credential: Credential) -> Result<Self> {
        let Inner { transport, clock, options, shared } = &*self.0;
        let shared = shared.with(&credential)?;
        Ok(Client(Rc::new(Inner { transport: transport.clone(), clock: clock.clone(), options: options.clone(), shared })))
    }

    /// The six calls on environments.
    pub fn environments(&self) -> Environments<T, C> {
        Environments::new(self.clone())
    }

    /// The eight calls on work.
    pub fn work(&self) -> Work<T, C> {
        Work::new(self.clone())
    }

    /// The options in force; but for the credential, where [`Client::with_credential`] has put another in its place.
    pub fn options(&self) -> &ClientOptions {
        &self.0.options
    }

    /// The transport in use.
    pub fn transport(&self) -> &Rc<T> {
        &self.0.transport
    }

    /// The clock in use.
    pub fn clock(&self) -> &C {
        &self.0.clock
    }

    /// Starts a call, without decoding what it answers.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for headers that cannot be sent.
    pub fn exchange(&self, call: Call<T::Body>, options: &RequestOptions) -> Result<Exchange<T, C>> {
        let mut exchange = Exchange::new(self.clone(), call, &options.headers, options.credential.as_ref())?;
        exchange.limit(options.max_retries, options.timeout_ms);
        Ok(exchange)
    }

    pub(crate) fn shared_headers(&self) -> &SharedHeaders {
        &self.0.shared
    }

    /// Makes a call and decodes its answer; `None` is "nothing", where the call may answer that.
    pub(crate) async fn call_for<M: DeserializeOwned>(&self, call: Result<Call<T::Body>>, options: &RequestOptions) -> Result<Option<M>> {
        let (response, body) = self.exchange(call?, options)?.json().await?;
        // Some servers spell "nothing" as `null`.
        let decoded = body.map(|body| body.decode::<Option<M>>()).transpose();
        Ok(decoded.map_err(|source| wrong_shape(&response, Some(source)))?.flatten())
    }

    /// The same for a call that always answers something.
    pub(crate) async fn call<M: DeserializeOwned>(&self, call: Result<Call<T::Body>>, options: &RequestOptions) -> Result<M> {
        let (response, body) = self.exchange(call?, options)?.json().await?;
        let decoded = body.map(|body| body.decode()).transpose();
        decoded.map_err(|source| wrong_shape(&response, Some(source)))?.ok_or_else(|| wrong_shape(&response, None))
    }
}

impl<T: Transport, C: Clock> Clone for Client<T, C> {
    fn clone(&self) -> Self {
        Client(self.0.clone())
    }
}

impl<T: Transport, C: Clock> fmt::Debug for Client<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("options", self.options()).finish_non_exhaustive()
    }
}

fn wrong_shape(response: &impl Response, source: Option<super::error::Source>) -> Box<Error> {
    let message = "the answer is JSON, but not what the API answers to this call".into();
    Box::new(Error::InvalidResponse { message, status: response.status(), request_id: response.header("request-id"), source })
}

/// What every call carries, but for the credential.
fn base_headers(options: &ClientOptions) -> Result<HeaderLayer> {
    let mut headers = HeaderLayer::default();
    headers.put("Accept", Some("application/json"));
    headers.set("anthropic-version", Some(&options.version))?;
    headers.set("anthropic-beta", Some(&beta_header("", &options.betas)))?;
    if let Some(workspace) = &options.workspace_id {
        headers.set("anthropic-workspace-id", Some(workspace))?;
    }
    if options.browser_access {
        headers.put("anthropic-dangerous-direct-browser-access", Some("true"));
    }
    headers.extend(&options.headers);
    Ok(headers)
}
