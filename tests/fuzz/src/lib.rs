//! What is fuzzed. A target takes bytes, makes of them what a target is about, and panics where a rule is broken; which bytes does not
//! matter, and none may panic for another reason.
//!
//! libFuzzer runs them (`fuzz.rs`, feature `libfuzzer`), and `cargo test` plays what is kept of its corpus (`tests/replay.rs`).

mod answers;
mod base_urls;
mod emulator;
mod emulator_options;
mod emulator_state;
mod headers;
mod json;
mod lease_machine;
mod models;
mod requests;
mod retry;
mod secrets;
mod timestamps;
mod wire;
mod world;

/// A target: it panics where a rule is broken.
pub type Target = fn(&[u8]);

/// Every target, by its name.
pub const TARGETS: [(&str, Target); 12] = [
    ("answers", answers::target),
    ("base_urls", base_urls::target),
    ("emulator", emulator::target),
    ("emulator_options", emulator_options::target),
    ("emulator_state", emulator_state::target),
    ("headers", headers::target),
    ("lease_machine", lease_machine::target),
    ("models", models::target),
    ("requests", requests::target),
    ("retry", retry::target),
    ("secrets", secrets::target),
    ("timestamps", timestamps::target),
];

/// The target of this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
}
