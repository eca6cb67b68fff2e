//! The lease: heartbeat, expiry, stop.

use super::support::{Answer, Api};
use serde_json::{Value, json};

fn stop(api: &mut Api, environment: &str, work: &str, body: Value) -> Answer {
    api.worker(environment, "POST", &format!("/{work}/stop"), body)
}

/// Asks for a stop as somebody at a console does.
fn account_stop(api: &mut Api, environment: &str, work: &str, body: Value) -> Answer {
    api.account("POST", &format!("/v1/environments/{environment}/work/{work}/stop"), body)
}

#[test]
fn the_first_heartbeat_makes_an_item_active() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.poll(&environment);
    api.ack(&environment, &work).ok();
    api.advance(250);
    let beat = api.beat(&environment, &work, "expected_last_heartbeat=NO_HEARTBEAT").ok();
    let at = "2026-03-15T10:00:00.250000Z";
    let expected = json!({"last_heartbeat": at, "lease_extended": true, "state": "active", "ttl_seconds": 30, "type": "work_heartbeat"});
    assert_eq!(beat, expected);
    let shown = api.work(&environment, &work);
    assert_eq!((&shown["state"], &shown["started_at"], &shown["latest_heartbeat_at"]), (&json!("active"), &json!(at), &json!(at)));
}

#[test]
fn a_heartbeat_echoes_the_one_before_exactly() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (work, mut last) = api.active(&environment);
    for _ in 0..3 {
        // The clock stands still, and yet no two heartbeats look alike.
        let next =
            api.beat(&environment, &work, &format!("expected_last_heartbeat={last}")).ok()["last_heartbeat"].as_str().unwrap().to_owned();
        assert!(next > last, "{next} after {last}");
        let refused = api.beat(&environment, &work, &format!("expected_last_heartbeat={last}"));
        assert_eq!(refused.refused(412), "heartbeat_precondition_failed");
        last = next;
    }
    api.advance(5_000);
    let started = api.work(&environment, &work)["started_at"].clone();
    let next = api.beat(&environment, &work, &format!("expected_last_heartbeat={last}")).ok();
    assert_eq!(next["last_heartbeat"], "2026-03-15T10:00:05.000000Z");
    assert_eq!(api.work(&environment, &work)["started_at"], started);
}

#[test]
fn a_refused_heartbeat_says_what_is_stored_and_changes_nothing() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (work, last) = api.active(&environment);
    api.advance(29_000);
    for expected in ["NO_HEARTBEAT", "2026-03-15T10:00:00Z", "nonsense"] {
        let refused = api.beat(&environment, &work, &format!("expected_last_heartbeat={expected}&desired_ttl_seconds=300"));
        refused.refused(412);
        let details = json!({
            "error_code": "heartbeat_precondition_failed",
            "current_state": {"last_heartbeat": last, "lease_extended": false, "state": "active", "ttl_seconds": 30},
        });
        assert_eq!(refused.body["error"]["details"], details);
    }
    api.advance(1_000);
    assert_eq!(api.work(&environment, &work)["state"], "queued", "the lease was not extended");
}

#[test]
fn a_heartbeat_that_expects_nothing_is_not_compared() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (work, last) = api.active(&environment);
    for query in ["", "expected_last_heartbeat="] {
        let beat = api.beat(&environment, &work, query).ok();
        assert!(beat["last_heartbeat"].as_str().unwrap() > last.as_str());
    }
}

#[test]
fn a_starting_item_has_no_heartbeat_to_echo() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.ack(&environment, &work).ok();
    let refused = api.beat(&environment, &work, "expected_last_heartbeat=2026-03-15T10:00:00.000000Z");
    refused.refused(412);
    let state = json!({"last_heartbeat": null, "lease_extended": false, "state": "starting", "ttl_seconds": 30});
    assert_eq!(refused.body["error"]["details"]["current_state"], state);
}

#[test]
fn nobody_holds_a_queued_item() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    for _ in 0..2 {
        for query in ["", "expected_last_heartbeat=NO_HEARTBEAT"] {
            let refused = api.beat(&environment, &work, query);
            refused.refused(412);
            let state = json!({"last_heartbeat": null, "lease_extended": false, "state": "queued", "ttl_seconds": 0});
            assert_eq!(refused.body["error"]["details"]["current_state"], state);
        }
        api.poll(&environment);
    }
    assert_eq!(api.stats(&environment)["pending"], 1);
}

#[test]
fn the_ttl_is_what_the_heartbeat_desires_up_to_the_ceiling() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (work, _) = api.active(&environment);
    for (query, ttl) in [("desired_ttl_seconds=1", 1), ("desired_ttl_seconds=300", 300), ("desired_ttl_seconds=90000", 300), ("", 30)] {
        assert_eq!(api.beat(&environment, &work, query).ok()["ttl_seconds"], ttl, "{query}");
    }
    for wrong in ["0", "-5", "1.5", "long"] {
        let refused = api.beat(&environment, &work, &format!("desired_ttl_seconds={wrong}"));
        refused.refused(400);
        assert!(refused.message().starts_with("desired_ttl_seconds: expected a whole number, 1 or more"), "{}", refused.message());
    }
}

