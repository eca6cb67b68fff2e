//! The emulator, as the workers of one environment see it.

use super::network::Ask;
use leasehold::emulator::{Credentials, Emulator, HttpRequest, HttpResponse, NewWork, Outcome, Settings};
use serde_json::Value;

pub struct Server {
    emulator: Emulator,
    environment: String,
    key: String,
    /// How far its clock is ahead of the world's.
    skew_ms: u64,
}

impl Server {
    pub fn new(seed: u64, skew_ms: u64, now_ms: u64) -> Self {
        let mut settings = Settings::default();
        settings.seed = seed;
        settings.credentials = Credentials::Relaxed;
        let key = settings.api_key.clone();
        let mut server = Server { emulator: Emulator::new(settings), environment: String::new(), key, skew_ms };
        let created = server.request("POST", "/v1/environments", r#"{"name": "sim", "config": {"type": "self_hosted"}}"#, now_ms);
        let created: Value = serde_json::from_slice(&created.body).unwrap();
        server.environment = created["id"].as_str().unwrap().into();
        server
    }

    pub fn enqueue(&mut self, now_ms: u64) -> String {
        self.emulator.enqueue(&self.environment, NewWork::default(), now_ms + self.skew_ms).unwrap().id
    }

    pub fn handle(&mut self, ask: &Ask, now_ms: u64) -> HttpResponse {
        let work = format!("/v1/environments/{}/work", self.environment);
        match ask {
            Ask::Poll => self.request("GET", &format!("{work}/poll"), "", now_ms),
            Ask::Ack(id) => self.request("POST", &format!("{work}/{id}/ack"), "", now_ms),
            Ask::Beat { id, expected } => {
                self.request("POST", &format!("{work}/{id}/heartbeat?expected_last_heartbeat={expected}"), "", now_ms)
            }
            Ask::Stop(id) => self.request("POST", &format!("{work}/{id}/stop"), r#"{"force": true}"#, now_ms),
        }
    }

    /// The state of an item, by the server's word.
    pub fn state(&mut self, id: &str, now_ms: u64) -> String {
        let target = format!("/v1/environments/{}/work/{id}", self.environment);
        let item: Value = serde_json::from_slice(&self.request("GET", &target, "", now_ms).body).unwrap();
        item["state"].as_str().unwrap().into()
    }

    fn request(&mut self, method: &str, target: &str, body: &str, now_ms: u64) -> HttpResponse {
        let request = HttpRequest::new(method, target)
            .with_header("x-api-key", &self.key)
            .with_header("anthropic-version", "2023-06-01")
            .with_body(body);
        match self.emulator.handle(&request, now_ms + self.skew_ms) {
            Outcome::Done(response) => response,
            Outcome::Wait { .. } => panic!("nobody asked to wait"),
        }
    }
}
