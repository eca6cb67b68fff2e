//! Paths, query strings and the base URL. An id is data: it cannot leave its segment.

use super::{
    Error,
    text::{concat, number, quoted},
};

/// Characters that a path segment holds as they are (RFC 3986, 3.3: `pchar` without percent-encoding).
const SEGMENT: &[u8] = b"-._~!$&'()*+,;=:@";
/// Characters that a query value holds as they are: the unreserved ones (RFC 3986, 2.3).
const QUERY: &[u8] = b"-._~";

/// A path below the base URL, and its query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// `/v1/environments`, which every path starts with.
    pub(crate) fn environments() -> Self {
        Path("/v1/environments".into())
    }

    /// Adds a fixed segment.
    pub(crate) fn then(mut self, segment: &str) -> Self {
        self.0.push('/');
        self.0.push_str(segment);
        self
    }

    /// Adds an id as one segment, percent-encoded. `field` names it in the error.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when the id is empty, `.` or `..`, also spelled with `%2e`: URL parsers would drop the segment
    /// or its neighbour (WHATWG URL standard, single- and double-dot path segments).
    pub(crate) fn id(mut self, field: &str, id: &str) -> Result<Self, Error> {
        let dots = id.to_ascii_lowercase().replace("%2e", ".");
        if id.is_empty() || dots == "." || dots == ".." {
            return Err(Error::invalid(
                field,
                quoted(id),
                "the id of something, such as \"env_…\" or \"work_…\", not empty and no dot segment",
            ));
        }
        self.0.push('/');
        encode(&mut self.0, id, SEGMENT);
        Ok(self)
    }

    /// Adds a query parameter.
    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        self.0.push_str(name);
        self.0.push('=');
        encode(&mut self.0, value, QUERY);
        self
    }

    /// Adds a query parameter, if it has a value.
    pub(crate) fn query_number(self, name: &str, value: Option<u64>) -> Self {
        match value {
            Some(value) => self.query(name, &number(value)),
            None => self,
        }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn encode(into: &mut String, text: &str, unescaped: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || unescaped.contains(&byte) {
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
    pub fn parse(url: &str, allow_insecure: bool) -> Result<Self, Error> {
        let wrong = |expected: &str| Err(Error::invalid("baseURL", quoted(url), expected));
        let whole = "an absolute http or https URL such as \"https://api.anthropic.com\", without user name, query or fragment";
        let Some((scheme, rest)) = url.split_once("://") else { return wrong(whole) };
        let secure = scheme.eq_ignore_ascii_case("https");
        if !(secure || scheme.eq_ignore_ascii_case("http")) {
            return wrong(whole);
        }
        let authority = rest.split('/').next().unwrap_or_default();
        if host(authority).is_empty() || rest.contains(|c: char| c.is_whitespace() || c.is_control() || "@?#\\".contains(c)) {
            return wrong(whole);
        }
        if !secure && !allow_insecure && !is_loopback(host(authority)) {
            return wrong(
                "https: plain http carries the credential readable for everybody on the way; loopback addresses are free, others need `allowInsecureBaseURL: true`",
            );
        }
        Ok(BaseUrl(url.trim_end_matches('/').into()))
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

/// The host of `host:port`, or of `[v6]:port`.
fn host(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

/// Whether `host` is this machine (RFC 6761, 6.3 for `localhost`; RFC 1122, 3.2.1.3; RFC 4291, 2.5.3).
fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let v4 = |text: &str| {
        let mut parts = text.split('.').map(|part| part.parse::<u8>().ok());
        parts.next() == Some(Some(127)) && parts.clone().count() == 3 && parts.all(|part| part.is_some())
    };
    host == "localhost" || host.ends_with(".localhost") || host == "::1" || v4(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(Path::environments().id("id", id).unwrap().as_str(), concat(&["/v1/environments/", segment]));
        }
    }

    #[test]
    fn dot_segments_and_empty_ids_are_refused() {
        for id in ["", ".", "..", "%2e", "%2E", ".%2e", "%2e.", "%2E%2e"] {
            let error = Path::environments().id("work_id", id).unwrap_err();
            assert!(matches!(error, Error::InvalidInput { ref field, .. } if field == "work_id"), "{id}");
        }
    }

    #[test]
    fn queries_are_encoded() {
        let path = Path::environments().query_number("limit", Some(5)).query_number("block_ms", None).query("page", "a=b&c d+é");
        assert_eq!(path.as_str(), "/v1/environments?limit=5&page=a%3Db%26c%20d%2B%C3%A9");
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
            assert!(matches!(BaseUrl::parse(url, true), Err(Error::InvalidInput { ref field, .. }) if field == "baseURL"), "{url}");
        }
        let plain = [
            "http://example.com",
            "http://127.0.0.1.example.com",
            "http://127.0.0",
            "http://127.0.0.256",
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
        assert_eq!(BaseUrl::default().join(&Path::environments().then("x")), "https://api.anthropic.com/v1/environments/x");
        assert_eq!(BaseUrl::parse("https://h/api/", false).unwrap().join(&Path::environments()), "https://h/api/v1/environments");
    }
}
