//! The six calls on environments: the requests, and the typed resource.

use super::{
    Answer, Body, Call, CallParams, Client, Clock, Error, Method, Page, PageParams, Pages, Path, RequestOptions, Transport,
    models::{Environment, EnvironmentCreate, EnvironmentDeleted, EnvironmentUpdate},
};

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

fn environment(id: &str) -> Result<Path, Error> {
    Path::environments().id("environment_id", id)
}

/// `POST /v1/environments`
pub fn create<B>(body: B, params: &CallParams) -> Result<Call<B>, Error> {
    Ok(Call::new(Method::Post, Path::environments(), params).body(body))
}

/// `GET /v1/environments/{environment_id}`
pub fn retrieve<B>(environment_id: &str, params: &CallParams) -> Result<Call<B>, Error> {
    Ok(Call::new(Method::Get, environment(environment_id)?, params))
}

/// `POST /v1/environments/{environment_id}`
pub fn update<B>(environment_id: &str, body: B, params: &CallParams) -> Result<Call<B>, Error> {
    Ok(Call::new(Method::Post, environment(environment_id)?, params).body(body))
}

/// `GET /v1/environments`
pub fn list<B>(params: &EnvironmentListParams) -> Result<Call<B>, Error> {
    let path = Path::environments();
    let path = match params.include_archived {
        Some(archived) => path.query("include_archived", if archived { "true" } else { "false" }),
        None => path,
    };
    Ok(Call::new(Method::Get, params.page.apply(path)?, &params.call).answers(Answer::Page))
}

/// `DELETE /v1/environments/{environment_id}`
pub fn delete<B>(environment_id: &str, params: &CallParams) -> Result<Call<B>, Error> {
    Ok(Call::new(Method::Delete, environment(environment_id)?, params))
}

/// `POST /v1/environments/{environment_id}/archive`
pub fn archive<B>(environment_id: &str, params: &CallParams) -> Result<Call<B>, Error> {
    Ok(Call::new(Method::Post, environment(environment_id)?.then("archive"), params))
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
    pub async fn create(&self, body: &EnvironmentCreate, params: &CallParams, options: &RequestOptions) -> Result<Environment, Error> {
        self.client.call(create(encode(body)?, params), options).await
    }

    /// Reads an environment.
    pub async fn retrieve(&self, environment_id: &str, params: &CallParams, options: &RequestOptions) -> Result<Environment, Error> {
        self.client.call(retrieve(environment_id, params), options).await
    }

    /// Changes an environment. What is left out of the body stays as it is.
    pub async fn update(
        &self,
        environment_id: &str,
        body: &EnvironmentUpdate,
        params: &CallParams,
        options: &RequestOptions,
    ) -> Result<Environment, Error> {
        self.client.call(update(environment_id, encode(body)?, params), options).await
    }

    /// One page of environments.
    pub async fn list(&self, params: &EnvironmentListParams, options: &RequestOptions) -> Result<Page<Environment>, Error> {
        self.client.call(list(params), options).await
    }

    /// All environments from there on, page by page as they are read.
    pub fn pages(&self, params: &EnvironmentListParams, options: &RequestOptions) -> Pages<T, C, Environment> {
        let params = params.clone();
        let first = params.page.page.clone();
        let next = move |page| list(&EnvironmentListParams { page: PageParams { page, ..params.page.clone() }, ..params.clone() });
        Pages::new(self.client.clone(), options, first, Box::new(next))
    }

    /// Deletes an environment.
    pub async fn delete(&self, environment_id: &str, params: &CallParams, options: &RequestOptions) -> Result<EnvironmentDeleted, Error> {
        self.client.call(delete(environment_id, params), options).await
    }

    /// Archives an environment: nothing new starts in it.
    pub async fn archive(&self, environment_id: &str, params: &CallParams, options: &RequestOptions) -> Result<Environment, Error> {
        self.client.call(archive(environment_id, params), options).await
    }
}

/// A typed body in the transport's form.
pub(super) fn encode<B: Body, M: serde::Serialize>(body: &M) -> Result<B, Error> {
    B::encode(body).map_err(|_| Error::invalid("body", "something that is no JSON", "data that JSON can hold"))
}
