//! Where the API is: what is taken means to a browser's parser of URLs what it looked like.

use leasehold::api::BaseUrl;
use url::{Host, Url};

/// Any text as `baseURL`.
pub fn target(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let strict = BaseUrl::parse(text, false);
    let relaxed = BaseUrl::parse(text, true);
    assert!(strict.is_err() || relaxed.as_ref().ok() == strict.as_ref().ok(), "what is allowed anyway is the same");
    let Ok(base) = relaxed else { return };
    assert!(!base.as_str().ends_with('/') && text.starts_with(base.as_str()));
    assert_eq!(BaseUrl::parse(base.as_str(), true).ok().as_ref(), Some(&base), "it is taken as it is given");

    // What the parser refuses, fetch refuses before anything is sent.
    let Ok(url) = Url::parse(&format!("{}/v1/environments", base.as_str())) else { return };
    assert!(matches!(url.scheme(), "http" | "https"));
    assert!(url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none(), "{url}");
    assert!(url.path().ends_with("/v1/environments"), "{url}");
    if strict.is_ok() && url.scheme() == "http" {
        assert!(is_this_machine(&url), "a credential would cross the network: {text:?} is {url}");
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
