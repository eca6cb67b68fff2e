//! Every model against the reference documents' examples, in both directions.

use crate::api::support::{example, example_names, round_trip, try_round_trip};
use leasehold::api::{
    Page,
    models::{
        Beta, Environment, EnvironmentConfig, EnvironmentCreate, EnvironmentDeleted, EnvironmentUpdate, Heartbeat, Networking, Patch,
        Scope, WorkData, WorkItem, WorkLeaseState, WorkQueueStats, WorkSecret, WorkState, WorkStop, WorkUpdate,
    },
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A document's name, and what its call decodes it with.
type Row = (&'static str, fn(&Value) -> serde_json::Result<Value>);

/// One row per call.
const EXAMPLES: [Row; 14] = [
    ("environments-archive", try_round_trip::<Environment>),
    ("environments-create", try_round_trip::<Environment>),
    ("environments-delete", try_round_trip::<EnvironmentDeleted>),
    ("environments-list", try_round_trip::<Page<Environment>>),
    ("environments-retrieve", try_round_trip::<Environment>),
    ("environments-update", try_round_trip::<Environment>),
    ("work-ack", try_round_trip::<WorkItem>),
    ("work-heartbeat", try_round_trip::<Heartbeat>),
    ("work-list", try_round_trip::<Page<WorkItem>>),
    ("work-poll", try_round_trip::<WorkItem>),
    ("work-retrieve", try_round_trip::<WorkItem>),
    ("work-stats", try_round_trip::<WorkQueueStats>),
    ("work-stop", try_round_trip::<WorkItem>),
    ("work-update", try_round_trip::<WorkItem>),
];

fn read<M: DeserializeOwned>(document: &Value) -> M {
    serde_json::from_str(&document.to_string()).unwrap_or_else(|error| panic!("{error}: {document}"))
}

/// Adds to each work item what the examples leave out and the service always says: a `secret`, `null` but for `poll`.
pub fn with_secret(document: &Value) -> Value {
    let mut document = document.clone();
    let items = match document.get_mut("data").filter(|data| data.is_array()) {
        Some(data) => data.as_array_mut().unwrap().iter_mut().collect(),
        None => vec![&mut document],
    };
    for item in items.into_iter().filter(|item| item["type"] == "work") {
        item.as_object_mut().unwrap().entry("secret").or_insert(Value::Null);
    }
    document
}

/// Adds a field that nobody knows to each object of `document` but the metadata, whose values are strings.
fn with_unknown_fields(document: &Value) -> Value {
    match document {
        Value::Object(fields) => {
            let widened = fields
                .iter()
                .map(|(name, value)| (name.clone(), if name == "metadata" { value.clone() } else { with_unknown_fields(value) }));
            let mut widened: serde_json::Map<_, _> = widened.collect();
            widened.insert("x_new".into(), json!({"deep": [1, -2, 2.5, u64::MAX, null, true, "é\u{1f600}", {"type": "session"}]}));
            Value::Object(widened)
        }
        Value::Array(items) => items.iter().map(with_unknown_fields).collect(),
        plain => plain.clone(),
    }
}

#[test]
fn every_example_has_its_row() {
    let mut expected: Vec<_> = EXAMPLES.iter().map(|(name, _)| *name).chain(["betas"]).collect();
    expected.sort_unstable();
    assert_eq!(example_names(), expected);
}

#[test]
fn every_example_comes_back_as_it_was() {
    for (name, try_round_trip) in EXAMPLES {
        assert_eq!(try_round_trip(&example(name)).unwrap(), with_secret(&example(name)), "{name}");
    }
}

#[test]
fn unknown_fields_survive_at_every_depth() {
    for (name, try_round_trip) in EXAMPLES {
        let widened = with_unknown_fields(&with_secret(&example(name)));
        assert_eq!(try_round_trip(&widened).unwrap(), widened, "{name}");
    }
}

#[test]
fn an_environment_is_read_field_by_field() {
    let environment: Environment = read(&example("environments-retrieve"));
    assert_eq!(environment.id, "env_011CZkZ9X2dpNyB7HsEFoRfW");
    assert_eq!(environment.archived_at, None);
    assert_eq!((environment.created_at.as_str(), environment.updated_at.as_str()), ("2026-03-15T10:00:00Z", "2026-03-15T10:00:00Z"));
    assert_eq!(environment.description.as_deref(), Some("Python environment with data-analysis packages."));
    assert_eq!(environment.name, "python-data-analysis");
    assert_eq!(environment.object_type, "environment");
    assert_eq!(environment.scope, Some(Scope::Organization));
    assert!(environment.metadata.is_empty() && environment.extra.is_empty());
    let EnvironmentConfig::Cloud(cloud) = environment.config else { panic!("a cloud environment") };
    let Networking::Limited(network) = cloud.networking else { panic!("limited networking") };
    assert_eq!((network.allow_mcp_servers, network.allow_package_managers), (false, true));
    assert_eq!(network.allowed_hosts, ["api.example.com"]);
    let packages = cloud.packages;
    assert_eq!(packages.pip, ["pandas", "numpy"]);
    for list in [packages.apt, packages.cargo, packages.gem, packages.go, packages.npm] {
        assert_eq!(list, ["string"]);
    }
    assert_eq!(packages.object_type.as_deref(), Some("packages"));
}

#[test]
fn the_other_configurations_are_read() {
    let mut document = example("environments-retrieve");
    document["config"]["networking"] = json!({"type": "unrestricted"});
    document["scope"] = "account".into();
    document["archived_at"] = "2026-03-16T10:00:00Z".into();
    let environment: Environment = read(&document);
    assert!(matches!(environment.config, EnvironmentConfig::Cloud(cloud) if matches!(cloud.networking, Networking::Unrestricted { .. })));
    assert_eq!((environment.scope, environment.archived_at.as_deref()), (Some(Scope::Account), Some("2026-03-16T10:00:00Z")));
    assert_eq!(round_trip::<Environment>(&document), document);
    document["config"] = json!({"type": "self_hosted"});
    assert!(matches!(read::<Environment>(&document).config, EnvironmentConfig::SelfHosted { .. }));
    assert_eq!(round_trip::<Environment>(&document), document);
}

#[test]
fn a_deletion_is_read_field_by_field() {
    let deleted: EnvironmentDeleted = read(&example("environments-delete"));
    assert_eq!((deleted.id.as_str(), deleted.object_type.as_str()), ("env_011CZkZ9X2dpNyB7HsEFoRfW", "environment_deleted"));
}

#[test]
fn a_work_item_is_read_field_by_field() {
    let item: WorkItem = read(&example("work-poll"));
    assert_eq!((item.id.as_str(), item.environment_id.as_str(), item.object_type.as_str()), ("id", "environment_id", "work"));
    assert_eq!(item.created_at, "created_at");
    assert_eq!(item.acknowledged_at.as_deref(), Some("acknowledged_at"));
    assert_eq!(item.latest_heartbeat_at.as_deref(), Some("latest_heartbeat_at"));
    assert_eq!(item.started_at.as_deref(), Some("started_at"));
    assert_eq!(item.stop_requested_at.as_deref(), Some("stop_requested_at"));
    assert_eq!(item.stopped_at.as_deref(), Some("stopped_at"));
    assert_eq!(item.metadata, [("foo".to_owned(), "string".to_owned())].into());
    assert_eq!(item.state, WorkState::Queued);
    assert!(matches!(item.data, WorkData::Session(session) if session.id == "id"));
    assert_eq!(item.secret, None);
    assert!(item.extra.is_empty());
}

#[test]
fn a_health_check_and_a_secret_are_read() {
    let mut document = example("work-poll");
    document["data"] = json!({"id": "hc_1", "type": "healthcheck"});
    document["secret"] = "c2VjcmV0".into();
    let item: WorkItem = read(&document);
    assert!(matches!(&item.data, WorkData::HealthCheck(check) if check.id == "hc_1"));
    assert_eq!(item.secret.as_ref().map(|secret| secret.expose()), Some("c2VjcmV0"));
    assert_eq!(round_trip::<WorkItem>(&document), document);
}

#[test]
fn a_work_item_may_leave_out_what_did_not_happen_yet() {
    let least = json!({"id": "w", "created_at": "t", "data": {"id": "s", "type": "session"},
        "environment_id": "e", "state": "queued", "type": "work"});
    let item: WorkItem = read(&least);
    for time in [&item.acknowledged_at, &item.latest_heartbeat_at, &item.started_at, &item.stop_requested_at, &item.stopped_at] {
        assert_eq!(*time, None);
    }
    let nulls = ["acknowledged_at", "latest_heartbeat_at", "started_at", "stop_requested_at", "stopped_at", "secret"];
    let mut spelled = least.clone();
    nulls.iter().for_each(|name| spelled[name] = Value::Null);
    spelled["metadata"] = json!({});
    assert_eq!(round_trip::<WorkItem>(&least), spelled);
    assert_eq!(round_trip::<WorkItem>(&spelled), spelled);
}

#[test]
fn a_heartbeat_is_read_field_by_field() {
    let beat: Heartbeat = read(&example("work-heartbeat"));
    assert_eq!((beat.last_heartbeat.as_str(), beat.lease_extended, beat.ttl_seconds), ("last_heartbeat", true, 0));
    assert_eq!((beat.state, beat.object_type.as_str()), (WorkState::Queued, "work_heartbeat"));
}

#[test]
fn statistics_are_read_field_by_field() {
    let stats: WorkQueueStats = read(&example("work-stats"));
    assert_eq!((stats.depth, stats.pending, stats.workers_polling), (0, 0, Some(0)));
    assert_eq!((stats.oldest_queued_at.as_deref(), stats.object_type.as_str()), (Some("oldest_queued_at"), "work_queue_stats"));
    let empty = json!({"depth": 3, "oldest_queued_at": null, "pending": 1, "type": "work_queue_stats", "workers_polling": null});
    assert_eq!(read::<WorkQueueStats>(&empty).workers_polling, None);
    assert_eq!(round_trip::<WorkQueueStats>(&empty), empty);
}

#[test]
fn pages_are_read_with_their_cursor() {
    let page: Page<Environment> = read(&example("environments-list"));
    assert_eq!((page.data.len(), page.next_page.as_deref()), (1, Some("page_MjAyNS0wNS0xNFQwMDowMDowMFo=")));
    let page: Page<WorkItem> = read(&example("work-list"));
    assert_eq!((page.data.len(), page.next_page.as_deref()), (1, Some("next_page")));
    for last in [json!({"data": []}), json!({"data": [], "next_page": null})] {
        assert_eq!(read::<Page<WorkItem>>(&last).next_page, None, "{last}");
        assert_eq!(round_trip::<Page<WorkItem>>(&last), json!({"data": [], "next_page": null}));
    }
}

#[test]
fn a_lease_state_and_a_work_secret_come_back_as_they_were() {
    for last in [json!("2026-03-15T10:00:00Z"), Value::Null] {
        let state = json!({"state": "active", "last_heartbeat": last, "lease_extended": false, "ttl_seconds": 30});
        assert_eq!(round_trip::<WorkLeaseState>(&state), state);
    }
    for secret in [json!({"sessions_token": "t", "api_base_url": "https://h"}), json!({"sessions_token": "t"})] {
        assert_eq!(round_trip::<WorkSecret>(&secret), secret);
    }
}

/// Bodies of `create`, each as the API documents it.
#[test]
fn every_form_of_a_creation_is_sayable() {
    let bodies = [
        json!({"name": "n"}),
        json!({"name": "n", "config": {"type": "self_hosted"}, "description": "d", "metadata": {"k": "v"}, "scope": "account"}),
        json!({"name": "n", "config": null, "description": null, "scope": null}),
        json!({"name": "n", "config": {"type": "cloud"}}),
        json!({"name": "n", "config": {"type": "cloud", "networking": null, "packages": null}}),
        json!({"name": "n", "config": {"type": "cloud", "networking": {"type": "unrestricted"}}}),
        json!({"name": "n", "config": {"type": "cloud", "networking": {"type": "limited"}}}),
        json!({"name": "n", "config": {"type": "cloud", "networking":
            {"type": "limited", "allow_mcp_servers": true, "allow_package_managers": null, "allowed_hosts": ["h"]}}}),
        json!({"name": "n", "config": {"type": "cloud", "packages":
            {"type": "packages", "apt": ["a"], "cargo": ["b"], "gem": null, "go": [], "npm": ["c"], "pip": ["d==1"]}}}),
    ];
    for body in bodies {
        assert_eq!(round_trip::<EnvironmentCreate>(&body), body);
    }
}

/// On update a field that is left out keeps its value, and one that is `null` is cleared: both must be sayable.
#[test]
fn null_is_not_left_out() {
    assert_eq!(serde_json::to_value(EnvironmentUpdate::default()).unwrap(), json!({}));
    for field in ["config", "description", "name", "scope"] {
        let cleared = json!({field: null});
        assert_eq!(round_trip::<EnvironmentUpdate>(&cleared), cleared);
    }
    let update: EnvironmentUpdate = read(&json!({"description": null, "metadata": {"a": null, "b": "", "c": "v"}}));
    assert_eq!((&update.description, &update.name), (&Patch::Null, &Patch::Omit));
    assert_eq!(update.metadata.as_ref().unwrap()["a"], None);
    assert_eq!(update.metadata.as_ref().unwrap()["b"].as_deref(), Some(""));
    let body = json!({"description": "", "name": "n", "scope": "organization", "config": {"type": "self_hosted"},
        "metadata": {"a": null, "b": "", "c": "v"}});
    assert_eq!(round_trip::<EnvironmentUpdate>(&body), body);
}

#[test]
fn the_parts_of_a_patch() {
    assert_eq!(Patch::<u8>::default(), Patch::Omit);
    assert_eq!((Patch::from(1).value(), Patch::<u8>::Null.value(), Patch::<u8>::Omit.value()), (Some(&1), None, None));
}

#[test]
fn the_bodies_on_work_come_back_as_they_were() {
    for body in [json!({"metadata": {}}), json!({"metadata": {"a": null, "b": "", "c": "v"}})] {
        assert_eq!(round_trip::<WorkUpdate>(&body), body);
    }
    for body in [json!({}), json!({"force": true}), json!({"force": false})] {
        assert_eq!(round_trip::<WorkStop>(&body), body);
    }
}

#[test]
fn metadata_keys_are_data() {
    let metadata = json!({"__proto__": "p", "constructor": "c", "": "empty", "é \u{1f600}\n": "x", "type": "t"});
    let mut item = with_secret(&example("work-poll"));
    item["metadata"] = metadata.clone();
    assert_eq!(round_trip::<WorkItem>(&item), item);
    assert_eq!(read::<WorkItem>(&item).metadata["__proto__"], "p");
    let mut environment = example("environments-retrieve");
    environment["metadata"] = metadata.clone();
    assert_eq!(round_trip::<Environment>(&environment), environment);
    let body = json!({"metadata": metadata});
    assert_eq!(round_trip::<WorkUpdate>(&body), body);
    assert_eq!(round_trip::<EnvironmentUpdate>(&body), body);
}

#[test]
fn the_betas_are_those_of_the_document() {
    assert_eq!(serde_json::to_value(Beta::KNOWN).unwrap(), example("betas"));
}

/// A document that lacks a field which the API always sends is of the wrong shape, whichever field it is.
#[test]
fn what_the_api_always_sends_may_not_be_missing() {
    let required: [(&str, &[&str]); 5] = [
        ("environments-retrieve", &["id", "config", "created_at", "name", "type", "updated_at"]),
        ("environments-delete", &["id", "type"]),
        ("environments-list", &["data"]),
        ("work-heartbeat", &["last_heartbeat", "lease_extended", "state", "ttl_seconds", "type"]),
        ("work-poll", &["id", "created_at", "data", "environment_id", "state", "type"]),
    ];
    for (name, fields) in required {
        let (_, try_round_trip) = EXAMPLES.into_iter().find(|(other, _)| *other == name).unwrap();
        for field in fields {
            let mut document = example(name);
            document.as_object_mut().unwrap().remove(*field).unwrap();
            assert!(try_round_trip(&document).is_err(), "{name} without {field}");
        }
    }
}
