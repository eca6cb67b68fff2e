//! Moments, as the API writes them.

use std::fmt;
use time::OffsetDateTime;

const MICROS_PER_MS: u64 = 1_000;
const MICROS_PER_SECOND: u64 = 1_000_000;

/// A moment in microseconds since 1970. Printed as RFC 3339 in UTC, always with six decimals, so that two moments which
/// differ never look equal and text order is time order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(u64);

impl Timestamp {
    /// The moment `ms` milliseconds after 1970.
    pub(crate) fn from_ms(ms: u64) -> Self {
        Timestamp(ms.saturating_mul(MICROS_PER_MS))
    }

    /// The moment `micros` microseconds after 1970.
    pub(crate) fn from_micros(micros: u64) -> Self {
        Timestamp(micros)
    }

    /// Microseconds since 1970.
    pub(crate) fn micros(self) -> u64 {
        self.0
    }

    /// This moment, or the first one after `previous` where this one is not later.
    pub(crate) fn after(self, previous: Option<Timestamp>) -> Self {
        previous.map_or(self, |Timestamp(micros)| Timestamp(self.0.max(micros.saturating_add(1))))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = i64::try_from(self.0 / MICROS_PER_SECOND).unwrap_or(i64::MAX);
        // Past the year 9999, where RFC 3339 ends, every moment is 1970.
        let moment = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (year, month, day) = moment.to_calendar_date();
        let (hour, minute, second) = moment.to_hms();
        let micros = self.0 % MICROS_PER_SECOND;
        write!(f, "{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z", u8::from(month))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_six_decimals() {
        assert_eq!(Timestamp::from_ms(0).to_string(), "1970-01-01T00:00:00.000000Z");
        assert_eq!(Timestamp::from_ms(1_773_568_800_123).to_string(), "2026-03-15T10:00:00.123000Z");
        assert_eq!(Timestamp::from_ms(253_402_300_799_999).to_string(), "9999-12-31T23:59:59.999000Z");
    }

    #[test]
    fn a_moment_that_is_not_later_becomes_the_next_one() {
        let now = Timestamp::from_ms(5);
        assert_eq!(now.after(None), now);
        assert_eq!(now.after(Some(Timestamp::from_ms(4))), now);
        assert_eq!(now.after(Some(now)).to_string(), "1970-01-01T00:00:00.005001Z");
        assert_eq!(now.after(Some(Timestamp::from_ms(6))).to_string(), "1970-01-01T00:00:00.006001Z");
    }
}
