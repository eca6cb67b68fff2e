//! The six calls on environments, typed.

use super::{
    Body, CallParams, Client, Clock, Error, Page, PageParams, Pages, RequestOptions, Result, Transport,
    endpoint::{ARCHIVE, CREATE, DELETE, Endpoint, LIST, RETRIEVE, UPDATE},
    look::Plain,
    models::{Environment, EnvironmentCreate, EnvironmentDeleted, EnvironmentUpdate},
    page::List,
};
use serde::de::DeserializeOwned;

/// Which environments to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvironmentListParams {
    /// Whether archived ones are among them. The server's default is that they are not.
    pub include_archived: Option<bool>,
    /// Which page.
    pub page: PageParams,
    /// What any call takes.
    pub call: CallParams,
}

impl EnvironmentListParams {
    fn plain(&self) -> Plain {
        let mut params = self.call.plain();
        params.set("include_archived", self.include_archived);
        self.page.add_to(&mut params);
        params
    }
}

/// The six calls on environments. The errors of each are any of [`Error`].
pub struct Environments<T: Transport, C: Clock> {
    client: Client<T, C>,
}

impl<T: Transport, C: Clock> Clone for Environments<T, C> {
    fn clone(&self) -> Self {
        Environments { client: self.client.clone() }
    }
}

impl<T: Transport, C: Clock> std::fmt::Debug for Environments<T, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environments").field("client", &self.client).finish()
    }
}

impl<T: Transport, C: Clock> Environments<T, C> {
    pub(crate) fn new(client: Client<T, C>) -> Self {
        Environments { client }
    }

    /// Creates an environment.
    pub async fn create(&self, body: &EnvironmentCreate, params: &CallParams, options: &RequestOptions) -> Result<Environment> {
        CREATE.check_body(Some(&Plain::Object(vec![("name", body.name.as_str().into())])))?;
        self.client.call(CREATE.call(None, Some(&params.plain()), Some(encode(body)?)), options).await
    }

    /// Reads an environment.
    pub async fn retrieve(&self, environment_id: &str, params: &CallParams, options: &RequestOptions) -> Result<Environment> {
        self.on(&RETRIEVE, environment_id, params, options).await
    }

    /// Changes an environment. What is left out of the body stays as it is.
    pub async fn update(
        &self,
        environment_id: &str,
        body: &EnvironmentUpdate,
        params: &CallParams,
        options: &RequestOptions,
    ) -> Result<Environment> {
        self.client.call(UPDATE.call(Some(&environment_id.into()), Some(&params.plain()), Some(encode(body)?)), options).await
    }

    /// One page of environments.
    pub async fn list(&self, params: &EnvironmentListParams, options: &RequestOptions) -> Result<Page<Environment>> {
        self.listing(params, options).page().await
    }

    /// All environments from there on, page by page as they are read.
    pub fn pages(&self, params: &EnvironmentListParams, options: &RequestOptions) -> Pages<T, C, Environment> {
        Pages::new(self.listing(params, options))
    }

    /// Deletes an environment.
    pub async fn delete(&self, environment_id: &str, params: &CallParams, options: &RequestOptions) -> Result<EnvironmentDeleted> {
        self.on(&DELETE, environment_id, params, options).await
    }

    /// Archives an environment: nothing new starts in it.
    pub async fn archive(&self, environment_id: &str, params: &CallParams, options: &RequestOptions) -> Result<Environment> {
        self.on(&ARCHIVE, environment_id, params, options).await
    }

    /// A call on one environment that takes nothing but what any call takes.
    async fn on<M: DeserializeOwned>(&self, endpoint: &Endpoint, id: &str, params: &CallParams, options: &RequestOptions) -> Result<M> {
        self.client.call(endpoint.call(Some(&id.into()), Some(&params.plain()), None), options).await
    }

    fn listing(&self, params: &EnvironmentListParams, options: &RequestOptions) -> List<T, C> {
        List { client: self.client.clone(), endpoint: &LIST, id: None, params: params.plain(), options: options.clone() }
    }
}

/// A typed body in the transport's form.
pub(super) fn encode<B: Body, M: serde::Serialize>(body: &M) -> Result<B> {
    B::encode(body).map_err(|_| Error::invalid("body", "something that is no JSON", "data that JSON can hold"))
}
