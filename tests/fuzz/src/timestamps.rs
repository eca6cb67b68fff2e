//! Timestamps, against a library that reads them too.

use leasehold::{api::Clock, emulator::VirtualClock};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// What may stand behind the seconds, each way of saying so.
const ENDS: [&str; 5] = ["Z", ".987654321Z", "+05:30", "-11:45", ".5-00:30"];

/// Any text as a timestamp, and what it begins with, with other ends.
pub fn target(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    check(text);
    if let Some(start) = text.get(..19) {
        ENDS.iter().for_each(|end| check(&[start, end].concat()));
    }
}

fn check(text: &str) {
    let ours = VirtualClock::new(0, 0).parse_timestamp(text);
    // Theirs takes any sign between date and time.
    let is_separated = matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' '));
    assert!(ours.is_none() || is_separated, "{text}");
    let Some(theirs) = OffsetDateTime::parse(text, &Rfc3339).ok().filter(|_| is_separated) else { return };
    let theirs = u64::try_from(theirs.unix_timestamp_nanos() / 1_000_000).ok();
    match (ours, theirs) {
        // A leap second: theirs ends the second before, ours is the one after.
        (Some(ours), Some(theirs)) if text.get(17..19) == Some("60") => assert!(ours - theirs <= 1_000, "{text}"),
        _ => assert_eq!(ours, theirs, "{text}"),
    }
}
