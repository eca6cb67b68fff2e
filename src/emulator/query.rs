//! Reads query parameters.

use super::validate::{Invalid, describe};
use std::{collections::BTreeMap, ops::RangeInclusive};

/// A request's query. Parameters that an endpoint does not know are let be, as the official SDKs add some of their own; an
/// empty value counts as none, as that is how they write `null`.
#[derive(Debug)]
pub(crate) struct Query(BTreeMap<String, String>);

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes()).into_owned();
        Query(pairs.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The parameter, as it came.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A whole number within `range`.
    pub(crate) fn number(&self, name: &str, range: RangeInclusive<u64>) -> Result<Option<u64>, Invalid> {
        self.read(
            name,
            |text| text.parse().ok().filter(|number| range.contains(number)),
            || {
                let (from, to) = (range.start(), range.end());
                if *to == u64::MAX { format!("a whole number, {from} or more") } else { format!("a whole number from {from} to {to}") }
            },
        )
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, Invalid> {
        self.read(name, |text| text.parse().ok(), || "true or false".into())
    }

    fn read<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>, expected: impl Fn() -> String) -> Result<Option<T>, Invalid> {
        let Some(text) = self.text(name) else { return Ok(None) };
        parse(text).map(Some).ok_or_else(|| Invalid::new(name, describe(&text.into()), expected()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_and_bounded() {
        let query = Query::parse("beta=true&page=a%2Bb%3D&limit=20&block_ms=1000&flag=yes&empty=&fraction=1.5&sign=-1");
        assert_eq!(query.text("page"), Some("a+b="));
        assert_eq!(query.number("limit", 1..=1000), Ok(Some(20)));
        assert_eq!(query.number("empty", 1..=1000), Ok(None));
        assert_eq!(query.number("absent", 1..=1000), Ok(None));
        assert_eq!(query.boolean("beta"), Ok(Some(true)));
        let refused = |result: Result<Option<u64>, Invalid>| result.expect_err("a refusal").to_string();
        assert_eq!(refused(query.number("block_ms", 1..=999)), "block_ms: expected a whole number from 1 to 999, received \"1000\"");
        assert_eq!(refused(query.number("sign", 0..=u64::MAX)), "sign: expected a whole number, 0 or more, received \"-1\"");
        assert!(query.number("fraction", 0..=9).is_err() && query.boolean("flag").is_err());
        let long = Query::parse(&format!("limit={}", "9".repeat(1_000)));
        assert_eq!(refused(long.number("limit", 1..=9)), "limit: expected a whole number from 1 to 9, received a string of 1000 bytes");
    }
}
