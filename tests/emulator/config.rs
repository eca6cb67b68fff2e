//! The configuration of an environment: its union, its defaults, packages under limited networking.

use super::support::{Answer, Api};
use serde_json::{Value, json};

fn create(api: &mut Api, config: Value) -> Answer {
    api.account("POST", "/v1/environments", json!({"name": "a", "config": config}))
}

/// What a cloud configuration looks like after some updates.
fn updated(first: Value, updates: &[Value]) -> Value {
    let mut api = Api::new();
    let mut environment = create(&mut api, first).ok();
    let path = format!("/v1/environments/{}", environment["id"].as_str().unwrap());
    for config in updates {
        environment = api.account("POST", &path, json!({"config": config})).ok();
    }
    environment["config"].take()
}

#[test]
fn limited_networking_allows_nothing_by_default() {
    let nothing = json!({"type": "limited", "allow_mcp_servers": false, "allow_package_managers": false, "allowed_hosts": []});
    for networking in [
        json!({"type": "limited"}),
        json!({"type": "limited", "allow_mcp_servers": null, "allow_package_managers": null, "allowed_hosts": null}),
    ] {
        assert_eq!(updated(json!({"type": "cloud", "networking": networking}), &[])["networking"], nothing);
    }
}

#[test]
fn null_networking_and_packages_are_the_defaults() {
    let default = updated(json!({"type": "cloud"}), &[]);
    assert_eq!(updated(json!({"type": "cloud", "networking": null, "packages": null}), &[]), default);
    let full = json!({
        "type": "cloud", "networking": {"type": "limited", "allow_package_managers": true, "allowed_hosts": ["a.example"]},
        "packages": {"type": "packages", "pip": ["pandas"], "apt": null},
    });
    assert_eq!(updated(full, &[json!({"type": "cloud", "networking": null, "packages": null})]), default);
}

#[test]
fn an_update_keeps_the_parts_it_leaves_out() {
    let first = json!({
        "type": "cloud",
        "networking": {"type": "limited", "allow_package_managers": true, "allow_mcp_servers": true, "allowed_hosts": ["a.example"]},
        "packages": {"pip": ["pandas", "numpy"], "apt": ["jq"]},
    });
    let config = updated(
        first.clone(),
        &[
            json!({"type": "cloud"}),
            json!({"type": "cloud", "networking": {"type": "limited", "allow_mcp_servers": null, "allowed_hosts": []}}),
            json!({"type": "cloud", "packages": {"pip": ["polars==1.0.0"], "apt": null, "cargo": ["ripgrep"]}}),
        ],
    );
    let networking = json!({"type": "limited", "allow_mcp_servers": false, "allow_package_managers": true, "allowed_hosts": []});
    assert_eq!(config["networking"], networking);
    let packages = json!({"type": "packages", "apt": [], "cargo": ["ripgrep"], "gem": [], "go": [], "npm": [], "pip": ["polars==1.0.0"]});
    assert_eq!(config["packages"], packages);
}

#[test]
fn limited_networking_starts_afresh_after_unrestricted() {
    let limited = json!({"type": "cloud", "networking": {"type": "limited", "allowed_hosts": ["a.example"]}});
    let unrestricted = json!({"type": "cloud", "networking": {"type": "unrestricted"}});
    let bare = json!({"type": "cloud", "networking": {"type": "limited"}});
    assert_eq!(updated(limited, &[unrestricted, bare])["networking"]["allowed_hosts"], json!([]));
}

#[test]
fn packages_under_limited_networking_need_the_package_managers() {
    let mut api = Api::new();
    let limited = |allow: bool| json!({"type": "limited", "allow_package_managers": allow});
    let packages = json!({"npm": ["left-pad"]});
    let refused = create(&mut api, json!({"type": "cloud", "networking": limited(false), "packages": packages}));
    refused.refused(400);
    assert!(refused.message().contains("allow_package_managers"), "{}", refused.message());
    create(&mut api, json!({"type": "cloud", "networking": limited(false), "packages": {"npm": []}})).ok();

    // The rule is about what comes out, whichever half an update touches.
    let id = create(&mut api, json!({"type": "cloud", "networking": limited(true), "packages": packages})).ok()["id"].clone();
    let path = format!("/v1/environments/{}", id.as_str().unwrap());
    let before = api.account("GET", &path, Value::Null).ok();
    api.account("POST", &path, json!({"config": {"type": "cloud", "networking": limited(false)}})).refused(400);
    assert_eq!(api.account("GET", &path, Value::Null).ok(), before);
    let both = json!({"config": {"type": "cloud", "networking": limited(false), "packages": null}});
    api.account("POST", &path, both).ok();
    api.account("POST", &path, json!({"config": {"type": "cloud", "packages": packages}})).refused(400);
}

#[test]
fn an_environment_keeps_its_type() {
    let mut api = Api::new();
    for (from, to) in [("cloud", "self_hosted"), ("self_hosted", "cloud")] {
        let id = create(&mut api, json!({"type": from})).ok()["id"].clone();
        let path = format!("/v1/environments/{}", id.as_str().unwrap());
        let refused = api.account("POST", &path, json!({"name": "changed", "config": {"type": to}}));
        assert_eq!(refused.refused(400), "invalid_config_type_change");
        let kept = api.account("POST", &path, json!({"config": {"type": from}})).ok();
        assert_eq!((&kept["config"]["type"], &kept["name"]), (&json!(from), &json!("a")));
    }
}

#[test]
fn a_wrong_part_is_named() {
    let mut api = Api::new();
    for (config, field) in [
        (json!("cloud"), "config: expected an object"),
        (json!({}), "config.type: expected \"cloud\" or \"self_hosted\", received nothing"),
        (json!({"type": "moon"}), "config.type: expected \"cloud\" or \"self_hosted\", received \"moon\""),
        (json!({"type": "self_hosted", "networking": null}), "config.networking: expected only type"),
        (json!({"type": "cloud", "networking": {"type": "open"}}), "config.networking.type: "),
        (json!({"type": "cloud", "networking": {"type": "unrestricted", "allowed_hosts": []}}), "config.networking.allowed_hosts: "),
        (
            json!({"type": "cloud", "networking": {"type": "limited", "allowed_hosts": "a"}}),
            "config.networking.allowed_hosts: expected a list",
        ),
        (json!({"type": "cloud", "networking": {"type": "limited", "allow_mcp_servers": 1}}), "config.networking.allow_mcp_servers: "),
        (json!({"type": "cloud", "packages": {"pip": [7]}}), "config.packages.pip: expected a list of strings, received [7]"),
        (json!({"type": "cloud", "packages": {"brew": []}}), "config.packages.brew: "),
        (json!({"type": "cloud", "packages": {"type": "package"}}), "config.packages.type: "),
    ] {
        let refused = create(&mut api, config);
        refused.refused(400);
        assert!(refused.message().starts_with(field), "{} for {field}", refused.message());
    }
}
