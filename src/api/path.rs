//! Paths, query strings and the base URL. An id is data: it cannot leave its segment.

use super::{
    Error, Result,
    look::{Look, wrong},
    text::{concat, cut, one_of, quoted},
};

/// Characters that a path segment holds as they are (RFC 3986, 3.3: `pchar` without percent-encoding).
const SEGMENT: &[u8] = b"-._~!$&'()*+,;=:@";
/// Characters that a query value holds as they are: the unreserved ones (RFC 3986, 2.3).
const QUERY: &[u8] = b"-._~";

/// What an id has to be.
const AN_ID: &str = "an id such as \"env_…\" or \"work_…\": a text that is not empty and no dot segment";

/// A path below the base URL, and its query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// Adds what stands between two ids.
    pub(crate) fn then(&mut self, fixed: &str) {
        self.0.push_str(fixed);
    }

    /// Adds an id as one segment, percent-encoded. `field` names it in the error.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when the id is no text, empty, `.` or `..`, also spelled with `%2e`: URL parsers would drop the
    /// segment or its neighbour (WHATWG URL standard, single- and double-dot path segments).
    pub(crate) fn id(&mut self, field: &str, id: Option<&impl Look>) -> Result<()> {
        match id.and_then(Look::text) {
            Some(text) => self.id_text(field, &text),
            None => Err(wrong(field, id, AN_ID)),
        }
    }

    /// The same for a text.
    pub(crate) fn id_text(&mut self, field: &str, id: &str) -> Result<()> {
        if is_dots(id.as_bytes()) {
            return Err(Error::invalid(field, quoted(id), AN_ID));
        }
        encode(&mut self.0, id, SEGMENT);
        Ok(())
    }

    /// Adds a query parameter.
    pub(crate) fn query(&mut self, name: &str, value: &str) {
        self.0.push(if one_of(self.0.as_bytes(), b'?') { '&' } else { '?' });
        self.0.push_str(name);
        self.0.push('=');
        encode(&mut self.0, value, QUERY);
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether `text` is nothing, one dot or two, each perhaps spelled `%2e`; also before a semicolon, behind which some servers see a
/// parameter of the segment and not the segment.
fn is_dots(mut text: &[u8]) -> bool {
    for _ in 0..3 {
        text = match text {
            [] | [b';', ..] => return true,
            [b'.', rest @ ..] | [b'%', b'2', b'e' | b'E', rest @ ..] => rest,
            _ => return false,
        };
    }
    false
}

fn encode(into: &mut String, text: &str, unescaped: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || one_of(unescaped, byte) {
            into.push(char::from(byte));
        } else {
            into.push('%');
            into.push(char::from(HEX[usize::from(byte >> 4)]));
            into.push(char::from(HEX[usize::from(byte & 0xf)]));
        }
    }
}

/// Where the API is: scheme, host, port and perhaps a path in front of `/v1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl Default for BaseUrl {
    fn default() -> Self {
        BaseUrl("https://api.anthropic.com".into())
    }
}

impl BaseUrl {
    /// Takes an absolute URL; slashes at its end do not count.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when it is not `http` or `https` with a host; when it holds a user name, a query, a fragment,
    /// white space or a backslash; or when it is plain `http` to a host that is not this machine and `allow_insecure` is not
    /// set: a credential would cross the network readable.
    pub fn parse(url: &str, allow_insecure: bool) -> Result<Self> {
        // Without what may be a secret: a password, a proxy's path.
        let shown = || split_scheme(url).map_or_else(|| quoted(url), |_| quoted(&origin(url)));
        let refuse = |expected: &str| Err(Error::invalid("baseURL", shown(), expected));
        let whole = "an absolute http or https URL such as \"https://api.anthropic.com\", without user name, query or fragment";
        let Some((scheme, rest)) = split_scheme(url) else { return refuse(whole) };
        let secure = scheme.eq_ignore_ascii_case("https");
        if !(secure || scheme.eq_ignore_ascii_case("http")) {
            return refuse(whole);
        }
        let (authority, _) = cut(rest, b'/');
        let is_wrong = |byte| byte <= b' ' || one_of(b"\x7f?#\\", byte);
        if host(authority).is_empty() || one_of(authority.as_bytes(), b'@') || rest.bytes().any(is_wrong) {
            return refuse(whole);
        }
        if !secure && !allow_insecure && !is_loopback(host(authority)) {
            return refuse(
                "https: plain http carries the credential readable for everybody on the way; loopback addresses are free, others need `allowInsecureBaseURL: true`",
            );
        }
        let slashes = url.bytes().rev().take_while(|&byte| byte == b'/').count();
        Ok(BaseUrl(url.get(..url.len() - slashes).unwrap_or_default().into()))
    }

    /// One that has been taken apart already, by a runtime that knows URLs: `js/client-options.js` has the same rules.
    #[cfg(all(target_arch = "wasm32", feature = "calls"))]
    pub(crate) fn checked(url: String) -> Self {
        BaseUrl(url)
    }

    /// The whole URL of a path.
    pub(crate) fn join(&self, path: &Path) -> String {
        concat(&[&self.0, &path.0])
    }

