//! Every answer has the fields of the reference documents' example, and the models read it.

use super::support::Api;
use leasehold::api::models::{Environment, EnvironmentDeleted, Heartbeat, WorkItem, WorkQueueStats};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// The example of one method's answer.
fn example(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/examples").join(format!("{name}.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// That `answer` has every field of `example`, all the way down, and that the model reads all of it.
fn check<M: DeserializeOwned + Serialize>(name: &str, answer: &Value) {
    has_fields(name, answer, &example(name));
    let model: M = serde_json::from_value(answer.clone()).unwrap();
    assert_eq!(serde_json::to_value(model).unwrap(), *answer, "{name}");
}

fn has_fields(path: &str, answer: &Value, example: &Value) {
    match example {
        // What a user chose is no field of the API's.
        Value::Object(fields) if !path.ends_with(".metadata") => {
            for (name, value) in fields {
                has_fields(&format!("{path}.{name}"), answer.get(name).unwrap_or_else(|| panic!("{path}.{name} is missing")), value);
            }
        }
        Value::Array(items) if !items.is_empty() => has_fields(&format!("{path}[0]"), &answer[0], &items[0]),
        _ => {}
    }
}

#[test]
fn answers_look_like_the_documents() {
    let mut api = Api::new();
    let config = json!({
        "type": "cloud", "networking": {"type": "limited", "allow_package_managers": true, "allowed_hosts": ["api.example.com"]},
        "packages": {"apt": ["a"], "cargo": ["a"], "gem": ["a"], "go": ["a"], "npm": ["a"], "pip": ["pandas"]},
    });
    let created = api.account("POST", "/v1/environments", json!({"name": "a", "config": config})).ok();
    check::<Environment>("environments-create", &created);
    let path = format!("/v1/environments/{}", created["id"].as_str().unwrap());
    check::<Environment>("environments-retrieve", &api.account("GET", &path, Value::Null).ok());
    check::<Environment>("environments-update", &api.account("POST", &path, json!({})).ok());
    let list = api.account("GET", "/v1/environments", Value::Null).ok();
    has_fields("environments-list", &list, &example("environments-list"));
    check::<Environment>("environments-retrieve", &list["data"][0]);
    check::<Environment>("environments-archive", &api.account("POST", &format!("{path}/archive"), Value::Null).ok());
    check::<EnvironmentDeleted>("environments-delete", &api.account("DELETE", &path, Value::Null).ok());

    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    let work_path = format!("/v1/environments/{environment}/work/{work}");
    check::<WorkItem>("work-poll", &api.poll(&environment));
    check::<WorkQueueStats>("work-stats", &api.stats(&environment));
    check::<WorkItem>("work-ack", &api.ack(&environment, &work).ok());
    check::<Heartbeat>("work-heartbeat", &api.beat(&environment, &work, "").ok());
    check::<WorkItem>("work-retrieve", &api.work(&environment, &work));
    check::<WorkItem>("work-update", &api.account("POST", &work_path, json!({"metadata": {"a": "b"}})).ok());
    let list = api.worker(&environment, "GET", "", Value::Null).ok();
    has_fields("work-list", &list, &example("work-list"));
    check::<WorkItem>("work-retrieve", &list["data"][0]);
    check::<WorkItem>("work-stop", &api.account("POST", &format!("{work_path}/stop"), json!({})).ok());
}
