//! The fourteen calls, as a table: what each puts on the wire, and how to make it.

use super::TestClient;
use leasehold::api::{
    CallParams, Error, LocalFuture, PageParams, RequestOptions,
    environments::EnvironmentListParams,
    models::{EnvironmentCreate, EnvironmentUpdate, Patch, WorkStop, WorkUpdate},
    work::{WorkHeartbeatParams, WorkListParams, WorkPollParams},
};
use serde::Serialize;
use serde_json::Value;

/// The ids that a call is made with.
#[derive(Clone, Copy, Debug)]
pub struct Ids {
    pub environment: &'static str,
    pub work: &'static str,
}

/// The ids of the table's paths.
pub const IDS: Ids = Ids { environment: "env_1", work: "work_1" };

/// A call on its way, to the JSON of what it gives.
pub type Calling = LocalFuture<'static, Result<Value, Box<Error>>>;

/// One call.
pub struct CallRow {
    /// Its name, and that of its example.
    pub name: &'static str,
    pub method: &'static str,
    /// Path and query, for [`IDS`].
    pub path: &'static str,
    /// The body, as JSON text.
    pub body: Option<&'static str>,
    /// Whether the API may answer nothing.
    pub may_answer_nothing: bool,
    make: fn(TestClient, Ids, CallParams, RequestOptions) -> Calling,
}

impl CallRow {
    /// Makes the call with the typed client, and writes what it gives as JSON (`null` for nothing).
    pub fn make(&self, client: &TestClient, ids: Ids, params: &CallParams, options: &RequestOptions) -> Calling {
        (self.make)(client.clone(), ids, params.clone(), options.clone())
    }

    /// The same without anything special.
    pub fn make_plainly(&self, client: &TestClient) -> Calling {
        self.make(client, IDS, &CallParams::default(), &RequestOptions::default())
    }

    /// Whether the call names an environment, and whether it names a work item.
    pub fn takes(&self) -> (bool, bool) {
        (self.path.contains(IDS.environment), self.path.contains(IDS.work))
    }
}

fn json(answer: impl Serialize) -> Result<Value, Box<Error>> {
    Ok(serde_json::to_value(answer).unwrap())
}

const NOTHING: CallRow =
    CallRow { name: "", method: "GET", path: "", body: None, may_answer_nothing: false, make: |_, _, _, _| Box::pin(async { json(()) }) };

