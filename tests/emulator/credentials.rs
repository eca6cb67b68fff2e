//! Which credential opens what.

use super::support::{Api, versioned};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use leasehold::emulator::HttpRequest;
use serde_json::{Value, json};

const ACCOUNT: u8 = 1;
const ENVIRONMENT: u8 = 2;
const SESSION: u8 = 4;

/// Every endpoint with whom it takes, as the official SDK documents them.
const ENDPOINTS: [(&str, &str, u8); 14] = [
    ("POST", "/v1/environments", ACCOUNT),
    ("GET", "/v1/environments", ACCOUNT),
    ("GET", "/v1/environments/ENV", ACCOUNT),
    ("POST", "/v1/environments/ENV", ACCOUNT),
    ("GET", "/v1/environments/ENV/work/WORK", ACCOUNT),
    ("POST", "/v1/environments/ENV/work/WORK", ACCOUNT),
    ("GET", "/v1/environments/ENV/work/stats", ACCOUNT),
    ("GET", "/v1/environments/ENV/work", ENVIRONMENT),
    ("GET", "/v1/environments/ENV/work/poll", ENVIRONMENT | SESSION),
    ("POST", "/v1/environments/ENV/work/WORK/ack", ENVIRONMENT | SESSION),
    ("POST", "/v1/environments/ENV/work/WORK/heartbeat", ENVIRONMENT | SESSION),
    ("POST", "/v1/environments/ENV/work/WORK/stop", ACCOUNT | ENVIRONMENT | SESSION),
    ("POST", "/v1/environments/ENV/archive", ACCOUNT),
    ("DELETE", "/v1/environments/ENV", ACCOUNT),
];

/// An API with one item that was polled, and the credentials to it.
struct Scene {
    api: Api,
    environment: String,
    work: String,
    bearers: [(u8, String); 3],
}

impl Scene {
    fn new(options: Value) -> Self {
        let mut api = Api::with(&options);
        let environment = api.self_hosted();
        let work = api.enqueue(&environment);
        let token = sessions_token(&api.poll(&environment));
        let bearers = [
            (ACCOUNT, api.emulator.settings().api_key.clone()),
            (ENVIRONMENT, api.emulator.environment_key(&environment).unwrap()),
            (SESSION, token),
        ];
        Scene { api, environment, work, bearers }
    }

