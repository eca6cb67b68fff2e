//! Host tests of the emulator (`src/emulator`): requests in, answers out, on a clock that nobody waits for.

#![cfg(all(feature = "emulator", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that finds something wrong stops there")]

mod emulator {
    mod config;
    mod credentials;
    mod environments;
    mod faults;
    mod journal;
    mod lease;
    mod metadata;
    mod pages;
    mod properties;
    mod queue;
    mod requests;
    mod settings;
    mod shapes;
    mod state;
    mod support;
    mod transport;
    mod virtual_clock;
    mod waits;
}
