//! The typed client on JavaScript's network and clock.

use super::servers::{Emulated, Script};
use futures::future::{Either, select};
use leasehold::{
    api::{
        BaseUrl, CallParams, Client, ClientOptions, Clock, Credential, Error, ErrorCode, PageParams, RequestOptions,
        environments::EnvironmentListParams,
        models::{EnvironmentConfig, EnvironmentConfigParams, EnvironmentCreate, Secret, WorkData, WorkSecret, WorkState, WorkStop},
        work::{NO_HEARTBEAT, WorkHeartbeatParams, WorkListParams, WorkPollParams},
    },
    platform::{FetchTransport, JsClock},
};
use std::pin::pin;
use wasm_bindgen_test::wasm_bindgen_test;

fn client(base_url: &str, api_key: &str) -> Client<FetchTransport, JsClock> {
    let credential = Credential::ApiKey(Secret::new(api_key));
    let options =
        ClientOptions { base_url: BaseUrl::parse(base_url, false).unwrap(), browser_access: true, ..ClientOptions::new(credential) };
    Client::new(FetchTransport::global().unwrap(), JsClock::default(), options).unwrap()
}

fn params() -> CallParams {
    CallParams::default()
}

fn options() -> RequestOptions {
    RequestOptions::default()
}

/// Waits until `check` holds of what the server has seen.
async fn until(script: &Script, check: impl Fn(&[serde_json::Value]) -> bool) {
    for _ in 0..1_000 {
        if check(&script.requests().await) {
            return;
        }
        JsClock::default().sleep(5).await;
    }
    panic!("it did not come to be: {:?}", script.requests().await);
}

#[wasm_bindgen_test]
async fn a_work_item_is_typed_from_poll_to_stop() {
    let emulated = Emulated::new(r#"{"credentials": "relaxed"}"#).await;
    let client = client(&emulated.base_url(), &emulated.api_key());
    let body =
        EnvironmentCreate { name: "typed".into(), config: EnvironmentConfigParams::SelfHosted {}.into(), ..EnvironmentCreate::default() };
    let environment = client.environments().create(&body, &params(), &options()).await.unwrap();
    assert!(matches!(environment.config, EnvironmentConfig::SelfHosted { .. }));
    let id = &environment.id;
    assert_eq!(client.environments().retrieve(id, &params(), &options()).await.unwrap(), environment);

    let work = client.work();
    assert_eq!(work.poll(id, &WorkPollParams::default(), &options()).await.unwrap(), None);
    emulated.enqueue(id).await.unwrap();
    let item = work.poll(id, &WorkPollParams { block_ms: Some(999), ..Default::default() }, &options()).await.unwrap().unwrap();
    assert!(matches!(item.data, WorkData::Session(_)));
    assert!(!WorkSecret::decode(&item.secret.unwrap()).unwrap().sessions_token.expose().is_empty());
    assert_eq!(work.ack(id, &item.id, &params(), &options()).await.unwrap().state, WorkState::Starting);
    let first = WorkHeartbeatParams { expected_last_heartbeat: Some(NO_HEARTBEAT.into()), ..Default::default() };
    let beat = work.heartbeat(id, &item.id, &first, &options()).await.unwrap();
    assert!(beat.lease_extended && beat.state == WorkState::Active && beat.ttl_seconds > 0);

    let refused = work.heartbeat(id, &item.id, &first, &options()).await.unwrap_err();
    let Error::Status(refusal) = *refused else { panic!("{refused}") };
    assert_eq!((refusal.status, refusal.code()), (412, Some(ErrorCode::HeartbeatPreconditionFailed)));
    assert_eq!(refusal.lease.unwrap().last_heartbeat, Some(beat.last_heartbeat));

    assert_eq!(work.stats(id, &params(), &options()).await.unwrap().depth, 0);
    let stop = WorkStop { force: Some(true) };
    assert_eq!(work.stop(id, &item.id, &stop, &params(), &options()).await.unwrap().unwrap().state, WorkState::Stopped);
}

#[wasm_bindgen_test]
async fn what_nobody_knows_yet_is_kept() {
    let script = Script::new(
        r#"[{"body": {"id": "env_1", "name": "n", "type": "environment", "created_at": "t", "updated_at": "t",
            "config": {"type": "quantum", "qubits": 5}, "metadata": {"__proto__": "data"}, "new": {"deep": [1, 2.5, null]}}}]"#,
    )
    .await;
    let environment = client(&script.base_url(), "key").environments().retrieve("env_1", &params(), &options()).await.unwrap();
    let json = serde_json::to_value(&environment).unwrap();
    assert_eq!(json["config"], serde_json::json!({"type": "quantum", "qubits": 5}));
    assert_eq!(json["new"], serde_json::json!({"deep": [1, 2.5, null]}));
    assert_eq!(json["metadata"], serde_json::json!({"__proto__": "data"}));
}