    fn request(&self, method: &str, path: &str) -> HttpRequest {
        let body = if method == "POST" && !path.ends_with("/ack") { r#"{"name": "a"}"# } else { "" };
        versioned(HttpRequest::new(method, &path.replace("ENV", &self.environment).replace("WORK", &self.work))).with_body(body)
    }

    fn status(&mut self, method: &str, path: &str, bearer: &str) -> u16 {
        let request = self.request(method, path).with_header("authorization", &format!("Bearer {bearer}"));
        self.api.exchange(&request).status
    }
}

fn sessions_token(polled: &Value) -> String {
    let secret = URL_SAFE_NO_PAD.decode(polled["secret"].as_str().unwrap()).unwrap();
    serde_json::from_slice::<Value>(&secret).unwrap()["sessions_token"].as_str().unwrap().into()
}

#[test]
fn each_endpoint_takes_its_own_kinds() {
    for (method, path, takes) in ENDPOINTS {
        // A new scene each time: some calls change it.
        for (kind, bearer) in Scene::new(json!({})).bearers {
            let status = Scene::new(json!({})).status(method, path, &bearer);
            assert_eq!(status != 403, takes & kind != 0, "{status} for {method} {path} with {bearer}");
            assert_ne!(status, 401, "{method} {path} with {bearer}");
        }
    }
}

#[test]
fn a_refusal_names_what_would_be_right_and_shows_no_key() {
    let mut scene = Scene::new(json!({"apiKey": "sk-secret"}));
    let request = scene.request("GET", "/v1/environments/ENV/work/poll").with_header("x-api-key", "sk-secret");
    let refused = scene.api.exchange(&request);
    refused.refused(403);
    assert_eq!(refused.message(), "work.poll takes an environment key or a sessions token, not an API key");
    assert!(!refused.body.to_string().contains("sk-secret"));
}

#[test]
fn relaxed_endpoints_take_every_known_credential() {
    for (method, path, _) in ENDPOINTS {
        let scene = || Scene::new(json!({"credentials": "relaxed"}));
        for (_, bearer) in scene().bearers {
            let status = scene().status(method, path, &bearer);
            assert!(status != 401 && status != 403, "{status} for {method} {path} with {bearer}");
        }
        assert_eq!(scene().status(method, path, "sk-ant-unknown"), 401);
    }
}

#[test]
fn without_a_known_credential_nothing_opens() {
    let mut scene = Scene::new(json!({}));
    let before = scene.api.everything();
    let environment_key = scene.bearers[1].1.clone();
    for (method, path, _) in ENDPOINTS {
        let request = scene.request(method, path);
        scene.api.exchange(&request).refused(401);
        for (name, value) in [
            ("x-api-key", "sk-ant-unknown"),
            ("x-api-key", ""),
            ("x-api-key", environment_key.as_str()),
            ("authorization", "Bearer"),
            ("authorization", "Bearer sk-ant-env-nowhere"),
            ("authorization", "Bearer sk-ant-req-nowhere-nothing"),
            ("authorization", "Bearer sk-ant-req-"),
            ("authorization", "Basic sk-ant-api-emulator"),
            ("authorization", "sk-ant-api-emulator"),
        ] {
            scene.api.exchange(&request.clone().with_header(name, value)).refused(401);
        }
    }
    assert_eq!(scene.api.everything(), before);
}

#[test]
fn an_api_key_is_one_in_either_header() {
    let mut api = Api::with(&json!({"apiKey": "sk-mine"}));
    for (name, value) in [("X-API-Key", "sk-mine"), ("Authorization", "Bearer sk-mine"), ("authorization", "bearer  sk-mine ")] {
        api.exchange(&versioned(HttpRequest::new("GET", "/v1/environments")).with_header(name, value)).ok();
    }
    let both =
        versioned(HttpRequest::new("GET", "/v1/environments")).with_header("x-api-key", "sk-mine").with_header("authorization", "Bearer x");
    api.exchange(&both).refused(401);
}

#[test]
fn a_key_opens_its_own_environment_only() {
    let mut scene = Scene::new(json!({}));
    let other = scene.api.self_hosted();
    for (kind, bearer) in scene.bearers.clone() {
        let request = versioned(HttpRequest::new("GET", &format!("/v1/environments/{other}/work/poll")));
        let refused = scene.api.exchange(&request.with_header("authorization", &format!("Bearer {bearer}")));
        refused.refused(403);
        assert_eq!(refused.message().contains("another"), kind != ACCOUNT, "{}", refused.message());
    }
}

#[test]
fn a_token_opens_its_own_work_item_only() {
    let mut scene = Scene::new(json!({}));
    let token = scene.bearers[2].1.clone();
    let own = scene.work.clone();
    scene.work = scene.api.enqueue(&scene.environment.clone());
    assert_eq!(scene.status("POST", "/v1/environments/ENV/work/WORK/ack", &token), 403);
    scene.work = own;
    assert_eq!(scene.status("POST", "/v1/environments/ENV/work/WORK/ack", &token), 200);
    assert_eq!(scene.status("POST", "/v1/environments/ENV/work/WORK/heartbeat?", &token), 400, "the scene's body has a field");
}

#[test]
fn an_unknown_environment_is_not_found_with_any_credential_that_fits() {
    let mut scene = Scene::new(json!({}));
    let bearers = scene.bearers.clone();
    assert_eq!(scene.status("GET", "/v1/environments/env_x", &bearers[0].1), 404);
    assert_eq!(scene.status("GET", "/v1/environments/env_x/work/poll", &bearers[1].1), 404);
    assert_eq!(scene.status("POST", "/v1/environments/env_x/work/WORK/ack", &bearers[2].1), 404);
}
