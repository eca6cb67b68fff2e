//! The eight calls on work: the requests, and the typed resource.

use super::{
    Answer, Call, CallParams, Client, Clock, Error, Method, Page, PageParams, Pages, Path, RequestOptions, Transport,
    call::{not_empty, within},
    environments::encode,
    models::{Heartbeat, WorkItem, WorkQueueStats, WorkStop, WorkUpdate},
};

/// What the first heartbeat of a lease expects: that nobody has beaten yet.
pub const NO_HEARTBEAT: &str = "NO_HEARTBEAT";

/// How to ask for work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkPollParams {
    /// How long the server may wait for work, in milliseconds: 1 to 999. Left out, it answers at once.
    pub block_ms: Option<u64>,
    /// Takes back items that were polled, and not acknowledged for longer than this. The server's default is 5000.
    pub reclaim_older_than_ms: Option<u64>,
    /// Who is asking, for the queue's statistics.
    pub worker_id: Option<String>,
    /// What any call takes.
    pub call: CallParams,
}

/// How to beat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkHeartbeatParams {
    /// The lease's wanted length in seconds. The server's word is in its answer.
    pub desired_ttl_seconds: Option<u64>,
    /// The last heartbeat that the server answered, exactly; [`NO_HEARTBEAT`] for the first. Left out, the server does not
    /// compare.
    pub expected_last_heartbeat: Option<String>,
    /// What any call takes.
    pub call: CallParams,
}

/// Which work to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkListParams {
    /// Which page.
    pub page: PageParams,
    /// What any call takes.
    pub call: CallParams,
}

fn queue(environment_id: &str) -> Result<Path, Error> {
    Ok(Path::environments().id("environment_id", environment_id)?.then("work"))
}

fn item(environment_id: &str, work_id: &str) -> Result<Path, Error> {
    queue(environment_id)?.id("work_id", work_id)
}

/// `GET /v1/environments/{environment_id}/work/{work_id}`
pub fn retrieve<B>(environment_id: &str, work_id: &str, params: &CallParams) -> Result<Call<B>, Error> {
    Ok(Call::new(Method::Get, item(environment_id, work_id)?, params))
}

/// `POST /v1/environments/{environment_id}/work/{work_id}`
pub fn update<B>(environment_id: &str, work_id: &str, body: B, params: &CallParams) -> Result<Call<B>, Error> {
    Ok(Call::new(Method::Post, item(environment_id, work_id)?, params).body(body))
}

/// `GET /v1/environments/{environment_id}/work`
pub fn list<B>(environment_id: &str, params: &WorkListParams) -> Result<Call<B>, Error> {
    Ok(Call::new(Method::Get, params.page.apply(queue(environment_id)?)?, &params.call).answers(Answer::Page))
}

/// `POST /v1/environments/{environment_id}/work/{work_id}/ack`
pub fn ack<B>(environment_id: &str, work_id: &str, params: &CallParams) -> Result<Call<B>, Error> {
    Ok(Call::new(Method::Post, item(environment_id, work_id)?.then("ack"), params))
}

/// `POST /v1/environments/{environment_id}/work/{work_id}/heartbeat`
pub fn heartbeat<B>(environment_id: &str, work_id: &str, params: &WorkHeartbeatParams) -> Result<Call<B>, Error> {
    let ttl = within("desired_ttl_seconds", params.desired_ttl_seconds, 1, u64::MAX, "a whole number of seconds from 1 up")?;
    let expected = "the `last_heartbeat` of the answer before, or \"NO_HEARTBEAT\" for the first";
    let last = not_empty("expected_last_heartbeat", params.expected_last_heartbeat.as_deref(), expected)?;
    let path = item(environment_id, work_id)?.then("heartbeat").query_number("desired_ttl_seconds", ttl);
    let path = match last {
        Some(last) => path.query("expected_last_heartbeat", last),
        None => path,
    };
    Ok(Call::new(Method::Post, path, &params.call))
}

/// `GET /v1/environments/{environment_id}/work/poll`
pub fn poll<B>(environment_id: &str, params: &WorkPollParams) -> Result<Call<B>, Error> {
    let block =
        within("block_ms", params.block_ms, 1, 999, "a whole number of milliseconds from 1 to 999, or left out for an answer at once")?;
    let path = queue(environment_id)?.then("poll").query_number("block_ms", block);
    let path = path.query_number("reclaim_older_than_ms", params.reclaim_older_than_ms);
    let mut call = Call::new(Method::Get, path, &params.call).answers(Answer::ObjectOrNothing);
    call.worker_id = params.worker_id.clone();
    Ok(call)
}

