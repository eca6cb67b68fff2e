//! Tests that run as WebAssembly: the JS suite (`tests/suite`), and the typed client on JavaScript's network.
//!
//! They talk to the test server, whose address has to be in `LEASEHOLD_TEST_SERVER` when they are compiled and when they run. It serves
//! the emulator of `dist/`, so the package has to be built.
//!
//! ```sh
//! node tests/server/main.mjs --port 8790 &
//! export LEASEHOLD_TEST_SERVER=http://127.0.0.1:8790
//! wasm-pack test --node
//! wasm-pack test --headless --chrome
//! wasm-pack test --headless --firefox
//! ```
//!
//! `webdriver.json` starts Chromium with the test server for a proxy. Without it the page hangs in about every second run: the server
//! that wasm-bindgen's test runner has for the page (tiny_http 0.12) forgets connections when a browser opens more than four at once,
//! which it does for the modules that Rust imports from `js/`. Firefox can be told to open no more than that, and is.

mod classes;
mod context;
mod servers;
mod suite;
mod typed;

/// The address of the test server.
pub(crate) fn server() -> &'static str {
    match option_env!("LEASEHOLD_TEST_SERVER") {
        Some(server) => server,
        None => panic!("LEASEHOLD_TEST_SERVER is not set: start `node tests/server/main.mjs`, it prints it"),
    }
}
