//! Headers: whose win, and what takes one out.

use crate::api::support::{Bench, CALLS, IDS, Reply, Script, Sent, call_headers};
use leasehold::api::{CallParams, Client, ClientOptions, Fault, FaultKind, HeaderLayer, Request, RequestOptions, Transport};
use std::{cell::RefCell, rc::Rc};

/// What `stats` sends with these options.
fn sent(set: impl FnOnce(&mut ClientOptions), headers: HeaderLayer) -> Sent {
    let bench = Bench::with(set).replies([Reply::example("work-stats")]);
    bench.stats(&RequestOptions { headers, ..Default::default() }).unwrap();
    bench.sent_once()
}

#[test]
fn the_version_is_an_option() {
    assert_eq!(
        sent(|options| options.version = "2026-10-21".into(), HeaderLayer::default()).header("anthropic-version"),
        Some("2026-10-21")
    );
}

#[test]
fn browser_access_is_an_option() {
    const NAME: &str = "anthropic-dangerous-direct-browser-access";
    assert_eq!(sent(|_| (), HeaderLayer::default()).header(NAME), None);
    assert_eq!(sent(|options| options.browser_access = true, HeaderLayer::default()).header(NAME), Some("true"));
}

#[test]
fn every_call_carries_the_clients_headers_and_its_own() {
    for call in &CALLS {
        let bench = Bench::with(|options| options.headers = call_headers(&[("X-One", Some("client")), ("X-Two", Some("client"))]));
        let bench = bench.replies([Reply::example(call.name)]);
        let options = RequestOptions { headers: call_headers(&[("x-two", Some("call")), ("x-three", Some("call"))]), ..Default::default() };
        bench.run(call.make(&bench.client, IDS, &CallParams::default(), &options)).unwrap();
        let sent = bench.sent_once();
        let found = ["x-one", "x-two", "x-three"].map(|name| sent.header(name));
        assert_eq!(found, [Some("client"), Some("call"), Some("call")], "{}", call.name);
    }
}

/// Every header that the client sends by itself can be replaced and left out, for all calls and for one, whatever its case.
#[test]
fn every_header_can_be_replaced_and_left_out() {
    let names = [
        "Accept",
        "ANTHROPIC-VERSION",
        "Anthropic-Beta",
        "anthropic-workspace-id",
        "Anthropic-Dangerous-Direct-Browser-Access",
        "X-API-KEY",
    ];
    let everything = |options: &mut ClientOptions| {
        options.workspace_id = Some("wrkspc_1".into());
        options.browser_access = true;
    };
    for name in names {
        let lower = name.to_ascii_lowercase();
        assert!(sent(everything, HeaderLayer::default()).header(&lower).is_some(), "{name}");
        for value in [Some("mine"), None] {
            let headers = call_headers(&[(name, value)]);
            assert_eq!(sent(everything, headers.clone()).header(&lower), value, "{name} for one call");
            let for_all = |options: &mut ClientOptions| {
                everything(options);
                options.headers = headers;
            };
            assert_eq!(sent(for_all, HeaderLayer::default()).header(&lower), value, "{name} for all calls");
        }
    }
}

#[test]
fn a_calls_header_comes_back_where_the_client_left_it_out() {
    let without = |options: &mut ClientOptions| options.headers = call_headers(&[("accept", None), ("x-one", Some("client"))]);
    let sent = sent(without, call_headers(&[("Accept", Some("text/plain")), ("X-One", None)]));
    assert_eq!((sent.header("accept"), sent.header("x-one")), (Some("text/plain"), None));
}

#[test]
fn a_body_has_its_content_type_unless_the_caller_says_another() {
    for call in CALLS.iter().filter(|call| call.body.is_some()) {
        let bench = Bench::new().replies([Reply::example(call.name)]);
        let options =
            RequestOptions { headers: call_headers(&[("content-type", Some("application/merge-patch+json"))]), ..Default::default() };
        bench.run(call.make(&bench.client, IDS, &CallParams::default(), &options)).unwrap();
        assert_eq!(bench.sent_once().header("content-type"), Some("application/merge-patch+json"), "{}", call.name);
    }
}

/// Remembers the shared layer of each request, and whether it has headers of its own; and refuses it.
#[derive(Default)]
struct Layers(RefCell<Vec<(Rc<HeaderLayer>, bool)>>);

impl Transport for Layers {
    type Body = Vec<u8>;
    type Response = <Script as Transport>::Response;

    async fn send(&self, request: &Request<Vec<u8>>) -> Result<Self::Response, Fault> {
        self.0.borrow_mut().push((request.headers.shared().clone(), !request.headers.own().is_empty()));
        Err(Fault { kind: FaultKind::Refused, message: String::new(), source: None })
    }
}

/// A transport may convert the shared layer once: it is the same for every call with the client's credential.
#[test]
fn plain_calls_share_their_headers() {
    let bench = Bench::new();
    let client = Client::new(Layers::default(), bench.clock.clone(), bench.client.options().clone()).unwrap();
    let special = CallParams { workspace_id: Some("w".into()), ..Default::default() };
    for params in [CallParams::default(), CallParams::default(), special] {
        bench.run(client.work().stats("env_1", &params, &RequestOptions::default())).unwrap_err();
    }
    let [first, second, third] = client.transport().0.take().try_into().unwrap();
    assert!(Rc::ptr_eq(&first.0, &second.0) && Rc::ptr_eq(&second.0, &third.0));
    assert_eq!([first.1, second.1, third.1], [false, false, true]);
}
