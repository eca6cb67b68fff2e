//! Host tests of the protocol (`src/api`), over a network that follows a script and a clock that nobody waits for.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that finds something wrong stops there")]

mod api {
    mod answers;
    mod calls;
    mod cancellation;
    mod credential_providers;
    mod credentials;
    mod endpoints;
    mod errors;
    mod headers;
    mod input;
    mod log;
    mod models;
    mod pages;
    mod retries;
    mod secrecy;
    mod support;
    mod time_limits;
    mod unknown_values;
}
