//! What is tried again, and when: arithmetic only.

use super::{
    AnswerHeaders,
    clock::{Clock, MAX_DELAY_MS},
    text::cut,
};

/// How often a call is tried again when nobody says otherwise.
pub const DEFAULT_MAX_RETRIES: u32 = 2;

const FIRST_DELAY_MS: u64 = 500;
const LONGEST_DELAY_MS: u64 = 8_000;
const JITTER: f64 = 0.25;

/// What the server says about trying again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetryAdvice<'a> {
    /// The `retry-after-ms` header: milliseconds.
    pub after_ms: Option<&'a str>,
    /// The `retry-after` header: seconds, or an HTTP date (RFC 9110, 10.2.3).
    pub after: Option<&'a str>,
    /// The `x-should-retry` header: `true` or `false`, which overrules the status.
    pub should_retry: Option<&'a str>,
}

impl<'a> RetryAdvice<'a> {
    /// What an answer's headers say.
    pub(crate) fn of(headers: &'a AnswerHeaders) -> Self {
        RetryAdvice {
            after_ms: headers.get("retry-after-ms"),
            after: headers.get("retry-after"),
            should_retry: headers.get("x-should-retry"),
        }
    }

    /// Whether an answer with this `status` is worth another try.
    pub fn is_retryable(&self, status: u16) -> bool {
        match self.should_retry {
            Some("true") => true,
            Some("false") => false,
            _ => is_retryable(status),
        }
    }

    /// How long to wait, where the server says it: more than nothing, at most [`MAX_DELAY_MS`].
    pub fn delay_ms(&self, clock: &impl Clock) -> Option<u64> {
        let asked = self.after_ms.and_then(|text| thousandths(text).map(|millis| millis / 1_000)).or_else(|| {
            let text = self.after?;
            thousandths(text).or_else(|| Some(clock.parse_http_date(text.trim_ascii())?.saturating_sub(clock.now_ms())))
        });
        asked.filter(|delay_ms| (1..=MAX_DELAY_MS).contains(delay_ms))
    }
}

/// Whether an answer with this `status` is worth another try, where the server does not say.
pub(crate) fn is_retryable(status: u16) -> bool {
    matches!(status, 408 | 409 | 429 | 500..)
}

/// The wait before retry number `retry` (0 is the first): 0.5 s · 2ⁿ, at most 8 s, less up to a quarter at random.
pub fn backoff_ms(retry: u32, random: f64) -> u64 {
    less(doubled_ms(FIRST_DELAY_MS, retry, LONGEST_DELAY_MS), JITTER, random)
}

/// `first_ms` doubled `times` times, up to `longest_ms`, which is no more than 65,536 times as long.
pub(crate) fn doubled_ms(first_ms: u64, times: u32, longest_ms: u64) -> u64 {
    (first_ms << times.min(16)).min(longest_ms)
}

/// `full_ms` less up to a `part` of it, by `random`, a number from 0 to 1.
pub(crate) fn less(full_ms: u64, part: f64, random: f64) -> u64 {
    full_ms - (full_ms as f64 * part * random.clamp(0.0, 1.0)) as u64
}

/// A decimal number times 1000; what follows the third digit after the point does not count. The standard library's parser of
/// floating-point numbers would do, and weigh ten kilobytes.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, fraction) = cut(text.trim_ascii(), b'.');
    if whole.is_empty() {
        return None;
    }
    let mut sum = 0;
    for byte in whole.bytes() {
        // So that the rest fits. A product that is checked is one of 128 bits.
        if sum >= u64::MAX / 10_000 {
            return None;
        }
        sum = sum * 10 + digit(byte)?;
    }
    let mut place = 1_000;
    sum *= place;
    for byte in fraction.unwrap_or_default().bytes() {
        place /= 10;
        sum += place * digit(byte)?;
    }
    Some(sum)
}

fn digit(byte: u8) -> Option<u64> {
    byte.is_ascii_digit().then(|| (byte - b'0').into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// It is always 1994-11-06T08:49:37Z, the date that RFC 9110 uses.
    #[derive(Clone)]
    struct Stopped;

    impl Clock for Stopped {
        type Sleep = std::future::Ready<()>;

        fn now_ms(&self) -> u64 {
            784_111_777_000
        }

        fn monotonic_ms(&self) -> u64 {
            0
        }

        fn sleep(&self, _: u64) -> Self::Sleep {
            std::future::ready(())
        }

        fn parse_http_date(&self, text: &str) -> Option<u64> {
            let date = httpdate::parse_http_date(text).ok()?;
            Some(date.duration_since(std::time::UNIX_EPOCH).ok()?.as_millis() as u64)
        }

        fn random(&self) -> f64 {
            0.0
        }
    }

    #[test]
    fn every_status_that_is_tried_again() {
        let plain = RetryAdvice::default();
        let retried: Vec<u16> = (100..600).filter(|&status| plain.is_retryable(status)).collect();
        let expected: Vec<u16> = [408, 409, 429].into_iter().chain(500..600).collect();
        assert_eq!(retried, expected);
    }

    #[test]
    fn the_server_overrules_the_status() {
        let said = |should_retry| RetryAdvice { should_retry: Some(should_retry), ..Default::default() };
        for (text, status, retried) in [("true", 400, true), ("false", 503, false), ("perhaps", 503, true), ("perhaps", 400, false)] {
            assert_eq!(said(text).is_retryable(status), retried, "{text} {status}");
        }
    }

    #[test]
    fn every_row_of_the_wait() {
        let rows: &[(Option<&str>, Option<&str>, Option<u64>)] = &[
            (None, None, None),
            (Some("1500"), None, Some(1_500)),
            (Some("1500.7"), Some("9"), Some(1_500)),
            (Some("soon"), Some("9"), Some(9_000)),
            (None, Some("0.25"), Some(250)),
            (None, Some(" 3 "), Some(3_000)),
            (None, Some("0"), None),
            (None, Some("-1"), None),
            (None, Some("1e3"), None),
            (None, Some("."), None),
            (None, Some("99999999999999999999999999"), None),
            (None, Some("2147483.647"), Some(MAX_DELAY_MS)),
            (None, Some("2147483.648"), None),
            (None, Some("Sun, 06 Nov 1994 08:49:47 GMT"), Some(10_000)),
            (None, Some("Sunday, 06-Nov-94 08:49:47 GMT"), Some(10_000)),
            (None, Some("Sun, 06 Nov 1994 08:49:27 GMT"), None),
            (None, Some("Fri, 31 Dec 9999 23:59:59 GMT"), None),
            (None, Some("tomorrow"), None),
        ];
        for &(after_ms, after, delay) in rows {
            let advice = RetryAdvice { after_ms, after, should_retry: None };
            assert_eq!(advice.delay_ms(&Stopped), delay, "{after_ms:?} {after:?}");
        }
    }

    #[test]
    fn backoff_doubles_up_to_eight_seconds_less_a_quarter() {
        let full: Vec<u64> = (0..7).map(|retry| backoff_ms(retry, 0.0)).collect();
        assert_eq!(full, [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
        assert_eq!(backoff_ms(0, 1.0), 375);
        assert_eq!(backoff_ms(u32::MAX, 1.0), 6_000);
        assert_eq!(backoff_ms(1, f64::NAN), 1_000);
    }
}
