//! The API's timestamps: RFC 3339.

/// Milliseconds since 1970; what is finer is cut off. `None` where the text is no timestamp, or from before 1970.
pub(super) fn parse_timestamp(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let number = |at: usize, length: usize| {
        let digits = bytes.get(at..at + length)?;
        digits.iter().all(u8::is_ascii_digit).then(|| digits.iter().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0')))
    };
    let sign = |at: usize, signs: &[u8]| bytes.get(at).filter(|byte| signs.contains(byte)).copied();
    let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
    let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
    for (at, signs) in [(4, "-"), (7, "-"), (10, "Tt "), (13, ":"), (16, ":")] {
        sign(at, signs.as_bytes())?;
    }
    let is_date = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    if !is_date || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (mut at, mut millis) = (19, 0);
    if sign(at, b".").is_some() {
        let digits = bytes.get(20..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        millis = number(20, digits.clamp(1, 3))? * [1, 100, 10, 1].get(digits.min(3))?;
        at = 20 + digits;
    }
    let offset_minutes = match sign(at, b"Zz+-")? {
        b'Z' | b'z' => 0,
        ahead => {
            sign(at + 3, b":")?;
            let minutes = number(at + 1, 2)? * 60 + number(at + 4, 2)?;
            at += 5;
            if ahead == b'+' { minutes } else { -minutes }
        }
    };
    if at + 1 != bytes.len() {
        return None;
    }
    let minutes = (days_before(year, month, day) * 24 + hour) * 60 + minute - offset_minutes;
    u64::try_from((minutes * 60 + second) * 1_000 + millis).ok()
}

fn days_in(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from 1970-01-01 to that date, in the calendar that counts years from March, so that the leap day comes last.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let since_march = (153 * ((month + 9) % 12) + 2) / 5;
    year * 365 + year / 4 - year / 100 + year / 400 + since_march + day - 719_469
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{OffsetDateTime, format_description::well_known::Rfc3339};

    #[test]
    fn every_form_that_the_api_may_use() {
        let rows = [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-11-22T04:30:47Z", Some(1_795_321_847_000)),
            ("2026-11-22T04:30:47.5Z", Some(1_795_321_847_500)),
            ("2026-11-22T04:30:47.123456789Z", Some(1_795_321_847_123)),
            // Found by fuzzing: so many digits are no number of 64 bits.
            ("2026-11-22T04:30:47.1234567890123456789012345678901234567890Z", Some(1_795_321_847_123)),
            ("2026-11-22T05:30:47+01:00", Some(1_795_321_847_000)),
            ("2026-11-21t23:00:47-05:30", Some(1_795_321_847_000)),
            ("1969-12-31T23:59:59Z", None),
            ("2026-02-29T00:00:00Z", None),
            ("2026-13-01T00:00:00Z", None),
            ("2026-11-22T04:30:47", None),
            ("2026-11-22T04:30:47.Z", None),
            ("2026-11-22T04:30:47Zz", None),
            ("2026-11-22T24:30:47Z", None),
            ("2026-11-22", None),
            ("", None),
            ("NO_HEARTBEAT", None),
            ("２026-11-22T04:30:47Z", None),
        ];
        for (text, expected) in rows {
            assert_eq!(parse_timestamp(text), expected, "{text}");
        }
    }

    #[test]
    fn the_calendar_is_that_of_the_library() {
        for day in 0..60_000_u64 {
            let seconds = i64::try_from(day * 86_400 + day % 86_400).unwrap();
            let text = OffsetDateTime::from_unix_timestamp(seconds).unwrap().format(&Rfc3339).unwrap();
            assert_eq!(parse_timestamp(&text), Some(seconds as u64 * 1_000), "{text}");
        }
    }
}
