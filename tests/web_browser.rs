//! The JS suite and the typed client, compiled to WebAssembly, in a page: `wasm-pack test --headless --chrome`. What it needs: see
//! `web/mod.rs`.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that finds something wrong stops there")]

mod web;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Where the suite is.
fn suite_url() -> String {
    format!("{}/suite/index.js", web::server())
}
