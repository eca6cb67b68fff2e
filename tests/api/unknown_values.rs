//! Words that a newer server may say: they arrive, and go back, as they came.

use super::models::with_secret;
use crate::api::support::{example, round_trip};
use leasehold::api::{
    ErrorCode,
    models::{Beta, Environment, EnvironmentConfig, Heartbeat, Networking, Scope, WorkData, WorkItem, WorkState},
};
use serde_json::{Value, json};

/// Walks an enumeration of wire strings in both directions.
macro_rules! walk {
    ($name:ident, $words:expr) => {{
        let words: Vec<&str> = $words;
        assert_eq!($name::KNOWN.iter().map(|known| known.as_str()).collect::<Vec<_>>(), words);
        for (known, word) in $name::KNOWN.iter().zip(words) {
            assert_eq!($name::from(word), *known);
            assert_eq!(known.to_string(), word);
            assert_eq!(serde_json::from_value::<$name>(json!(word)).unwrap(), *known);
            assert_eq!(serde_json::to_value(known).unwrap(), json!(word));
        }
        for word in ["", "Queued", "brand-new", "é\n"] {
            assert_eq!($name::from(word), $name::Other(word.into()));
            assert_eq!(round_trip::<$name>(&json!(word)), json!(word));
        }
        for wrong in [json!(null), json!(1), json!(["queued"]), json!({})] {
            assert!(serde_json::from_value::<$name>(wrong).is_err());
        }
    }};
}

#[test]
fn every_enumeration_keeps_what_it_does_not_know() {
    walk!(WorkState, vec!["queued", "starting", "active", "stopping", "stopped"]);
    walk!(Scope, vec!["organization", "account"]);
    let betas = example("betas");
    walk!(Beta, betas.as_array().unwrap().iter().map(|beta| beta.as_str().unwrap()).collect());
    walk!(
        ErrorCode,
        vec![
            "heartbeat_precondition_failed",
            "environment_archived",
            "invalid_config_type_change",
            "invalid_metadata",
            "environment_create_disabled",
            "environment_update_disabled",
            "environment_not_found",
        ]
    );
}

#[test]
fn unknown_states_and_scopes_survive() {
    let mut item = with_secret(&example("work-poll"));
    item["state"] = "resting".into();
    assert_eq!(round_trip::<WorkItem>(&item), item);
    let mut beat = example("work-heartbeat");
    beat["state"] = "resting".into();
    assert_eq!(round_trip::<Heartbeat>(&beat), beat);
    assert_eq!(serde_json::from_value::<Heartbeat>(beat).unwrap().state, WorkState::Other("resting".into()));
    let mut environment = example("environments-retrieve");
    environment["scope"] = "planet".into();
    assert_eq!(round_trip::<Environment>(&environment), environment);
}

/// Objects that are told apart by `type`: of an unknown type, of none, and of a known type without its fields.
fn strange(known: &str) -> Vec<Value> {
    vec![
        json!({"type": "brand_new", "id": "x", "deep": {"type": known, "list": [1, null]}}),
        json!({"type": "brand_new"}),
        json!({"id": "typeless"}),
        json!({}),
        json!({"type": null}),
        json!({"type": known, "id": 7, "networking": 7, "allowed_hosts": 7}),
    ]
}

#[test]
fn unknown_work_survives() {
    for data in strange("session") {
        let mut item = with_secret(&example("work-poll"));
        item["data"] = data.clone();
        assert_eq!(round_trip::<WorkItem>(&item), item);
        let read: WorkItem = serde_json::from_value(item).unwrap();
        assert!(matches!(read.data, WorkData::Other(whole) if Value::Object(whole.clone()) == data));
    }
}

#[test]
fn unknown_configurations_survive() {
    for config in strange("cloud") {
        let mut environment = example("environments-retrieve");
        environment["config"] = config.clone();
        assert_eq!(round_trip::<Environment>(&environment), environment);
        let read: Environment = serde_json::from_value(environment).unwrap();
        assert!(matches!(read.config, EnvironmentConfig::Other(whole) if Value::Object(whole.clone()) == config));
    }
}

#[test]
fn unknown_networking_survives() {
    for networking in strange("limited") {
        let mut environment = example("environments-retrieve");
        environment["config"]["networking"] = networking.clone();
        assert_eq!(round_trip::<Environment>(&environment), environment);
        let read: Environment = serde_json::from_value(environment).unwrap();
        let EnvironmentConfig::Cloud(cloud) = read.config else { panic!("a cloud environment") };
        assert!(matches!(cloud.networking, Networking::Other(whole) if Value::Object(whole.clone()) == networking));
    }
}