#[wasm_bindgen_test]
async fn json_that_is_something_else_is_refused_with_a_source() {
    let script = Script::new(r#"[{"body": {"id": 7}, "headers": {"request-id": "req_1"}}]"#).await;
    let error = client(&script.base_url(), "key").environments().retrieve("env_1", &params(), &options()).await.unwrap_err();
    assert!(matches!(&*error, Error::InvalidResponse { status: 200, source: Some(_), .. }), "{error}");
    assert_eq!(error.request_id(), Some("req_1"));
}

#[wasm_bindgen_test]
async fn pages_are_read_to_the_end() {
    let page = |ids: [&str; 2], next: &str| {
        let item = |id: &str| {
            format!(
                r#"{{"id": "{id}", "type": "work", "created_at": "t", "environment_id": "env_1", "state": "queued",
                    "data": {{"type": "session", "id": "s"}}}}"#
            )
        };
        format!(r#"{{"body": {{"data": [{}, {}], "next_page": {next}}}}}"#, item(ids[0]), item(ids[1]))
    };
    let script = Script::new(&format!("[{}, {}]", page(["a", "b"], r#""p=2""#), page(["c", "d"], "null"))).await;
    let limited = WorkListParams { page: PageParams { limit: Some(2), page: None }, ..Default::default() };
    let mut pages = client(&script.base_url(), "key").work().pages("env_1", &limited, &options());
    let mut ids = Vec::new();
    while let Some(item) = pages.next().await.unwrap() {
        ids.push(item.id);
    }
    assert_eq!(ids, ["a", "b", "c", "d"]);
    assert_eq!(script.requests().await[1]["path"], "/v1/environments/env_1/work?limit=2&page=p%3D2");
}

#[wasm_bindgen_test]
async fn a_list_of_environments_is_read_to_the_end() {
    let emulated = Emulated::new("{}").await;
    let environments = client(&emulated.base_url(), &emulated.api_key()).environments();
    for name in ["a", "b", "c"] {
        let body = EnvironmentCreate { name: name.into(), ..EnvironmentCreate::default() };
        environments.create(&body, &params(), &options()).await.unwrap();
    }
    let one = EnvironmentListParams { page: PageParams { limit: Some(1), page: None }, ..Default::default() };
    let mut pages = environments.pages(&one, &options());
    let mut count = 0;
    while let Some(page) = pages.next_page().await.unwrap() {
        assert_eq!(page.data.len(), 1);
        count += 1;
    }
    assert_eq!(count, 3);
}

/// Drops a call once the server has its request; the server sees the client go.
async fn dropped(step: &str) {
    let script = Script::new(step).await;
    let environments = client(&script.base_url(), "key").environments();
    {
        let (params, options) = (params(), options());
        let call = pin!(environments.retrieve("env_1", &params, &options));
        let arrived = pin!(until(&script, |requests| requests.len() == 1));
        assert!(matches!(select(call, arrived).await, Either::Right(_)), "a call that was not to end");
    }
    until(&script, |requests| requests[0]["ended"] == "gone").await;
}

#[wasm_bindgen_test]
async fn a_call_that_is_dropped_before_the_headers_is_cancelled() {
    dropped(r#"[{"stall": "before-headers"}]"#).await;
}

#[wasm_bindgen_test]
async fn a_call_that_is_dropped_in_the_body_is_cancelled() {
    dropped(r#"[{"body": {"id": "env_1"}, "stall": "mid-body"}]"#).await;
}
