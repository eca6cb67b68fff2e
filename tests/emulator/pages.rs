//! Lists, page by page, while things come and go.

use super::support::Api;
use serde_json::{Value, json};

/// One page: the ids, and the next page's query.
fn page(answer: Value) -> (Vec<String>, Option<String>) {
    let ids = answer["data"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().into()).collect();
    let encode = |cursor: &str| cursor.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    (ids, answer["next_page"].as_str().map(encode))
}

fn environments(api: &mut Api, query: &str) -> (Vec<String>, Option<String>) {
    page(api.account("GET", &format!("/v1/environments?{query}"), Value::Null).ok())
}

fn work(api: &mut Api, environment: &str, query: &str) -> (Vec<String>, Option<String>) {
    page(api.worker(environment, "GET", &format!("?{query}"), Value::Null).ok())
}

#[test]
fn pages_run_from_new_to_old_and_end() {
    let mut api = Api::new();
    let mut created: Vec<String> = (0..5).map(|_| api.self_hosted()).collect();
    created.reverse();
    let (first, next) = environments(&mut api, "limit=2");
    let (second, next) = environments(&mut api, &format!("limit=2&page={}", next.unwrap()));
    let (third, next) = environments(&mut api, &format!("limit=2&page={}", next.unwrap()));
    assert_eq!([first, second, third].concat(), created);
    assert_eq!(next, None);
    assert_eq!(environments(&mut api, "limit=5"), (created, None), "a page that is exactly full is the last");
}

#[test]
fn a_page_holds_twenty_unless_asked() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    for _ in 0..21 {
        api.enqueue(&environment);
    }
    let (first, next) = work(&mut api, &environment, "");
    assert_eq!(first.len(), 20);
    assert_eq!(work(&mut api, &environment, &format!("page={}", next.unwrap())).0.len(), 1);
    assert_eq!(work(&mut api, &environment, "limit=1000").0.len(), 21);
}

#[test]
fn an_empty_list_is_one_empty_page() {
    let mut api = Api::new();
    assert_eq!(environments(&mut api, ""), (vec![], None));
    let environment = api.self_hosted();
    assert_eq!(work(&mut api, &environment, "limit=1"), (vec![], None));
}

#[test]
fn a_cursor_stays_right_while_environments_come_and_go() {
    let mut api = Api::new();
    let ids: Vec<String> = (0..6).map(|_| api.self_hosted()).collect();
    let (first, next) = environments(&mut api, "limit=2");
    assert_eq!(first, [ids[5].clone(), ids[4].clone()]);
    // One comes, the one that the cursor stands on goes, one that is still to come goes, one is archived.
    api.self_hosted();
    for gone in [&ids[4], &ids[2]] {
        api.account("DELETE", &format!("/v1/environments/{gone}"), Value::Null).ok();
    }
    api.account("POST", &format!("/v1/environments/{}/archive", ids[1]), Value::Null).ok();
    let next = next.unwrap();
    assert_eq!(environments(&mut api, &format!("limit=2&page={next}")), (vec![ids[3].clone(), ids[0].clone()], None));
    let (with_archived, _) = environments(&mut api, &format!("limit=9&include_archived=true&page={next}"));
    assert_eq!(with_archived, [ids[3].clone(), ids[1].clone(), ids[0].clone()]);
}

#[test]
fn a_cursor_stays_right_while_work_comes_and_goes() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let items: Vec<String> = (0..4).map(|_| api.enqueue(&environment)).collect();
    let (first, next) = work(&mut api, &environment, "limit=2");
    api.enqueue(&environment);
    assert_eq!(api.poll(&environment)["id"], items[0], "handed out, and still listed");
    api.ack(&environment, &items[0]).ok();
    let (second, next) = work(&mut api, &environment, &format!("limit=2&page={}", next.unwrap()));
    assert_eq!([first, second].concat(), [&items[3], &items[2], &items[1], &items[0]].map(Clone::clone));
    assert_eq!(next, None);
}

#[test]
fn archived_environments_are_listed_on_request() {
    let mut api = Api::new();
    let ids: Vec<String> = (0..3).map(|_| api.self_hosted()).collect();
    api.account("POST", &format!("/v1/environments/{}/archive", ids[1]), Value::Null).ok();
    assert_eq!(environments(&mut api, "").0, [ids[2].clone(), ids[0].clone()]);
    assert_eq!(environments(&mut api, "include_archived=false").0.len(), 2);
    assert_eq!(environments(&mut api, "include_archived=true").0.len(), 3);
}

#[test]
fn a_foreign_cursor_is_refused() {
    let mut api = Api::new();
    let (environment, other) = (api.self_hosted(), api.self_hosted());
    for _ in 0..2 {
        api.enqueue(&environment);
        api.enqueue(&other);
    }
    let of_work = work(&mut api, &environment, "limit=1").1.unwrap();
    let of_environments = environments(&mut api, "limit=1").1.unwrap();
    work(&mut api, &environment, &format!("page={of_work}"));
    for cursor in [of_environments.as_str(), "2", "page_", "page_MjAyNS0wNS0xNFQwMDowMDowMFo%3D"] {
        api.worker(&environment, "GET", &format!("?page={cursor}"), Value::Null).refused(400);
    }
    api.worker(&other, "GET", &format!("?page={of_work}"), Value::Null).refused(400);
    let refused = api.account("GET", &format!("/v1/environments?page={of_work}"), Value::Null);
    refused.refused(400);
    assert!(refused.message().starts_with("page: "), "{}", refused.message());
}

#[test]
fn a_limit_is_a_whole_number_up_to_a_thousand() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    for limit in ["0", "-1", "1001", "1.5", "ten", "1e3"] {
        let refused = api.account("GET", &format!("/v1/environments?limit={limit}"), Value::Null);
        refused.refused(400);
        assert!(refused.message().starts_with("limit: expected a whole number from 1 to 1000"), "{}", refused.message());
        api.worker(&environment, "GET", &format!("?limit={limit}"), Value::Null).refused(400);
    }
    api.account("GET", "/v1/environments?include_archived=yes", json!(null)).refused(400);
}
