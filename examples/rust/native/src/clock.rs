//! Time from tokio, chance from fastrand.

use leasehold::api::{Clock, MAX_DELAY_MS};
use std::{
    pin::Pin,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::time::{Instant, Sleep};

/// The clocks of this machine. Clones are the same clock.
#[derive(Clone, Copy, Debug)]
pub struct TokioClock {
    began: Instant,
}

impl TokioClock {
    /// A clock that begins now.
    pub fn new() -> Self {
        TokioClock { began: Instant::now() }
    }
}

impl Clock for TokioClock {
    /// In a box, because tokio's timers must not be moved and a [`Clock::Sleep`] may be.
    type Sleep = Pin<Box<Sleep>>;

    fn now_ms(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, whole_ms)
    }

    /// On most systems it stands still while the machine sleeps: a lease looks at both clocks, and so sees that.
    fn monotonic_ms(&self) -> u64 {
        whole_ms(self.began.elapsed())
    }

    fn sleep(&self, delay_ms: u64) -> Self::Sleep {
        Box::pin(tokio::time::sleep(Duration::from_millis(delay_ms.min(MAX_DELAY_MS))))
    }

    fn parse_http_date(&self, text: &str) -> Option<u64> {
        httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok().map(whole_ms)
    }

    fn random(&self) -> f64 {
        fastrand::f64()
    }
}

fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_never_rings_early() {
        let clock = TokioClock::new();
        for delay_ms in [0, 1, 7, 20] {
            let began_ms = clock.monotonic_ms();
            clock.sleep(delay_ms).await;
            assert!(clock.monotonic_ms() - began_ms >= delay_ms, "{delay_ms}");
        }
        // Longer than any timer: it is made, and rings when nobody is there any more.
        drop(clock.sleep(u64::MAX));
    }

    #[tokio::test]
    async fn it_reads_the_dates_of_http() {
        assert_eq!(TokioClock::new().parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777_000));
        assert_eq!(TokioClock::new().parse_http_date("tomorrow"), None);
    }
}
