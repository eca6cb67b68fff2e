//! The headers of an answer.

use super::headers::{add, find, first};
use std::{fmt, iter};

/// An answer's headers, in their order; a name may stand there more than once. A transport collects them from names and values.
///
/// They are one text, a line for each, because that is how they come from JavaScript and go back to it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AnswerHeaders(String);

impl AnswerHeaders {
    /// Out of lines: `name:value`.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "it is how headers come from JavaScript"))]
    pub(crate) fn of_lines(lines: String) -> Self {
        AnswerHeaders(lines)
    }

    /// A line for each.
    #[cfg_attr(not(all(target_arch = "wasm32", feature = "calls")), allow(dead_code, reason = "it is how headers cross into JavaScript"))]
    pub(crate) fn lines(&self) -> &str {
        &self.0
    }

    /// Each header's name and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut left = self.0.as_str();
        iter::from_fn(move || {
            let (name, value, rest) = first(left)?;
            left = rest;
            Some((name, value.unwrap_or_default()))
        })
    }

    /// One header's value, whatever the name's case; the last where there are several.
    pub fn get(&self, name: &str) -> Option<&str> {
        find(&self.0, name)?
    }
}

impl<N: AsRef<str>, V: AsRef<str>> FromIterator<(N, V)> for AnswerHeaders {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        let mut lines = String::new();
        headers.into_iter().for_each(|(name, value)| add(&mut lines, name.as_ref(), Some(value.as_ref())));
        AnswerHeaders(lines)
    }
}

impl fmt::Debug for AnswerHeaders {
    /// Names only: values may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}
