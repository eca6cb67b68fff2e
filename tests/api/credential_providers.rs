//! A credential that somebody is asked for, and asked again when the server refuses it.

use crate::api::support::{Bench, Reply, ScriptedProvider, call_headers, start, step};
use leasehold::api::{CallParams, Credential, CredentialProvider, CredentialSource, Error, LocalFuture, RequestOptions, models::Secret};
use serde_json::json;
use std::{cell::Cell, rc::Rc, task::Poll};

fn token(text: &str) -> Result<Credential, Box<Error>> {
    Ok(Credential::Bearer(Secret::new(text)))
}

fn failure(message: &str) -> Result<Credential, Box<Error>> {
    Err(Box::new(Error::Credential { message: message.into(), source: Some("the vault is shut".into()) }))
}

fn bench(provider: &Rc<ScriptedProvider>) -> Bench {
    Bench::with(|options| options.credential = provider.source())
}

fn refusal() -> Reply {
    Reply::json(401, &json!({"type": "error", "error": {"type": "authentication_error", "message": "stale"}}))
}

fn success() -> Reply {
    Reply::example("work-stats")
}

/// The bearers that went out, request by request.
fn bearers(bench: &Bench) -> Vec<String> {
    bench.sent().iter().map(|sent| sent.header("authorization").unwrap_or("none").replace("Bearer ", "")).collect()
}

#[test]
fn it_is_asked_once_for_many_calls() {
    let provider = ScriptedProvider::new([token("t1")]);
    let bench = bench(&provider).replies([success(), success(), success()]);
    assert_eq!(provider.asked(), 0);
    for _ in 0..3 {
        bench.stats(&RequestOptions::default()).unwrap();
    }
    assert_eq!((provider.asked(), bearers(&bench).as_slice()), (1, ["t1", "t1", "t1"].map(String::from).as_slice()));
}

/// A fresh credential is no retry: it costs no wait, and comes even where no retries are allowed.
#[test]
fn a_401_asks_again_at_once() {
    let provider = ScriptedProvider::new([token("t1"), token("t2")]);
    let bench = bench(&provider).replies([refusal(), success(), success()]);
    bench.stats(&RequestOptions { max_retries: Some(0), ..Default::default() }).unwrap();
    bench.stats(&RequestOptions::default()).unwrap();
    assert_eq!(bearers(&bench), ["t1", "t2", "t2"]);
    assert_eq!((provider.asked(), bench.clock.elapsed_ms(), bench.clock.waited().len()), (2, 0, 0));
}

#[test]
fn a_second_401_stands_and_the_next_call_asks_again() {
    let provider = ScriptedProvider::new([token("t1"), token("t2"), token("t3")]);
    let bench = bench(&provider).replies([refusal(), refusal(), success()]);
    assert_eq!(bench.stats(&RequestOptions::default()).unwrap_err().status(), Some(401));
    assert_eq!((provider.asked(), bench.sent().len()), (2, 2));
    bench.stats(&RequestOptions::default()).unwrap();
    assert_eq!(bearers(&bench), ["t1", "t2", "t3"]);
}

#[test]
fn all_retries_are_left_after_a_401() {
    let provider = ScriptedProvider::new([token("t1"), token("t2")]);
    let bench = bench(&provider).replies([Reply::empty(503), refusal(), Reply::empty(503), success()]);
    bench.stats(&RequestOptions::default()).unwrap();
    assert_eq!(bearers(&bench), ["t1", "t1", "t2", "t2"]);
    assert_eq!(bench.clock.waited(), [500, 1_000]);
}

#[test]
fn a_fixed_credential_is_refused_for_good() {
    for credential in [Credential::ApiKey(Secret::new("k")), Credential::Bearer(Secret::new("b")), Credential::None] {
        let bench = Bench::with(|options| options.credential = leasehold::api::CredentialSource::Fixed(credential)).replies([refusal()]);
        assert_eq!(bench.stats(&RequestOptions::default()).unwrap_err().status(), Some(401));
    }
}

/// A worker's calls carry the environment key or an item's token: whom the client asks for its own has nothing to do with them.
#[test]
fn a_call_with_its_own_credential_asks_nobody() {
    let own = [
        RequestOptions { credential: token("own").ok(), ..Default::default() },
        RequestOptions { credential: Some(Credential::None), ..Default::default() },
        RequestOptions { headers: call_headers(&[("authorization", Some("Bearer own"))]), ..Default::default() },
    ];
    for options in own {
        let provider = ScriptedProvider::new([]);
        let bench = bench(&provider).replies([refusal()]);
        assert_eq!(bench.stats(&options).unwrap_err().status(), Some(401));
        assert_eq!(provider.asked(), 0);
    }
}

#[test]
fn a_401_to_a_calls_own_credential_does_not_spend_the_clients() {
    let provider = ScriptedProvider::new([token("t1")]);
    let bench = bench(&provider).replies([success(), refusal(), success()]);
    bench.stats(&RequestOptions::default()).unwrap();
    bench.stats(&RequestOptions { credential: token("own").ok(), ..Default::default() }).unwrap_err();
    bench.stats(&RequestOptions::default()).unwrap();
    assert_eq!((provider.asked(), bearers(&bench).as_slice()), (1, ["t1", "own", "t1"].map(String::from).as_slice()));
}

#[test]
fn the_clients_headers_keep_it_unasked() {
    let provider = ScriptedProvider::new([]);
    let bench = Bench::with(|options| {
        options.credential = provider.source();
        options.headers = call_headers(&[("x-api-key", Some("k"))]);
    });
    let bench = bench.replies([refusal()]);
    bench.stats(&RequestOptions::default()).unwrap_err();
    assert_eq!((provider.asked(), bench.sent_once().header("x-api-key")), (0, Some("k")));
}

