//! Ids, queries and headers of any text: they are refused, or arrive as the data they are, whatever they look like.

use crate::wire::{Ask, CALLS, CREDENTIAL, Caller, Sent, Step};
use arbitrary::{Arbitrary, Unstructured};
use http::{HeaderName, HeaderValue};
use leasehold::api::{Error, HeaderLayer, RequestOptions};
use percent_encoding::percent_decode_str;
use std::collections::BTreeSet;
use url::Url;

#[derive(Arbitrary, Debug)]
struct Scene {
    ask: Ask,
    headers: Vec<(String, Option<String>)>,
    version: Option<String>,
}

const NASTY: [&str; 26] = [
    "/",
    "..",
    "%2e",
    "?",
    "#",
    "\\",
    "\r\n",
    "%",
    "%2F",
    ";",
    ":",
    "@",
    "&",
    "=",
    "+",
    " ",
    "é",
    "\u{202e}",
    "\0",
    "__proto__",
    "//",
    ".",
    "%00",
    "[",
    "\"",
    "<",
];

/// One call, as somebody makes it.
pub fn target(data: &[u8]) {
    let Ok(Scene { mut ask, headers, version }) = Scene::arbitrary_take_rest(Unstructured::new(data)) else { return };
    // And one of them in any case.
    let nasty = NASTY.get(data.len() % (NASTY.len() + 1)).copied().unwrap_or_default();
    ask.environment_id = spiced(&ask.environment_id) + nasty;
    ask.work_id = spiced(&ask.work_id) + nasty;
    ask.text = ask.text.as_deref().map(spiced);
    let nothing = Step::Answer { status: 204, headers: Vec::new(), body: Vec::new(), breaks_off: false };
    let caller = Caller::new(vec![nothing], |options| {
        options.max_retries = 0;
        options.version = version.unwrap_or(std::mem::take(&mut options.version));
    });
    let caller = match caller {
        Ok(caller) => caller,
        Err(error) => return assert!(matches!(*error, Error::InvalidInput { .. })),
    };
    let mut own = HeaderLayer::default();
    headers.iter().for_each(|(name, value)| drop(own.set(name, value.as_deref())));
    let result = caller.call(&ask, &RequestOptions { headers: own, ..RequestOptions::default() });
    match &caller.wire.sent.borrow()[..] {
        [] => assert!(result.is_err_and(|error| matches!(*error, Error::InvalidInput { .. })), "nothing was sent, and nothing said"),
        [sent] => check(sent, &ask),
        more => panic!("{} requests", more.len()),
    };
}

/// The text with what is nasty in a URL, which chance would bring too seldom, in place of capital letters.
fn spiced(text: &str) -> String {
    let nasty = |c: char| NASTY.get(u32::from(c).wrapping_sub(u32::from('A')) as usize);
    text.chars().map(|c| nasty(c).map_or_else(|| c.to_string(), |text| (*text).into())).collect()
}

fn check(sent: &Sent, ask: &Ask) {
    let url = Url::parse(&sent.url).expect("a browser takes it");
    assert_eq!(url.as_str(), sent.url, "a browser has nothing to put right in it");
    assert_eq!((url.origin().ascii_serialization().as_str(), url.fragment()), ("https://api.anthropic.com", None));
    let segments: Vec<String> = url.path_segments().expect("a path").map(decoded).collect();
    assert_eq!(segments, path(ask));

    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    assert_eq!(pairs, query(ask));

    let names: BTreeSet<&str> = sent.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), sent.headers.len(), "a name stands twice: {names:?}");
    assert!(!(names.contains("authorization") && names.contains("x-api-key")), "two credentials");
    for (name, value) in &sent.headers {
        assert!(HeaderName::from_bytes(name.as_bytes()).is_ok(), "{name:?}");
        let latin: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        assert!(latin.is_some_and(|latin| HeaderValue::from_bytes(&latin).is_ok()), "{name}: {value:?}");
    }
    assert!(!sent.url.contains(CREDENTIAL) && !sent.body.as_ref().is_some_and(|body| String::from_utf8_lossy(body).contains(CREDENTIAL)));
    assert_eq!(sent.body.is_some(), matches!(ask.call % CALLS, 0 | 2 | 7 | 13), "{sent:?}");
}

fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8().expect("UTF-8").into_owned()
}

/// The path's segments, as they have to arrive.
fn path(ask: &Ask) -> Vec<String> {
    let environments = ["v1", "environments"];
    let (on_environment, on_item) = (&[ask.environment_id.as_str()][..], &[&ask.environment_id, "work", &ask.work_id][..]);
    let work = &[ask.environment_id.as_str(), "work"][..];
    let (ids, last) = match ask.call % CALLS {
        0 | 3 | 14 => (&[][..], None),
        1 | 2 | 4 => (on_environment, None),
        5 => (on_environment, Some("archive")),
        6 | 7 => (on_item, None),
        9 => (on_item, Some("ack")),
        10 => (on_item, Some("heartbeat")),
        11 => (work, Some("poll")),
        12 => (work, Some("stats")),
        13 => (on_item, Some("stop")),
        _ => (work, None),
    };
    environments.iter().chain(ids).copied().chain(last).map(Into::into).collect()
}

/// The query, as it has to arrive.
fn query(ask: &Ask) -> Vec<(String, String)> {
    let (text, number) = (ask.text.clone(), ask.number.map(|number| number.to_string()));
    let flag = ask.flag.map(|flag| flag.to_string());
    let parameters = match ask.call % CALLS {
        3 | 14 => vec![("include_archived", flag), ("limit", number), ("page", text)],
        8 | 15 => vec![("limit", number), ("page", text)],
        10 => vec![("desired_ttl_seconds", number), ("expected_last_heartbeat", text)],
        11 => vec![("block_ms", number.clone()), ("reclaim_older_than_ms", number)],
        _ => vec![],
    };
    parameters.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
