//! Which credential goes out: never two, and the nearest one wins.

use crate::api::support::{Bench, CALLS, IDS, Reply, Sent, call_headers};
use leasehold::api::{CallParams, Credential, Error, HeaderLayer, RequestOptions, models::Secret};

/// What stands in `X-Api-Key`, and what in `Authorization`.
type Out<'a> = (Option<&'a str>, Option<&'a str>);

fn out(sent: &Sent) -> Out<'_> {
    (sent.header("x-api-key"), sent.header("authorization"))
}

/// All headers but these two.
fn others(sent: &Sent) -> Vec<&(String, String)> {
    sent.headers.iter().filter(|(name, _)| name != "x-api-key" && name != "authorization").collect()
}

fn key(text: &str) -> Credential {
    Credential::ApiKey(Secret::new(text))
}

fn bearer(text: &str) -> Credential {
    Credential::Bearer(Secret::new(text))
}

/// A credential in the headers: of neither kind, or of one.
fn in_headers() -> [(HeaderLayer, Option<Out<'static>>); 3] {
    [
        (HeaderLayer::default(), None),
        (call_headers(&[("X-Api-Key", Some("h-key"))]), Some((Some("h-key"), None))),
        (call_headers(&[("AUTHORIZATION", Some("Basic h"))]), Some((None, Some("Basic h")))),
    ]
}

/// A credential of each kind, and what it puts out.
fn credentials() -> [(Credential, Out<'static>); 3] {
    [(key("k"), (Some("k"), None)), (bearer("b"), (None, Some("Bearer b"))), (Credential::None, (None, None))]
}

/// A call's headers win over its credential, that over the client's headers, those over the client's credential.
#[test]
fn the_nearest_credential_goes_out_alone() {
    let of_call = credentials().map(|(credential, out)| (Some(credential), Some(out)));
    for (client_credential, lowest) in credentials() {
        for (client_headers, low) in in_headers() {
            for (call_credential, high) in of_call.iter().cloned().chain([(None, None)]) {
                for (headers, highest) in in_headers() {
                    let bench = Bench::with(|options| {
                        options.credential = leasehold::api::CredentialSource::Fixed(client_credential.clone());
                        options.headers = client_headers.clone();
                    });
                    let bench = bench.replies([Reply::example("work-stats")]);
                    bench.stats(&RequestOptions { credential: call_credential.clone(), headers, ..Default::default() }).unwrap();
                    let expected = highest.or(high).or(low).unwrap_or(lowest);
                    let rank = (highest, high, low, lowest);
                    assert_eq!(out(&bench.sent_once()), expected, "{rank:?}");
                }
            }
        }
    }
}

/// An environment key, say, over a client whose headers carry the account's key.
#[test]
fn a_clients_other_credential_goes_before_its_headers() {
    for (client_headers, _) in in_headers() {
        for (credential, expected) in credentials() {
            let bench = Bench::with(|options| options.headers = client_headers.clone()).replies([Reply::example("work-stats")]);
            let client = bench.client.with_credential(bearer("before")).unwrap().with_credential(credential).unwrap();
            bench.run(client.work().stats("env_1", &CallParams::default(), &RequestOptions::default())).unwrap();
            assert_eq!(out(&bench.sent_once()), expected);
        }
    }
}

#[test]
fn every_call_takes_a_credential_of_its_own() {
    for call in &CALLS {
        for (credential, expected) in credentials() {
            let bench = Bench::new().replies([Reply::example(call.name), Reply::example(call.name)]);
            let options = RequestOptions { credential: Some(credential), ..Default::default() };
            bench.run(call.make(&bench.client, IDS, &CallParams::default(), &options)).unwrap();
            bench.run(call.make_plainly(&bench.client)).unwrap();
            let [special, plain] = bench.sent().try_into().unwrap();
            assert_eq!(out(&special), expected, "{}", call.name);
            assert_eq!(out(&plain), (Some("sk-key"), None), "{}", call.name);
            assert_eq!(others(&special), others(&plain), "{}", call.name);
        }
    }
}

#[test]
fn two_credentials_in_the_headers_are_refused() {
    let both = call_headers(&[("x-api-key", Some("one-secret")), ("authorization", Some("Bearer two-secret"))]);
    let client = Bench::try_with(|options| options.headers = both.clone()).err();
    let call = Bench::new().stats(&RequestOptions { headers: both, ..Default::default() }).err();
    for error in [client, call] {
        let error = error.expect("two credentials");
        assert!(matches!(&*error, Error::InvalidInput { field, .. } if field == "headers"), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