    /// The URL as text, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The part of a URL that may be shown: no path, no query.
pub(super) fn origin(url: &str) -> String {
    match split_scheme(url) {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            let mut authority = rest;
            for sign in *b"/\\?#" {
                authority = cut(authority, sign).0;
            }
            while let (_, Some(host)) = cut(authority, b'@') {
                authority = host;
            }
            concat(&[scheme, "://", authority])
        }
        _ => "another path".into(),
    }
}

/// `scheme` and what follows `://`.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = cut(url, b':');
    Some((scheme, rest?.strip_prefix("//")?))
}

/// The host of `host:port`, or of `[v6]:port`.
fn host(authority: &str) -> &str {
    match authority.strip_prefix("[") {
        Some(v6) => cut(v6, b']').0,
        None => cut(authority, b':').0,
    }
}

/// Whether `host` is this machine (RFC 6761, 6.3 for `localhost`; RFC 1122, 3.2.1.3; RFC 4291, 2.5.3).
fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost") || host == "::1" || host.starts_with("127.") && is_v4(&host)
}

/// Whether `host` is four numbers from 0 to 255, of at most three digits each.
fn is_v4(mut host: &str) -> bool {
    for dots_left in (0..4).rev() {
        let (part, rest) = cut(host, b'.');
        let value = || part.bytes().fold(0, |sum, digit| 10 * sum + u32::from(digit - b'0'));
        let is_octet = matches!(part.len(), 1..=3) && part.bytes().all(|digit| digit.is_ascii_digit()) && value() < 256;
        if !is_octet || rest.is_some() != (dots_left > 0) {
            return false;
        }
        host = rest.unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::look::Plain;

    #[test]
    fn an_id_stays_in_its_segment() {
        let rows = [
            ("env_01", "env_01"),
            ("w/1", "w%2F1"),
            ("../../x", "..%2F..%2Fx"),
            ("a?b#c d%", "a%3Fb%23c%20d%25"),
            ("a:b@c", "a:b@c"),
            ("é", "%C3%A9"),
            ("...", "..."),
            ("a\nb\\c", "a%0Ab%5Cc"),
            ("__proto__", "__proto__"),
        ];
        for (id, segment) in rows {
            let mut path = Path::default();
            path.id("id", Some(&Plain::from(id))).unwrap();
            assert_eq!(path.as_str(), segment);
        }
    }

    #[test]
    fn dot_segments_and_empty_ids_are_refused() {
        for id in ["", ".", "..", "%2e", "%2E", ".%2e", "%2e.", "%2E%2e", ";x", "..;x", ".;"] {
            let error = Path::default().id("work_id", Some(&Plain::from(id))).unwrap_err();
            assert!(matches!(*error, Error::InvalidInput { ref field, .. } if field == "work_id"), "{id}");
        }
        for id in [None, Some(&Plain::Number(5)), Some(&Plain::List(vec![]))] {
            assert!(Path::default().id("work_id", id).is_err(), "{id:?}");
        }
    }

    #[test]
    fn queries_are_encoded() {
        let mut path = Path::default();
        path.then("/v1");
        path.query("limit", "5");
        path.query("page", "a=b&c d+é");
        assert_eq!(path.as_str(), "/v1?limit=5&page=a%3Db%26c%20d%2B%C3%A9");
    }

    #[test]
    fn base_urls() {
        let good = [
            "https://api.example.com",
            "https://[2001:db8::1]:8443/a/b",
            "http://localhost:8787",
            "http://127.0.0.1",
            "http://[::1]:1",
            "HTTP://LOCALHOST",
            "http://a.localhost/x",
            "https://api.example.com/@team/a@b",
        ];
        for url in good {
            assert_eq!(BaseUrl::parse(&concat(&[url, "//"]), false).unwrap().as_str(), url);
        }
        let bad = [
            "",
            "api.example.com",
            "/api",
            "ftp://x",
            "https://",
            "https:///x",
            "https://a b",
            "https://u@h",
            "https://u:p@h",
            "https://h?q",
            "https://h/#f",
            "http://localhost\\@evil.com",
            "javascript://x",
        ];
        for url in bad {
            assert!(matches!(&*BaseUrl::parse(url, true).unwrap_err(), Error::InvalidInput { field, .. } if field == "baseURL"), "{url}");
        }
        let plain = [
            "http://example.com",
            "http://127.0.0.1.example.com",
            "http://127.0.0",
            "http://127.0.0.256",
            "http://127.0.0.99999999999999999999", // Found by fuzzing: the sum overflowed.
            "http://localhost.example.com",
            "http://[::2]",
            "http://192.168.0.1",
        ];
        for url in plain {
            assert!(BaseUrl::parse(url, false).is_err(), "{url}");
            assert!(BaseUrl::parse(url, true).is_ok(), "{url}");
        }
    }

    #[test]
    fn paths_join() {
        let path = Path("/v1/environments".into());
        assert_eq!(BaseUrl::default().join(&path), "https://api.anthropic.com/v1/environments");
        assert_eq!(BaseUrl::parse("https://h/api/", false).unwrap().join(&path), "https://h/api/v1/environments");
    }
}
