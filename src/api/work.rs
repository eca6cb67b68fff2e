//! The eight calls on work, typed.

use super::{
    Call, CallParams, Client, Clock, Page, PageParams, Pages, RequestOptions, Result, Transport,
    endpoint::{Endpoint, WORK_ACK, WORK_HEARTBEAT, WORK_LIST, WORK_POLL, WORK_RETRIEVE, WORK_STATS, WORK_STOP, WORK_UPDATE},
    environments::encode,
    look::Plain,
    models::{Heartbeat, WorkItem, WorkQueueStats, WorkStop, WorkUpdate},
    page::List,
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

impl WorkPollParams {
    fn plain(&self) -> Plain {
        let mut params = self.call.plain();
        params.set("block_ms", self.block_ms);
        params.set("reclaim_older_than_ms", self.reclaim_older_than_ms);
        params.set("Anthropic-Worker-ID", self.worker_id.clone());
        params
    }
}

impl WorkHeartbeatParams {
    fn plain(&self) -> Plain {
        let mut params = self.call.plain();
        params.set("desired_ttl_seconds", self.desired_ttl_seconds);
        params.set("expected_last_heartbeat", self.expected_last_heartbeat.clone());
        params
    }
}

impl WorkListParams {
    fn plain(&self) -> Plain {
        let mut params = self.call.plain();
        self.page.add_to(&mut params);
        params
    }
}

/// The eight calls on work. The errors of each are any of [`Error`](super::Error).
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

/// A call on one work item; `None` is "nothing", where the endpoint may answer that.
struct OnItem<'a, B> {
    endpoint: &'static Endpoint,
    environment_id: &'a str,
    work_id: &'a str,
    params: Plain,
    body: Option<B>,
}

impl<T: Transport, C: Clock> Work<T, C> {
    pub(crate) fn new(client: Client<T, C>) -> Self {
        Work { client }
    }

    /// Reads a work item. Wants the API key.
    pub async fn retrieve(&self, environment_id: &str, work_id: &str, params: &CallParams, options: &RequestOptions) -> Result<WorkItem> {
        let call = OnItem { endpoint: &WORK_RETRIEVE, environment_id, work_id, params: params.plain(), body: None };
        self.client.call(call.build(), options).await
    }

    /// Changes a work item's metadata. Wants the API key.
    pub async fn update(
        &self,
        environment_id: &str,
        work_id: &str,
        body: &WorkUpdate,
        params: &CallParams,
        options: &RequestOptions,
    ) -> Result<WorkItem> {
        let call = OnItem { endpoint: &WORK_UPDATE, environment_id, work_id, params: params.plain(), body: Some(encode(body)?) };
        self.client.call(call.build(), options).await
    }

    /// One page of work items. Wants the environment key.
    pub async fn list(&self, environment_id: &str, params: &WorkListParams, options: &RequestOptions) -> Result<Page<WorkItem>> {
        self.listing(environment_id, params, options).page().await
    }

    /// All work items from there on, page by page as they are read.
    pub fn pages(&self, environment_id: &str, params: &WorkListParams, options: &RequestOptions) -> Pages<T, C, WorkItem> {
        Pages::new(self.listing(environment_id, params, options))
    }

    /// Acknowledges a work item: it leaves the queue. Wants the environment key or the item's sessions token.
    pub async fn ack(&self, environment_id: &str, work_id: &str, params: &CallParams, options: &RequestOptions) -> Result<WorkItem> {
        let call = OnItem { endpoint: &WORK_ACK, environment_id, work_id, params: params.plain(), body: None };
        self.client.call(call.build(), options).await
    }

    /// Beats: takes the lease on a work item, or extends it. Wants the environment key or the item's sessions token.
    pub async fn heartbeat(
        &self,
        environment_id: &str,
        work_id: &str,
        params: &WorkHeartbeatParams,
        options: &RequestOptions,
    ) -> Result<Heartbeat> {
        let call = OnItem { endpoint: &WORK_HEARTBEAT, environment_id, work_id, params: params.plain(), body: None };
        self.client.call(call.build(), options).await
    }

    /// Asks for a work item; `None` when the queue is empty. Wants the environment key.
    pub async fn poll(&self, environment_id: &str, params: &WorkPollParams, options: &RequestOptions) -> Result<Option<WorkItem>> {
        self.client.call_for(WORK_POLL.call(Some(&environment_id.into()), Some(&params.plain()), None), options).await
    }

    /// How full the queue is. Wants the API key.
    pub async fn stats(&self, environment_id: &str, params: &CallParams, options: &RequestOptions) -> Result<WorkQueueStats> {
        self.client.call(WORK_STATS.call(Some(&environment_id.into()), Some(&params.plain()), None), options).await
    }

    /// Stops a work item; `None` where the server answers nothing. Wants any credential that may see it.
    pub async fn stop(
        &self,
        environment_id: &str,
        work_id: &str,
        body: &WorkStop,
        params: &CallParams,
        options: &RequestOptions,
    ) -> Result<Option<WorkItem>> {
        let call = OnItem { endpoint: &WORK_STOP, environment_id, work_id, params: params.plain(), body: Some(encode(body)?) };
        self.client.call_for(call.build(), options).await
    }

    fn listing(&self, environment_id: &str, params: &WorkListParams, options: &RequestOptions) -> List<T, C> {
        let id = Some(environment_id.into());
        List { client: self.client.clone(), endpoint: &WORK_LIST, id, params: params.plain(), options: options.clone() }
    }
}

impl<B> OnItem<'_, B> {
    fn build(mut self) -> Result<Call<B>> {
        self.params.set("environment_id", self.environment_id);
        self.endpoint.call(Some(&self.work_id.into()), Some(&self.params), self.body)
    }
}