/// Every call, with every parameter of its query set.
pub const CALLS: [CallRow; 14] = [
    CallRow {
        name: "environments-create",
        method: "POST",
        path: "/v1/environments",
        body: Some(r#"{"name": "n"}"#),
        make: |client, _, params, options| {
            Box::pin(async move {
                let body = EnvironmentCreate { name: "n".into(), ..Default::default() };
                json(client.environments().create(&body, &params, &options).await?)
            })
        },
        ..NOTHING
    },
    CallRow {
        name: "environments-list",
        path: "/v1/environments?include_archived=true&limit=20&page=page_2",
        make: |client, _, call, options| {
            Box::pin(async move {
                let page = PageParams { limit: Some(20), page: Some("page_2".into()) };
                let params = EnvironmentListParams { include_archived: Some(true), page, call };
                json(client.environments().list(&params, &options).await?)
            })
        },
        ..NOTHING
    },
    CallRow {
        name: "environments-retrieve",
        path: "/v1/environments/env_1",
        make: |client, ids, params, options| {
            Box::pin(async move { json(client.environments().retrieve(ids.environment, &params, &options).await?) })
        },
        ..NOTHING
    },
    CallRow {
        name: "environments-update",
        method: "POST",
        path: "/v1/environments/env_1",
        body: Some(r#"{"description": null, "metadata": {"k": "v", "gone": null}}"#),
        make: |client, ids, params, options| {
            Box::pin(async move {
                let metadata = [("k".to_owned(), Some("v".to_owned())), ("gone".to_owned(), None)].into();
                let body = EnvironmentUpdate { description: Patch::Null, metadata: Some(metadata), ..Default::default() };
                json(client.environments().update(ids.environment, &body, &params, &options).await?)
            })
        },
        ..NOTHING
    },
    CallRow {
        name: "environments-delete",
        method: "DELETE",
        path: "/v1/environments/env_1",
        make: |client, ids, params, options| {
            Box::pin(async move { json(client.environments().delete(ids.environment, &params, &options).await?) })
        },
        ..NOTHING
    },
    CallRow {
        name: "environments-archive",
        method: "POST",
        path: "/v1/environments/env_1/archive",
        make: |client, ids, params, options| {
            Box::pin(async move { json(client.environments().archive(ids.environment, &params, &options).await?) })
        },
        ..NOTHING
    },
    CallRow {
        name: "work-retrieve",
        path: "/v1/environments/env_1/work/work_1",
        make: |client, ids, params, options| {
            Box::pin(async move { json(client.work().retrieve(ids.environment, ids.work, &params, &options).await?) })
        },
        ..NOTHING
    },
    CallRow {
        name: "work-poll",
        path: "/v1/environments/env_1/work/poll?block_ms=999&reclaim_older_than_ms=5000",
        may_answer_nothing: true,
        make: |client, ids, call, options| {
            Box::pin(async move {
                let params = WorkPollParams { block_ms: Some(999), reclaim_older_than_ms: Some(5_000), worker_id: None, call };
                json(client.work().poll(ids.environment, &params, &options).await?)
            })
        },
        ..NOTHING
    },
    CallRow {
        name: "work-ack",
        method: "POST",
        path: "/v1/environments/env_1/work/work_1/ack",
        make: |client, ids, params, options| {
            Box::pin(async move { json(client.work().ack(ids.environment, ids.work, &params, &options).await?) })
        },
        ..NOTHING
    },
    CallRow {
        name: "work-heartbeat",
        method: "POST",
        path: "/v1/environments/env_1/work/work_1/heartbeat?desired_ttl_seconds=180&expected_last_heartbeat=2026-03-15T10%3A00%3A00.5%2B00%3A00",
        make: |client, ids, call, options| {
            Box::pin(async move {
                let expected_last_heartbeat = Some("2026-03-15T10:00:00.5+00:00".into());
                let params = WorkHeartbeatParams { desired_ttl_seconds: Some(180), expected_last_heartbeat, call };
                json(client.work().heartbeat(ids.environment, ids.work, &params, &options).await?)
            })
        },
        ..NOTHING
    },
    CallRow {
        name: "work-stop",
        method: "POST",
        path: "/v1/environments/env_1/work/work_1/stop",
        body: Some(r#"{"force": true}"#),
        may_answer_nothing: true,
        make: |client, ids, params, options| {
            Box::pin(async move {
                let body = WorkStop { force: Some(true) };
                json(client.work().stop(ids.environment, ids.work, &body, &params, &options).await?)
            })
        },
    },
    CallRow {
        name: "work-list",
        path: "/v1/environments/env_1/work?limit=20&page=page_2",
        make: |client, ids, call, options| {
            Box::pin(async move {
                let params = WorkListParams { page: PageParams { limit: Some(20), page: Some("page_2".into()) }, call };
                json(client.work().list(ids.environment, &params, &options).await?)
            })
        },
        ..NOTHING
    },
    CallRow {
        name: "work-update",
        method: "POST",
        path: "/v1/environments/env_1/work/work_1",
        body: Some(r#"{"metadata": {"k": "v", "gone": null}}"#),
        make: |client, ids, params, options| {
            Box::pin(async move {
                let metadata = [("k".to_owned(), Some("v".to_owned())), ("gone".to_owned(), None)].into();
                json(client.work().update(ids.environment, ids.work, &WorkUpdate { metadata }, &params, &options).await?)
            })
        },
        ..NOTHING
    },
    CallRow {
        name: "work-stats",
        path: "/v1/environments/env_1/work/stats",
        make: |client, ids, params, options| Box::pin(async move { json(client.work().stats(ids.environment, &params, &options).await?) }),
        ..NOTHING
    },
];
