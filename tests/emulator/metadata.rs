//! The rules of metadata, of environments and of work.

use super::support::Api;
use serde_json::{Map, Value, json};

fn pairs(count: usize) -> Value {
    (0..count).map(|number| (format!("key-{number}"), json!("value"))).collect::<Map<_, _>>().into()
}

#[test]
fn an_environments_pair_goes_with_null_or_with_nothing() {
    let mut api = Api::new();
    let id = api.create(json!({"name": "a", "metadata": {"keep": "1", "null": "2", "empty": "3", "change": "4"}}));
    let body = json!({"metadata": {"null": null, "empty": "", "change": "5", "add": "6", "never": null}});
    let changed = api.account("POST", &format!("/v1/environments/{id}"), body).ok();
    assert_eq!(changed["metadata"], json!({"keep": "1", "change": "5", "add": "6"}));
}

#[test]
fn a_work_items_pair_goes_with_null_only() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    let path = format!("/v1/environments/{environment}/work/{work}");
    let first = api.account("POST", &path, json!({"metadata": {"keep": "1", "null": "2", "empty": "3"}})).ok();
    assert_eq!(first["metadata"], json!({"keep": "1", "null": "2", "empty": "3"}));
    let second = api.account("POST", &path, json!({"metadata": {"null": null, "empty": ""}})).ok();
    assert_eq!(second["metadata"], json!({"keep": "1", "empty": ""}));
    assert_eq!(api.account("POST", &path, json!({})).ok(), second, "without metadata nothing changes");
    assert_eq!(api.work(&environment, &work), second);
}

#[test]
fn metadata_beyond_the_limits_is_refused_whole() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    let environment_path = format!("/v1/environments/{environment}");
    let paths = [environment_path.clone(), format!("{environment_path}/work/{work}")];
    let before = api.everything();
    for (metadata, problem) in [
        (pairs(17), "at most 16 pairs, received 17"),
        (json!({"k".repeat(65): "v"}), "keys of 1 to 64 characters, received one of 65"),
        (json!({"": "v"}), "keys of 1 to 64 characters, received one of 0"),
        (json!({"key": "é".repeat(513)}), "metadata[\"key\"]: expected at most 512 characters, received 513"),
    ] {
        for path in &paths {
            let refused = api.account("POST", path, json!({"metadata": metadata}));
            assert_eq!(refused.refused(400), "invalid_metadata");
            assert!(refused.message().contains(problem), "{}", refused.message());
        }
        let refused = api.account("POST", "/v1/environments", json!({"name": "a", "metadata": metadata}));
        assert_eq!(refused.refused(400), "invalid_metadata");
    }
    let refused = api.account("POST", &paths[0], json!({"metadata": {"a": "v".repeat(513), "b": "v".repeat(514)}}));
    assert!(refused.message().contains("[\"a\"]") && refused.message().contains("[\"b\"]"), "every problem is named");
    assert_eq!(api.everything(), before);
}

#[test]
fn metadata_at_the_limits_is_accepted() {
    let mut api = Api::new();
    let mut metadata = pairs(15);
    metadata["é".repeat(64)] = json!("é".repeat(512));
    let id = api.create(json!({"name": "a", "metadata": metadata}));
    let path = format!("/v1/environments/{id}");
    assert_eq!(api.account("POST", &path, json!({"metadata": {"one more": "v"}})).refused(400), "invalid_metadata");
    api.account("POST", &path, json!({"metadata": {"one more": "v", "key-0": null}})).ok();
}

#[test]
fn metadata_of_a_wrong_shape_is_no_metadata() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    for (path, metadata) in [
        ("/v1/environments".to_owned(), json!({"a": null})),
        ("/v1/environments".to_owned(), json!([])),
        (format!("/v1/environments/{environment}"), json!({"a": 1})),
        (format!("/v1/environments/{environment}"), Value::Null),
        (format!("/v1/environments/{environment}/work/{work}"), json!({"a": {}})),
        (format!("/v1/environments/{environment}/work/{work}"), json!("a")),
    ] {
        let mut body = json!({"metadata": metadata});
        if path == "/v1/environments" {
            body["name"] = json!("a");
        }
        let refused = api.account("POST", &path, body);
        assert_eq!(refused.refused(400), &Value::Null);
        assert!(refused.message().starts_with("metadata: expected an object"), "{}", refused.message());
    }
}
