//! Timestamps, against a library that reads them too.

use leasehold::{api::Clock, emulator::VirtualClock};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Any text as a timestamp.
pub fn target(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let ours = VirtualClock::new(0, 0).parse_timestamp(text);
    // Theirs takes any sign between date and time.
    let is_separated = matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' '));
    assert!(ours.is_none() || is_separated, "{text}");
    let Some(theirs) = OffsetDateTime::parse(text, &Rfc3339).ok().filter(|_| is_separated) else { return };
    let theirs = u64::try_from(theirs.unix_timestamp_nanos() / 1_000_000).ok();
    assert_eq!(ours, theirs, "{text}");
}
