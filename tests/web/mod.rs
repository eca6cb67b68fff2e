//! Tests that run as WebAssembly, over the test server: `node tests/server/main.mjs`, whose address is in `LEASEHOLD_TEST_SERVER`
//! when this is compiled.

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
