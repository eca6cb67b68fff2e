//! Lists, page by page and item by item.

use crate::api::support::{Bench, Reply, Step, example, start};
use leasehold::api::{
    CallParams, Error, PageParams, RequestOptions,
    environments::EnvironmentListParams,
    models::{Environment, WorkItem},
    work::WorkListParams,
};
use serde_json::{Value, json};

/// A page of work items with these ids, and the cursor to the next.
fn page(ids: &[&str], next_page: Value) -> Reply {
    let item = example("work-list")["data"][0].clone();
    let items = ids.iter().map(|id| {
        let mut item = item.clone();
        item["id"] = (*id).into();
        item
    });
    Reply::json(200, &json!({"data": items.collect::<Vec<_>>(), "next_page": next_page}))
}

/// All items of a bench's work.
fn all(bench: &Bench, params: &WorkListParams) -> Result<Vec<String>, Box<Error>> {
    let mut pages = bench.client.work().pages("env_1", params, &RequestOptions::default());
    bench.run(async {
        let mut ids = Vec::new();
        while let Some(item) = pages.next().await? {
            ids.push(item.id);
        }
        Ok(ids)
    })
}

/// The paths that were asked for.
fn paths(bench: &Bench) -> Vec<String> {
    bench.sent().iter().map(|sent| sent.path().replace("/v1/environments/env_1/work", "")).collect()
}

#[test]
fn items_come_across_pages_to_the_end() {
    let bench = Bench::new().replies([page(&["a", "b"], json!("c 1/+=é")), page(&[], json!("c2")), page(&["c"], Value::Null)]);
    assert_eq!(all(&bench, &WorkListParams::default()).unwrap(), ["a", "b", "c"]);
    assert_eq!(paths(&bench), ["", "?page=c%201%2F%2B%3D%C3%A9", "?page=c2"]);
}

#[test]
fn every_way_to_end_a_list_ends_it() {
    for last in [json!({"data": []}), json!({"data": [], "next_page": null}), json!({"data": [], "next_page": ""})] {
        let bench = Bench::new().replies([Reply::json(200, &last)]);
        let mut pages = bench.client.work().pages("env_1", &WorkListParams::default(), &RequestOptions::default());
        assert!(bench.run(pages.next_page()).unwrap().is_some(), "{last}");
        for _ in 0..2 {
            assert_eq!(bench.run(pages.next_page()).unwrap(), None, "{last}");
            assert_eq!(bench.run(pages.next()).unwrap(), None, "{last}");
        }
    }
}

#[test]
fn every_page_is_asked_for_like_the_first() {
    let bench = Bench::new().replies([page(&["a"], json!("c2")), page(&["b"], Value::Null)]);
    let call = CallParams { workspace_id: Some("w".into()), ..Default::default() };
    let params = WorkListParams { page: PageParams { limit: Some(1), page: Some("c1".into()) }, call };
    all(&bench, &params).unwrap();
    assert_eq!(paths(&bench), ["?limit=1&page=c1", "?limit=1&page=c2"]);
    let [first, second] = bench.sent().try_into().unwrap();
    assert_eq!((first.header("anthropic-workspace-id"), &first.headers), (Some("w"), &second.headers));
}

#[test]
fn environments_come_in_pages_too() {
    let document = example("environments-list");
    let mut last = document.clone();
    last["next_page"] = Value::Null;
    let bench = Bench::new().replies([Reply::json(200, &document), Reply::json(200, &last)]);
    let params = EnvironmentListParams { include_archived: Some(true), ..Default::default() };
    let mut pages = bench.client.environments().pages(&params, &RequestOptions::default());
    let mut read: Vec<Environment> = Vec::new();
    while let Some(page) = bench.run(pages.next_page()).unwrap() {
        read.extend(page.data);
    }
    assert_eq!(read.len(), 2);
    let asked: Vec<_> = bench.sent().iter().map(|sent| sent.path().to_owned()).collect();
    let cursor = "page_MjAyNS0wNS0xNFQwMDowMDowMFo%3D";
    assert_eq!(
        asked,
        ["/v1/environments?include_archived=true".to_owned(), format!("/v1/environments?include_archived=true&page={cursor}")]
    );
}

#[test]
fn after_an_error_the_same_page_is_asked_for_again() {
    let bench = Bench::with(|options| options.max_retries = 0);
    let bench = bench.replies([page(&["a"], json!("c2")), Reply::empty(500), Reply::text(200, "<html>"), page(&["b"], Value::Null)]);
    let mut pages = bench.client.work().pages("env_1", &WorkListParams::default(), &RequestOptions::default());
    let mut next = || bench.run(pages.next()).map(|item: Option<WorkItem>| item.map(|item| item.id));
    assert_eq!(next().unwrap().as_deref(), Some("a"));
    assert_eq!(next().unwrap_err().status(), Some(500));
    assert!(matches!(*next().unwrap_err(), Error::InvalidResponse { .. }));
    assert_eq!(next().unwrap().as_deref(), Some("b"));
    assert_eq!(next().unwrap(), None);
    assert_eq!(paths(&bench), ["", "?page=c2", "?page=c2", "?page=c2"]);
}

#[test]
fn after_a_dropped_call_the_same_page_is_asked_for_again() {
    let bench = Bench::new().replies([page(&["a"], json!("c2")).into(), Step::Silence, page(&["b"], Value::Null).into()]);
    let mut pages = bench.client.work().pages("env_1", &WorkListParams::default(), &RequestOptions::default());
    assert_eq!(bench.run(pages.next()).unwrap().unwrap().id, "a");
    drop(start(pages.next()));
    bench.is_at_rest();
    assert_eq!(bench.run(pages.next()).unwrap().unwrap().id, "b");
    assert_eq!(paths(&bench), ["", "?page=c2", "?page=c2"]);
}

#[test]
fn each_page_is_retried_by_itself() {
    let failed = || Reply::empty(503);
    let bench = Bench::new().replies([failed(), failed(), page(&["a"], json!("c2")), failed(), failed(), page(&["b"], Value::Null)]);
    assert_eq!(all(&bench, &WorkListParams::default()).unwrap(), ["a", "b"]);
    assert_eq!(bench.clock.waited(), [500, 1_000, 500, 1_000]);
}

#[test]
fn a_list_that_nobody_reads_asks_for_nothing() {
    let bench = Bench::new();
    let pages = bench.client.work().pages("env_1", &WorkListParams::default(), &RequestOptions::default());
    assert_eq!((bench.sent().len(), format!("{pages:?}").as_str()), (0, "Pages { read_ahead: 0, .. }"));
}
