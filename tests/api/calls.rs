//! The fourteen calls, each as the wire wants it.

use super::models::with_secret;
use crate::api::support::{Bench, CALLS, IDS, Ids, Reply, Sent, example};
use leasehold::api::{
    BaseUrl, CallParams, Method, PageParams, RequestOptions,
    environments::EnvironmentListParams,
    models::{Beta, EnvironmentCreate, EnvironmentUpdate, WorkStop},
    work::{NO_HEARTBEAT, WorkHeartbeatParams, WorkListParams, WorkPollParams},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn there_are_fourteen_different_calls() {
    let distinct: BTreeSet<_> = CALLS.iter().map(|call| (call.method, call.path.split('?').next())).collect();
    assert_eq!(distinct.len(), 14);
}

/// Method, path, query, body, and no header but those of the contract.
#[test]
fn every_call_goes_out_as_the_contract_says() {
    for call in &CALLS {
        let bench = Bench::new().replies([Reply::example(call.name)]);
        bench.run(call.make_plainly(&bench.client)).unwrap();
        let mut headers = vec![
            ("accept", "application/json"),
            ("anthropic-beta", "managed-agents-2026-04-01"),
            ("anthropic-version", "2023-06-01"),
            ("x-api-key", "sk-key"),
        ];
        if call.body.is_some() {
            headers.insert(3, ("content-type", "application/json"));
        }
        let expected = Sent {
            method: call.method,
            url: format!("https://api.anthropic.com{}", call.path),
            headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: call.body.map(|body| serde_json::from_str(body).unwrap()),
        };
        assert_eq!(bench.sent_once(), expected, "{}", call.name);
    }
}

#[test]
fn every_call_gives_what_the_server_answered() {
    for call in &CALLS {
        let bench = Bench::new().replies([Reply::example(call.name)]);
        assert_eq!(bench.run(call.make_plainly(&bench.client)).unwrap(), with_secret(&example(call.name)), "{}", call.name);
    }
}

#[test]
fn any_success_is_a_success() {
    for status in (200..300).filter(|&status| status != 204) {
        let bench = Bench::new().replies([Reply::json(status, &example("work-stats"))]);
        assert!(bench.stats(&RequestOptions::default()).is_ok(), "{status}");
    }
}

#[test]
fn every_call_takes_betas_and_a_workspace() {
    let params = CallParams {
        betas: vec![Beta::FilesApi20250414, Beta::Other("mine-1".into()), Beta::FilesApi20250414],
        workspace_id: Some("wrkspc_call".into()),
    };
    for call in &CALLS {
        let bench = Bench::with(|options| {
            options.betas = vec![Beta::Skills20251002.to_string(), "mine-1".into()];
            options.workspace_id = Some("wrkspc_client".into());
        });
        let bench = bench.replies([Reply::example(call.name), Reply::example(call.name)]);
        bench.run(call.make(&bench.client, IDS, &params, &RequestOptions::default())).unwrap();
        bench.run(call.make_plainly(&bench.client)).unwrap();
        let [special, plain] = bench.sent().try_into().unwrap();
        assert_eq!(special.header("anthropic-beta"), Some("files-api-2025-04-14,mine-1,skills-2025-10-02,managed-agents-2026-04-01"));
        assert_eq!(special.header("anthropic-workspace-id"), Some("wrkspc_call"), "{}", call.name);
        assert_eq!(plain.header("anthropic-beta"), Some("skills-2025-10-02,mine-1,managed-agents-2026-04-01"));
        assert_eq!(plain.header("anthropic-workspace-id"), Some("wrkspc_client"), "{}", call.name);
    }
}

#[test]
fn a_beta_keeps_the_place_where_the_caller_put_it() {
    let bench = Bench::new().replies([Reply::example("work-stats")]);
    let params = CallParams { betas: vec![Beta::ManagedAgents20260401, Beta::Skills20251002], ..Default::default() };
    bench.run(bench.client.work().stats("env_1", &params, &RequestOptions::default())).unwrap();
    assert_eq!(bench.sent_once().header("anthropic-beta"), Some("managed-agents-2026-04-01,skills-2025-10-02"));
}

#[test]
fn an_id_stays_in_its_segment() {
    let ids = Ids { environment: "../e?x=1#f", work: "w/1 é%2e" };
    for call in CALLS.iter().filter(|call| call.takes().0) {
        let bench = Bench::new().replies([Reply::example(call.name)]);
        bench.run(call.make(&bench.client, ids, &CallParams::default(), &RequestOptions::default())).unwrap();
        let expected = call.path.replace("env_1", "..%2Fe%3Fx=1%23f").replace("work_1", "w%2F1%20%C3%A9%252e");
        assert_eq!(bench.sent_once().path(), expected, "{}", call.name);
    }
}

#[test]
fn the_base_url_stands_in_front() {
    let base = BaseUrl::parse("http://127.0.0.1:8787/proxy/", false).unwrap();
    for call in &CALLS {
        let bench = Bench::with(|options| options.base_url = base.clone()).replies([Reply::example(call.name)]);
        bench.run(call.make_plainly(&bench.client)).unwrap();
        assert_eq!(bench.sent_once().url, format!("http://127.0.0.1:8787/proxy{}", call.path));
    }
}

/// A query parameter that is left out is not sent at all.
#[test]
fn parameters_are_sent_only_when_set() {
    let poll = |block_ms, reclaim_older_than_ms| WorkPollParams { block_ms, reclaim_older_than_ms, ..Default::default() };
    let polls = [
        (poll(None, None), "/v1/environments/env_1/work/poll"),
        (poll(Some(1), None), "/v1/environments/env_1/work/poll?block_ms=1"),
        (poll(None, Some(0)), "/v1/environments/env_1/work/poll?reclaim_older_than_ms=0"),
    ];
    for (params, path) in polls {
        let bench = Bench::new().replies([Reply::example("work-poll")]);
        bench.run(bench.client.work().poll("env_1", &params, &RequestOptions::default())).unwrap();
        assert_eq!(bench.sent_once().path(), path);
    }
}

#[test]
fn the_first_heartbeat_expects_none() {
    let beat = |ttl, last: Option<&str>| WorkHeartbeatParams {
        desired_ttl_seconds: ttl,
        expected_last_heartbeat: last.map(Into::into),
        ..Default::default()
    };
    let beats = [
        (beat(None, None), ""),
        (beat(None, Some(NO_HEARTBEAT)), "?expected_last_heartbeat=NO_HEARTBEAT"),
        (beat(Some(1), None), "?desired_ttl_seconds=1"),
    ];
    for (params, query) in beats {
        let bench = Bench::new().replies([Reply::example("work-heartbeat")]);
        bench.run(bench.client.work().heartbeat("env_1", "work_1", &params, &RequestOptions::default())).unwrap();
        assert_eq!(bench.sent_once().path(), format!("/v1/environments/env_1/work/work_1/heartbeat{query}"));
    }
}

#[test]
fn lists_are_asked_for_with_what_was_set() {
    let rows = [
        (None, PageParams::default(), ""),
        (Some(false), PageParams::default(), "?include_archived=false"),
        (None, PageParams { limit: Some(1), page: None }, "?limit=1"),
        (None, PageParams { limit: None, page: Some("a+b/c= &é".into()) }, "?page=a%2Bb%2Fc%3D%20%26%C3%A9"),
    ];
    for (include_archived, page, query) in rows {
        let bench = Bench::new().replies([Reply::example("environments-list"), Reply::example("work-list")]);
        let params = EnvironmentListParams { include_archived, page: page.clone(), ..Default::default() };
        bench.run(bench.client.environments().list(&params, &RequestOptions::default())).unwrap();
        let params = WorkListParams { page, ..Default::default() };
        bench.run(bench.client.work().list("env_1", &params, &RequestOptions::default())).unwrap();
        let [environments, work] = bench.sent().try_into().unwrap();
        assert_eq!(environments.path(), format!("/v1/environments{query}"));
        assert_eq!(work.path(), format!("/v1/environments/env_1/work{}", if include_archived.is_some() { "" } else { query }));
    }
}

#[test]
fn only_poll_says_who_the_worker_is() {
    for call in &CALLS {
        let bench = Bench::new().replies([Reply::example(call.name)]);
        bench.run(call.make_plainly(&bench.client)).unwrap();
        assert_eq!(bench.sent_once().header("anthropic-worker-id"), None, "{}", call.name);
    }
    let bench = Bench::new().replies([Reply::example("work-poll")]);
    let params = WorkPollParams { worker_id: Some("worker 7".into()), ..Default::default() };
    bench.run(bench.client.work().poll("env_1", &params, &RequestOptions::default())).unwrap();
    assert_eq!(bench.sent_once().header("anthropic-worker-id"), Some("worker 7"));
}

#[test]
fn bodies_hold_what_was_set() {
    let bench = Bench::new().replies(["environments-create", "environments-update", "work-stop"].map(Reply::example));
    let (params, options) = (CallParams::default(), RequestOptions::default());
    let whole: EnvironmentCreate =
        serde_json::from_value(json!({"name": "n", "config": {"type": "self_hosted"}, "scope": "account"})).unwrap();
    bench.run(bench.client.environments().create(&whole, &params, &options)).unwrap();
    bench.run(bench.client.environments().update("env_1", &EnvironmentUpdate::default(), &params, &options)).unwrap();
    bench.run(bench.client.work().stop("env_1", "work_1", &WorkStop::default(), &params, &options)).unwrap();
    let bodies: Vec<_> = bench.sent().into_iter().map(|sent| sent.body.unwrap()).collect();
    assert_eq!(bodies, [json!({"name": "n", "config": {"type": "self_hosted"}, "scope": "account"}), json!({}), json!({})]);
}

#[test]
fn every_method_has_its_word() {
    let used: BTreeSet<_> = CALLS.iter().map(|call| call.method).collect();
    assert_eq!(used, [Method::Delete, Method::Get, Method::Post].map(Method::as_str).into());
}

/// Someone who does not want typed data takes the answer as it came, with its headers.
#[test]
fn an_exchange_gives_the_raw_answer() {
    use leasehold::api::Response;
    let bench = Bench::new().replies([Reply::example("work-stats").header("request-id", "req_1")]);
    let mut exchange = bench.exchange(&RequestOptions::default());
    let response = bench.run(exchange.send()).unwrap();
    assert_eq!((response.status(), response.header("request-id").as_deref()), (200, Some("req_1")));
    assert_eq!(bench.script.reading(), 0);
    let (response, body) = bench.run(exchange.finish(response)).unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(serde_json::from_slice::<Value>(&body.unwrap()).unwrap(), example("work-stats"));
}