/// `GET /v1/environments/{environment_id}/work/stats`
pub fn stats<B>(environment_id: &str, params: &CallParams) -> Result<Call<B>, Error> {
    Ok(Call::new(Method::Get, queue(environment_id)?.then("stats"), params))
}

/// `POST /v1/environments/{environment_id}/work/{work_id}/stop`
pub fn stop<B>(environment_id: &str, work_id: &str, body: B, params: &CallParams) -> Result<Call<B>, Error> {
    let call = Call::new(Method::Post, item(environment_id, work_id)?.then("stop"), params);
    Ok(call.body(body).answers(Answer::ObjectOrNothing))
}

/// The eight calls on work. The errors of each are any of [`Error`].
pub struct Work<T: Transport, C: Clock> {
    client: Client<T, C>,
}

impl<T: Transport, C: Clock> Clone for Work<T, C> {
    fn clone(&self) -> Self {
        Work { client: self.client.clone() }
    }
}

impl<T: Transport, C: Clock> std::fmt::Debug for Work<T, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Work").field("client", &self.client).finish()
    }
}

impl<T: Transport, C: Clock> Work<T, C> {
    pub(crate) fn new(client: Client<T, C>) -> Self {
        Work { client }
    }

    /// Reads a work item. Wants the API key.
    pub async fn retrieve(
        &self,
        environment_id: &str,
        work_id: &str,
        params: &CallParams,
        options: &RequestOptions,
    ) -> Result<WorkItem, Error> {
        self.client.call(retrieve(environment_id, work_id, params), options).await
    }

    /// Changes a work item's metadata. Wants the API key.
    pub async fn update(
        &self,
        environment_id: &str,
        work_id: &str,
        body: &WorkUpdate,
        params: &CallParams,
        options: &RequestOptions,
    ) -> Result<WorkItem, Error> {
        self.client.call(update(environment_id, work_id, encode(body)?, params), options).await
    }

    /// One page of work items. Wants the environment key.
    pub async fn list(&self, environment_id: &str, params: &WorkListParams, options: &RequestOptions) -> Result<Page<WorkItem>, Error> {
        self.client.call(list(environment_id, params), options).await
    }

    /// All work items from there on, page by page as they are read.
    pub fn pages(&self, environment_id: &str, params: &WorkListParams, options: &RequestOptions) -> Pages<T, C, WorkItem> {
        let (id, params) = (environment_id.to_owned(), params.clone());
        let first = params.page.page.clone();
        let next = move |page| list(&id, &WorkListParams { page: PageParams { page, ..params.page.clone() }, ..params.clone() });
        Pages::new(self.client.clone(), options, first, Box::new(next))
    }

    /// Acknowledges a work item: it leaves the queue. Wants the environment key or the item's sessions token.
    pub async fn ack(&self, environment_id: &str, work_id: &str, params: &CallParams, options: &RequestOptions) -> Result<WorkItem, Error> {
        self.client.call(ack(environment_id, work_id, params), options).await
    }

    /// Beats: takes the lease on a work item, or extends it. Wants the environment key or the item's sessions token.
    pub async fn heartbeat(
        &self,
        environment_id: &str,
        work_id: &str,
        params: &WorkHeartbeatParams,
        options: &RequestOptions,
    ) -> Result<Heartbeat, Error> {
        self.client.call(heartbeat(environment_id, work_id, params), options).await
    }

    /// Asks for a work item; `None` when the queue is empty. Wants the environment key.
    pub async fn poll(&self, environment_id: &str, params: &WorkPollParams, options: &RequestOptions) -> Result<Option<WorkItem>, Error> {
        self.client.call_for(poll(environment_id, params), options).await
    }

    /// How full the queue is. Wants the API key.
    pub async fn stats(&self, environment_id: &str, params: &CallParams, options: &RequestOptions) -> Result<WorkQueueStats, Error> {
        self.client.call(stats(environment_id, params), options).await
    }

    /// Stops a work item; `None` where the server answers nothing. Wants any credential that may see it.
    pub async fn stop(
        &self,
        environment_id: &str,
        work_id: &str,
        body: &WorkStop,
        params: &CallParams,
        options: &RequestOptions,
    ) -> Result<Option<WorkItem>, Error> {
        self.client.call_for(stop(environment_id, work_id, encode(body)?, params), options).await
    }
}
