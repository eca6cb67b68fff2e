//! Environments: create, retrieve, update, archive, delete.

use super::support::Api;
use leasehold::emulator::NewWork;
use serde_json::{Value, json};

#[test]
fn a_name_is_enough() {
    let mut api = Api::new();
    let created = api.account("POST", "/v1/environments", json!({"name": "python-data-analysis"})).ok();
    let id = created["id"].as_str().unwrap();
    let expected = json!({
        "id": id,
        "archived_at": null,
        "config": {
            "type": "cloud",
            "networking": {"type": "unrestricted"},
            "packages": {"type": "packages", "apt": [], "cargo": [], "gem": [], "go": [], "npm": [], "pip": []},
        },
        "created_at": "2026-03-15T10:00:00.000000Z",
        "description": null,
        "metadata": {},
        "name": "python-data-analysis",
        "type": "environment",
        "updated_at": "2026-03-15T10:00:00.000000Z",
        "scope": "organization",
    });
    assert_eq!(created, expected);
    assert_eq!(api.account("GET", &format!("/v1/environments/{id}"), Value::Null).ok(), expected);
}

#[test]
fn what_is_given_is_kept() {
    let mut api = Api::new();
    let body = json!({
        "name": "machines", "config": {"type": "self_hosted"}, "description": "", "metadata": {"team": "data", "__proto__": "x"},
        "scope": "account",
    });
    let created = api.account("POST", "/v1/environments", body.clone()).ok();
    for field in ["name", "config", "description", "metadata", "scope"] {
        assert_eq!(created[field], body[field], "{field}");
    }
}

#[test]
fn null_means_the_default_on_create() {
    let mut api = Api::new();
    let plain = api.account("POST", "/v1/environments", json!({"name": "a"})).ok();
    let body = json!({"name": "a", "config": null, "description": null, "scope": null});
    let mut with_nulls = api.account("POST", "/v1/environments", body).ok();
    with_nulls["id"] = plain["id"].clone();
    assert_eq!(with_nulls, plain);
}

#[test]
fn an_update_keeps_what_it_leaves_out() {
    let mut api = Api::new();
    let id = api.create(json!({"name": "a", "description": "b", "metadata": {"k": "v"}, "config": {"type": "self_hosted"}}));
    let path = format!("/v1/environments/{id}");
    let before = api.account("GET", &path, Value::Null).ok();
    api.advance(1_000);
    for nothing in [json!({}), json!({"name": null, "config": null, "scope": null, "metadata": {}})] {
        let mut after = api.account("POST", &path, nothing).ok();
        assert_eq!(after["updated_at"], "2026-03-15T10:00:01.000000Z");
        after["updated_at"] = before["updated_at"].clone();
        assert_eq!(after, before);
    }
}

#[test]
fn an_update_changes_what_it_says() {
    let mut api = Api::new();
    let id = api.create(json!({"name": "a", "description": "b", "config": {"type": "self_hosted"}}));
    let path = format!("/v1/environments/{id}");
    let changed = api.account("POST", &path, json!({"name": "c", "description": "", "scope": "account"})).ok();
    assert_eq!((&changed["name"], &changed["description"], &changed["scope"]), (&json!("c"), &json!(""), &json!("account")));
    assert_eq!(api.account("POST", &path, json!({"description": null})).ok()["description"], Value::Null);
    assert_eq!(api.account("GET", &path, Value::Null).ok()["name"], "c");
}

#[test]
fn an_archived_environment_is_kept_but_not_changed() {
    let mut api = Api::new();
    let id = api.self_hosted();
    let path = format!("/v1/environments/{id}");
    let work = api.enqueue(&id);
    api.advance(500);
    let archived = api.account("POST", &format!("{path}/archive"), Value::Null).ok();
    assert_eq!(archived["archived_at"], "2026-03-15T10:00:00.500000Z");
    assert_eq!(archived["updated_at"], archived["archived_at"]);
    assert_eq!(api.account("POST", &path, json!({"name": "b"})).refused(400), "environment_archived");
    assert_eq!(api.account("GET", &path, Value::Null).ok(), archived);

    api.advance(500);
    assert_eq!(api.account("POST", &format!("{path}/archive"), Value::Null).ok(), archived, "archived once");

    assert_eq!(api.poll(&id)["id"], work, "what was queued is still worked on");
    let refused = api.emulator.enqueue(&id, NewWork::default(), api.now_ms).unwrap_err();
    assert!(refused.to_string().contains("archived"), "{refused}");
}

#[test]
fn a_deleted_environment_is_gone_with_its_work_and_its_key() {
    let mut api = Api::new();
    let (id, other) = (api.self_hosted(), api.self_hosted());
    let path = format!("/v1/environments/{id}");
    let work = api.enqueue(&id);
    let request = api.worker_request(&id, "GET", &format!("{path}/work/poll"));
    assert_eq!(api.account("DELETE", &path, Value::Null).ok(), json!({"id": id, "type": "environment_deleted"}));
    for (method, path) in [("GET", path.clone()), ("DELETE", path.clone()), ("GET", format!("{path}/work/{work}"))] {
        assert_eq!(api.account(method, &path, Value::Null).refused(404), "environment_not_found");
    }
    api.exchange(&request).refused(401);
    assert_eq!(api.emulator.environment_key(&id), None);
    let listed = api.account("GET", "/v1/environments?include_archived=true", Value::Null).ok();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
    assert_eq!(listed["data"][0]["id"], other);
}

#[test]
fn the_narrow_scope_is_for_self_hosted_environments() {
    let mut api = Api::new();
    let refused = api.account("POST", "/v1/environments", json!({"name": "a", "scope": "account"}));
    assert_eq!(refused.refused(400), &Value::Null);
    let id = api.create(json!({"name": "a", "scope": "organization"}));
    api.account("POST", &format!("/v1/environments/{id}"), json!({"scope": "account"})).refused(400);
    assert_eq!(api.account("GET", &format!("/v1/environments/{id}"), Value::Null).ok()["scope"], "organization");
}

#[test]
fn a_cloud_environment_has_no_work() {
    let mut api = Api::new();
    let id = api.create(json!({"name": "cloud"}));
    assert_eq!(api.emulator.environment_key(&id), None);
    assert!(api.emulator.enqueue(&id, NewWork::default(), api.now_ms).unwrap_err().to_string().contains("not self-hosted"));
    let stats = api.account("GET", &format!("/v1/environments/{id}/work/stats"), Value::Null);
    stats.refused(400);
    assert!(stats.message().contains("self-hosted"), "{}", stats.message());
}
