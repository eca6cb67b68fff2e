//! What the caller got wrong: a named error, before anything is sent.

use crate::api::support::{Bench, CALLS, IDS, Ids, TestClient, call_headers};
use leasehold::api::{
    BaseUrl, CallParams, Credential, Error, HeaderLayer, PageParams, RequestOptions,
    environments::EnvironmentListParams,
    models::{Beta, EnvironmentCreate, Secret},
    work::{WorkHeartbeatParams, WorkListParams, WorkPollParams},
};

/// Checks that `outcome` is an error that names `field`, shows what it was, and says what would be right.
fn names<V>(outcome: Result<V, Box<Error>>, field: &str, received: &str) {
    let Some(error) = outcome.err() else { panic!("{field} {received} was taken") };
    let text = error.to_string();
    let Error::InvalidInput { field: named, received: shown, expected, .. } = *error else { panic!("{error:?}") };
    assert_eq!((named.as_str(), shown.as_str()), (field, received));
    assert!(!expected.is_empty());
    assert_eq!(text, format!("`{field}` must be {expected}; got {received}"));
}

const BAD_IDS: [(&str, &str); 6] =
    [("", r#""""#), (".", r#"".""#), ("..", r#""..""#), ("%2e", r#""%2e""#), ("%2E.", r#""%2E.""#), (".%2e", r#"".%2e""#)];

#[test]
fn an_id_that_names_nothing_is_refused_by_every_call() {
    let (params, options) = (CallParams::default(), RequestOptions::default());
    let mut refused = (0, 0);
    for call in &CALLS {
        let (takes_environment, takes_work) = call.takes();
        for (id, shown) in BAD_IDS {
            let bench = Bench::new();
            if takes_environment {
                names(bench.run(call.make(&bench.client, Ids { environment: id, ..IDS }, &params, &options)), "environment_id", shown);
                refused.0 += 1;
            }
            if takes_work {
                names(bench.run(call.make(&bench.client, Ids { work: id, ..IDS }, &params, &options)), "work_id", shown);
                refused.1 += 1;
            }
            assert_eq!(bench.sent(), [], "{}", call.name);
        }
    }
    assert_eq!(refused, (12 * BAD_IDS.len(), 5 * BAD_IDS.len()));
}

/// Makes calls that are to fail, on a bench where sending anything fails the test.
fn on_a_bench(calls: impl AsyncFnOnce(TestClient)) {
    let bench = Bench::new();
    bench.run(calls(bench.client.clone()));
    assert_eq!(bench.sent(), []);
}

#[test]
fn block_ms_is_1_to_999() {
    on_a_bench(async |client| {
        for (block_ms, shown) in [(0, "0"), (1_000, "1000"), (u64::MAX, "18446744073709551615")] {
            let params = WorkPollParams { block_ms: Some(block_ms), ..Default::default() };
            names(client.work().poll("env_1", &params, &RequestOptions::default()).await, "block_ms", shown);
        }
    });
}

#[test]
fn a_list_has_a_limit_above_0_and_a_cursor() {
    let rows = [
        (PageParams { limit: Some(0), page: None }, "limit", "0"),
        (PageParams { limit: None, page: Some(String::new()) }, "page", r#""""#),
    ];
    on_a_bench(async |client| {
        let options = RequestOptions::default();
        for (page, field, shown) in rows {
            let environments = EnvironmentListParams { page: page.clone(), ..Default::default() };
            let work = WorkListParams { page, ..Default::default() };
            names(client.environments().list(&environments, &options).await, field, shown);
            names(client.environments().pages(&environments, &options).next_page().await, field, shown);
            names(client.work().list("env_1", &work, &options).await, field, shown);
            names(client.work().pages("env_1", &work, &options).next().await, field, shown);
        }
    });
}

#[test]
fn a_heartbeat_wants_a_length_and_expects_something() {
    on_a_bench(async |client| {
        let options = RequestOptions::default();
        let params = WorkHeartbeatParams { desired_ttl_seconds: Some(0), ..Default::default() };
        names(client.work().heartbeat("env_1", "work_1", &params, &options).await, "desired_ttl_seconds", "0");
        let params = WorkHeartbeatParams { expected_last_heartbeat: Some(String::new()), ..Default::default() };
        names(client.work().heartbeat("env_1", "work_1", &params, &options).await, "expected_last_heartbeat", r#""""#);
    });
}

const SPLIT: &str = "a\r\nX-Evil: 1";
const SPLIT_SHOWN: &str = "a value with the character U+d";

#[test]
fn a_call_cannot_split_its_headers() {
    names(HeaderLayer::default().set("x-one", Some(SPLIT)), "headers.x-one", SPLIT_SHOWN);
    names(HeaderLayer::default().set("x one", Some("v")), "headers", r#""x" and more"#);
    on_a_bench(async |client| {
        let options = RequestOptions::default();
        let params = CallParams { betas: vec![Beta::Other(SPLIT.into())], ..Default::default() };
        names(client.work().stats("env_1", &params, &options).await, "headers.anthropic-beta", SPLIT_SHOWN);
        let params = CallParams { workspace_id: Some(SPLIT.into()), ..Default::default() };
        names(client.work().stats("env_1", &params, &options).await, "headers.anthropic-workspace-id", SPLIT_SHOWN);
        let params = WorkPollParams { worker_id: Some(SPLIT.into()), ..Default::default() };
        names(client.work().poll("env_1", &params, &options).await, "headers.Anthropic-Worker-ID", SPLIT_SHOWN);
    });
}

#[test]
fn a_client_cannot_split_its_headers() {
    names(Bench::try_with(|options| options.version = SPLIT.into()).map(drop), "headers.anthropic-version", SPLIT_SHOWN);
    names(Bench::try_with(|options| options.workspace_id = Some(SPLIT.into())).map(drop), "headers.anthropic-workspace-id", SPLIT_SHOWN);
    names(Bench::try_with(|options| options.betas = vec![SPLIT.into()]).map(drop), "headers.anthropic-beta", SPLIT_SHOWN);
}

/// What a credential was is never shown, not even when it is wrong.
#[test]
fn a_credential_with_a_line_break_is_refused_unseen() {
    let shown = "a text with a character that no header can carry";
    for (credential, field) in [(Credential::ApiKey(Secret::new(SPLIT)), "apiKey"), (Credential::Bearer(Secret::new(SPLIT)), "authToken")] {
        let source = leasehold::api::CredentialSource::Fixed(credential.clone());
        names(Bench::try_with(|options| options.credential = source).map(drop), field, shown);
        on_a_bench(async |client| {
            let options = RequestOptions { credential: Some(credential), ..Default::default() };
            names(client.work().stats("env_1", &CallParams::default(), &options).await, field, shown);
        });
    }
}

#[test]
fn two_credentials_at_once_are_refused() {
    let both = call_headers(&[("x-api-key", Some("k")), ("authorization", Some("Bearer b"))]);
    names(Bench::try_with(|options| options.headers = both.clone()).map(drop), "headers", "both X-Api-Key and Authorization");
    on_a_bench(async |client| {
        let options = RequestOptions { headers: both, ..Default::default() };
        names(client.work().stats("env_1", &CallParams::default(), &options).await, "headers", "both X-Api-Key and Authorization");
    });
}

#[test]
fn a_base_url_that_cannot_be_is_refused() {
    for url in ["", "api.anthropic.com", "ftp://h", "https://", "http://api.anthropic.com"] {
        names(BaseUrl::parse(url, false), "baseURL", &format!("{url:?}"));
    }
    for (url, shown) in [("https://h?q", "https://h"), ("https://u:p@h", "https://h"), ("http://h/secret", "http://h")] {
        names(BaseUrl::parse(url, false), "baseURL", &format!("{shown:?}"));
    }
    assert_eq!(BaseUrl::parse("http://api.anthropic.com", true).unwrap().as_str(), "http://api.anthropic.com");
    assert_eq!(BaseUrl::default().as_str(), "https://api.anthropic.com");
}

#[test]
fn an_empty_value_is_refused_where_it_would_be_an_empty_header() {
    on_a_bench(async |client| {
        let options = RequestOptions::default();
        let params = CallParams { workspace_id: Some(String::new()), ..Default::default() };
        names(client.work().stats("env_1", &params, &options).await, "workspace_id", r#""""#);
        let params = WorkPollParams { worker_id: Some(String::new()), ..Default::default() };
        names(client.work().poll("env_1", &params, &options).await, "Anthropic-Worker-ID", r#""""#);
        for (credential, field) in [(Credential::ApiKey(Secret::new(" ")), "apiKey"), (Credential::Bearer(Secret::new("")), "authToken")] {
            let options = RequestOptions { credential: Some(credential), ..Default::default() };
            names(client.work().stats("env_1", &CallParams::default(), &options).await, field, "an empty text");
        }
    });
}

#[test]
fn an_environment_needs_a_name() {
    on_a_bench(async |client| {
        let body = EnvironmentCreate::default();
        names(client.environments().create(&body, &CallParams::default(), &RequestOptions::default()).await, "name", r#""""#);
    });
}