#[test]
fn its_failure_surfaces_and_nothing_is_sent() {
    let provider = ScriptedProvider::new([failure("no token today"), token("t1")]);
    let bench = bench(&provider).replies([success()]);
    let error = bench.stats(&RequestOptions::default()).unwrap_err();
    assert!(matches!(&*error, Error::Credential { message, .. } if message == "no token today"));
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the vault is shut");
    assert_eq!((error.status(), error.request_id(), bench.sent().len()), (None, None, 0));
    bench.stats(&RequestOptions::default()).unwrap();
}

#[test]
fn its_failure_after_a_401_surfaces() {
    let provider = ScriptedProvider::new([token("t1"), failure("gone")]);
    let bench = bench(&provider).replies([refusal()]);
    assert!(matches!(*bench.stats(&RequestOptions::default()).unwrap_err(), Error::Credential { message, .. } if message == "gone"));
}

#[test]
fn a_fresh_credential_of_the_other_kind_replaces_the_first() {
    let provider = ScriptedProvider::new([token("t1"), Ok(Credential::ApiKey(Secret::new("k2")))]);
    let bench = bench(&provider).replies([refusal(), success()]);
    bench.stats(&RequestOptions::default()).unwrap();
    let [first, second] = bench.sent().try_into().unwrap();
    assert_eq!((first.header("authorization"), first.header("x-api-key")), (Some("Bearer t1"), None));
    assert_eq!((second.header("authorization"), second.header("x-api-key")), (None, Some("k2")));
}

#[test]
fn a_credential_that_no_header_can_carry_is_refused() {
    let provider = ScriptedProvider::new([token("t\r\nX-Evil: 1")]);
    let bench = bench(&provider);
    let error = bench.stats(&RequestOptions::default()).unwrap_err();
    assert!(matches!(&*error, Error::InvalidInput { field, .. } if field == "authToken"), "{error}");
    assert!(!error.to_string().contains("Evil"), "{error}");
}

/// Of two calls whose credential went stale, the one that hears of it later takes the credential that the other got.
#[test]
fn a_credential_that_was_replaced_meanwhile_is_not_asked_for_again() {
    let provider = ScriptedProvider::new([token("t1"), token("t2")]);
    let bench = bench(&provider).replies([success(), refusal().after(10), refusal().after(100), success(), success()]);
    bench.stats(&RequestOptions::default()).unwrap();
    let (work, params, options) = (bench.client.work(), CallParams::default(), RequestOptions::default());
    let (first, second) = (work.stats("env_1", &params, &options), work.stats("env_1", &params, &options));
    let (first, second) = bench.run(futures::future::join(first, second));
    first.and(second).unwrap();
    assert_eq!((provider.asked(), bearers(&bench).as_slice()), (2, ["t1", "t1", "t1", "t2", "t2"].map(String::from).as_slice()));
}

/// Gives `t1` to three, then `t2`, and takes a turn for it.
#[derive(Default)]
struct Slow(Cell<usize>);

impl CredentialProvider for Slow {
    fn credential(&self) -> LocalFuture<'_, Result<Credential, Box<Error>>> {
        self.0.set(self.0.get() + 1);
        let answer = token(if self.0.get() > 3 { "t2" } else { "t1" });
        Box::pin(async {
            futures::pending!();
            answer
        })
    }
}

/// Calls that begin together have each asked for it, before any of them was answered.
#[test]
fn calls_at_once_with_a_stale_credential_all_get_a_fresh_one() {
    let provider = Rc::new(Slow::default());
    let bench = Bench::with(|options| options.credential = CredentialSource::Provided(provider.clone()));
    let bench = bench.replies([10, 20, 30].map(|ms| refusal().after(ms))).replies([success(), success(), success()]);
    let (work, params, options) = (bench.client.work(), CallParams::default(), RequestOptions::default());
    let mut calls: Vec<_> = (0..3).map(|_| start(work.stats("env_1", &params, &options))).collect();
    assert!(calls.iter_mut().all(|call| step(call).is_pending()));
    for outcome in bench.run(futures::future::join_all(calls)) {
        outcome.unwrap();
    }
    assert_eq!((provider.0.get(), bearers(&bench).as_slice()), (4, ["t1", "t1", "t1", "t2", "t2", "t2"].map(String::from).as_slice()));
}

#[test]
fn nothing_is_sent_while_it_thinks() {
    let provider = ScriptedProvider::new([]);
    let bench = bench(&provider);
    let (work, params, options) = (bench.client.work(), CallParams::default(), RequestOptions::default());
    let mut call = start(work.stats("env_1", &params, &options));
    assert!(matches!(step(&mut call), Poll::Pending));
    assert_eq!((provider.asked(), bench.sent().len()), (1, 0));
}

/// Else a vault that hangs would hang the call, whatever its limit.
#[test]
fn it_has_the_time_of_a_try() {
    let provider = ScriptedProvider::new([]);
    let bench = bench(&provider);
    let error = bench.stats(&RequestOptions { timeout_ms: Some(1_000), max_retries: Some(1), ..Default::default() }).unwrap_err();
    assert!(matches!(*error, Error::Timeout { after_ms: 1_000 }), "{error:?}");
    assert_eq!((provider.asked(), bench.clock.elapsed_ms(), bench.sent().len()), (2, 1_000 + 500 + 1_000, 0));
}
