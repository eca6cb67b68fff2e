//! Credentials stand in the headers and nowhere else: in no text that anybody may print.

use super::models::with_secret;
use crate::api::support::{Bench, Reply, ScriptedProvider, call_headers, example};
use leasehold::api::{
    Credential, RequestOptions,
    models::{Secret, WorkItem, WorkSecret},
};
use serde_json::json;

/// Checks that `text` says something, and no credential.
fn keeps_the_secret(text: &str) {
    assert!(text.len() > 2);
    assert!(!text.contains("sk-"), "{text}");
}

#[test]
fn a_work_item_prints_without_its_secret() {
    let mut document = with_secret(&example("work-poll"));
    document["secret"] = "sk-encoded".into();
    let item: WorkItem = serde_json::from_value(document).unwrap();
    assert_eq!(item.secret.as_ref().unwrap().expose(), "sk-encoded");
    let text = format!("{item:?} {item:#?}");
    keeps_the_secret(&text);
    assert!(text.contains("secret: Some(…)"), "{text}");
    let decoded: WorkSecret = serde_json::from_value(json!({"sessions_token": "sk-token"})).unwrap();
    keeps_the_secret(&format!("{decoded:?}"));
}

#[test]
fn nothing_that_holds_a_credential_prints_it() {
    let key = Credential::ApiKey(Secret::new("sk-key"));
    let headers = call_headers(&[("authorization", Some("Bearer sk-header"))]);
    let options = RequestOptions { credential: Some(key.clone()), headers: headers.clone(), ..Default::default() };
    let bench = Bench::new();
    let provider = ScriptedProvider::new([Ok(key.clone())]);
    let provided = Bench::with(|options| options.credential = provider.source());
    let exchange = bench.exchange(&options);
    let texts = [
        format!("{key:?}"),
        format!("{:?}", Credential::Bearer(Secret::new("sk-token"))),
        format!("{headers:?}"),
        format!("{options:?}"),
        format!("{:?}", bench.client),
        format!("{:?}", provided.client.options()),
        format!("{:?}", bench.client.options().credential),
        format!("{:?}", provider.source()),
        format!("{:?}", bench.client.work().clone()),
        format!("{:?}", bench.client.environments().clone()),
        format!("{exchange:?}"),
    ];
    texts.iter().for_each(|text| keeps_the_secret(text));
}

/// A server that repeats the credential in a redirect or in a header does not get it into the error's text.
#[test]
fn no_error_repeats_a_credential() {
    let replies = [
        Reply::empty(302).header("location", "https://sk-user:sk-password@h/sk-path?sk-query#sk-fragment"),
        Reply::empty(403).header("x-echo", "sk-key"),
        Reply::text(403, "<html>sk-key</html>"),
        Reply::text(200, "sk-key"),
        Reply::json(200, &json!({"api_key": "sk-key"})),
    ];
    for reply in replies {
        let error = Bench::refused(reply);
        keeps_the_secret(&format!("{error} {error:?}"));
    }
}
