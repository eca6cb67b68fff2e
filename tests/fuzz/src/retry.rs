//! What a server says about trying again, in any words.

use arbitrary::{Arbitrary, Unstructured};
use leasehold::{
    api::{
        Clock, MAX_DELAY_MS,
        retry::{RetryAdvice, backoff_ms},
    },
    emulator::VirtualClock,
};

#[derive(Arbitrary, Debug)]
struct Said {
    after_ms: Option<String>,
    after: Option<String>,
    should_retry: Option<String>,
    status: u16,
    now_ms: u64,
    retry: u32,
    random: f64,
}

/// Three headers, a status and a time.
pub fn target(data: &[u8]) {
    let Ok(said) = Said::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let clock = VirtualClock::new(said.now_ms, 0);
    let advice =
        RetryAdvice { after_ms: said.after_ms.as_deref(), after: said.after.as_deref(), should_retry: said.should_retry.as_deref() };

    let delay_ms = advice.delay_ms(&clock);
    assert!(delay_ms.is_none_or(|delay_ms| (1..=MAX_DELAY_MS).contains(&delay_ms)), "{delay_ms:?}");
    let within = |ms: u64| Some(ms).filter(|ms| (1..=MAX_DELAY_MS).contains(ms));
    if let Some(millis) = said.after_ms.as_deref().and_then(thousandths) {
        assert_eq!(delay_ms, within(millis / 1_000), "milliseconds");
    } else if let Some(millis) = said.after.as_deref().and_then(thousandths) {
        assert_eq!(delay_ms, within(millis), "seconds");
    } else {
        let date_ms = said.after.as_deref().and_then(|text| clock.parse_http_date(text.trim_ascii()));
        assert_eq!(delay_ms, date_ms.and_then(|date_ms| within(date_ms.saturating_sub(said.now_ms))), "a date, or nothing");
    }

    let by_status = matches!(said.status, 408 | 409 | 429 | 500..);
    let expected = match said.should_retry.as_deref() {
        Some("true") => true,
        Some("false") => false,
        _ => by_status,
    };
    assert_eq!(advice.is_retryable(said.status), expected);
    assert!((375..=8_000).contains(&backoff_ms(said.retry, said.random)));
}

/// The number that a header is, times 1000. One too large for 64 bits counts as none.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.trim_ascii().split_once('.').unwrap_or((text.trim_ascii(), ""));
    if whole.is_empty() || ![whole, fraction].iter().all(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let number = [whole.trim_start_matches('0'), &digits].concat();
    if number.len() > 30 { None } else { u64::try_from(number.parse::<u128>().ok()?).ok() }
}
