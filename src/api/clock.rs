//! Time and chance, as arguments.

use super::timestamp::parse_timestamp;
use std::future::Future;

/// The longest wait that JavaScript timers keep: longer ones fire at once (HTML standard, timer initialisation steps: the
/// timeout is a signed 32-bit number of milliseconds).
pub const MAX_DELAY_MS: u64 = (1 << 31) - 1;

/// Where the protocol gets time and chance from. On the host a virtual clock moves a day in milliseconds.
pub trait Clock: Clone + 'static {
    /// What [`Clock::sleep`] gives. Dropping it disarms it.
    type Sleep: Future<Output = ()> + Unpin + 'static;

    /// Wall time in milliseconds since 1970. It jumps when somebody sets the clock.
    fn now_ms(&self) -> u64;

    /// Milliseconds since some fixed point, never going back. It may stand still while the machine sleeps.
    fn monotonic_ms(&self) -> u64;

    /// Ends `delay_ms` from now, never earlier. A delay above [`MAX_DELAY_MS`] counts as that.
    fn sleep(&self, delay_ms: u64) -> Self::Sleep;

    /// Reads an HTTP date (RFC 9110, 5.6.7) as milliseconds since 1970. A runtime that can read dates saves its wasm the code.
    fn parse_http_date(&self, text: &str) -> Option<u64>;

    /// Reads a timestamp of the API (RFC 3339) as milliseconds since 1970.
    fn parse_timestamp(&self, text: &str) -> Option<u64> {
        parse_timestamp(text)
    }

    /// A number from 0 up to, and not, 1.
    fn random(&self) -> f64;
}
