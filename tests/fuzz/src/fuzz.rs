//! libFuzzer's program. `LEASEHOLD_FUZZ` names the target; the rest is its command line.

#![no_main]

use leasehold_fuzz::{Target, target};
use std::sync::LazyLock;

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("LEASEHOLD_FUZZ").unwrap_or_default();
    target(&name).unwrap_or_else(|| panic!("LEASEHOLD_FUZZ names no target: {name:?}"))
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| TARGET(data));