#[test]
fn a_lease_that_runs_out_goes_back_to_the_queue() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (work, last) = api.active(&environment);
    api.beat(&environment, &work, "desired_ttl_seconds=10").ok();
    api.advance(9_999);
    assert_eq!(api.work(&environment, &work)["state"], "active");
    api.advance(1);
    let shown = api.work(&environment, &work);
    for field in ["latest_heartbeat_at", "acknowledged_at", "started_at"] {
        assert_eq!(shown[field], Value::Null, "{field}");
    }
    assert_eq!(shown["state"], "queued");

    let refused = api.beat(&environment, &work, &format!("expected_last_heartbeat={last}"));
    refused.refused(412);
    assert_eq!(refused.body["error"]["details"]["current_state"]["last_heartbeat"], Value::Null);
    assert_eq!(api.poll(&environment)["id"], work);
}

#[test]
fn an_item_whose_worker_dies_before_its_first_heartbeat_is_not_lost() {
    let mut api = Api::with(&json!({"defaultTtlSeconds": 7}));
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.poll(&environment);
    api.ack(&environment, &work).ok();
    api.advance(6_999);
    assert_eq!(api.poll(&environment), Value::Null);
    api.advance(1);
    assert_eq!(api.poll(&environment)["id"], work);
}

#[test]
fn an_item_that_comes_back_keeps_its_place_in_the_line() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (first, _) = api.active(&environment);
    let second = api.enqueue(&environment);
    api.advance(30_000);
    assert_eq!(api.poll(&environment)["id"], first);
    assert_eq!(api.poll(&environment)["id"], second);
}

#[test]
fn a_stop_lets_the_worker_wind_down() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (work, last) = api.active(&environment);
    api.advance(100);
    let stopping = account_stop(&mut api, &environment, &work, json!({})).ok();
    assert_eq!((&stopping["state"], &stopping["stopped_at"]), (&json!("stopping"), &Value::Null));
    assert_eq!(stopping["stop_requested_at"], "2026-03-15T10:00:00.100000Z");

    // Its worker learns of it with the next heartbeat, whatever that expects.
    for expected in [last.as_str(), "NO_HEARTBEAT", "anything"] {
        let beat = api.beat(&environment, &work, &format!("expected_last_heartbeat={expected}")).ok();
        let told =
            json!({"last_heartbeat": last, "lease_extended": false, "state": "stopping", "ttl_seconds": 30, "type": "work_heartbeat"});
        assert_eq!(beat, told);
    }
    account_stop(&mut api, &environment, &work, json!({"force": false})).refused(409);

    api.advance(100);
    let stopped = stop(&mut api, &environment, &work, json!({})).ok();
    assert_eq!((&stopped["state"], &stopped["stopped_at"]), (&json!("stopped"), &json!("2026-03-15T10:00:00.200000Z")));
    assert_eq!(stopped["stop_requested_at"], "2026-03-15T10:00:00.100000Z", "the first request counts");
}

#[test]
fn a_forced_stop_is_the_end_at_once() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    for by_account in [true, false] {
        for stopping_first in [true, false] {
            let (work, last) = api.active(&environment);
            if stopping_first {
                account_stop(&mut api, &environment, &work, Value::Null).ok();
            }
            let force = if by_account { account_stop } else { stop };
            assert_eq!(force(&mut api, &environment, &work, json!({"force": true})).ok()["state"], "stopped");
            force(&mut api, &environment, &work, json!({"force": true})).refused(409);
            stop(&mut api, &environment, &work, Value::Null).refused(409);
            let beat = api.beat(&environment, &work, "expected_last_heartbeat=NO_HEARTBEAT").ok();
            let told =
                json!({"last_heartbeat": last, "lease_extended": false, "state": "stopped", "ttl_seconds": 0, "type": "work_heartbeat"});
            assert_eq!(beat, told);
            api.ack(&environment, &work).refused(409);
        }
    }
    api.advance(600_000);
    assert_eq!(api.poll(&environment), Value::Null, "what is stopped never comes back");
}

#[test]
fn a_stopping_item_ends_with_its_lease() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (work, _) = api.active(&environment);
    api.advance(20_000);
    account_stop(&mut api, &environment, &work, json!({})).ok();
    api.beat(&environment, &work, "desired_ttl_seconds=300").ok();
    api.advance(60_000);
    let shown = api.work(&environment, &work);
    assert_eq!(
        (&shown["state"], &shown["stopped_at"]),
        (&json!("stopped"), &json!("2026-03-15T10:00:30.000000Z")),
        "when the lease ran out"
    );
    assert_eq!(api.poll(&environment), Value::Null);
}

#[test]
fn what_nobody_holds_stops_at_once() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let (waiting, polled) = (api.enqueue(&environment), api.enqueue(&environment));
    assert_eq!(account_stop(&mut api, &environment, &waiting, json!({})).ok()["state"], "stopped");
    assert_eq!(api.poll(&environment)["id"], polled);
    let stopped = account_stop(&mut api, &environment, &polled, Value::Null).ok();
    assert_eq!((&stopped["state"], &stopped["stopped_at"]), (&json!("stopped"), &stopped["stop_requested_at"]));
    api.ack(&environment, &polled).refused(409);
    api.advance(10_000);
    assert_eq!(api.poll(&environment), Value::Null);
}

#[test]
fn a_starting_item_is_asked_to_stop_like_an_active_one() {
    let mut api = Api::new();
    let environment = api.self_hosted();
    let work = api.enqueue(&environment);
    api.ack(&environment, &work).ok();
    assert_eq!(account_stop(&mut api, &environment, &work, json!({})).ok()["state"], "stopping");
    let beat = api.beat(&environment, &work, "expected_last_heartbeat=NO_HEARTBEAT").ok();
    assert_eq!((&beat["last_heartbeat"], &beat["state"]), (&json!(""), &json!("stopping")), "empty where none was recorded");
}
