//! The JS suite and the typed client, compiled to WebAssembly, on Node: `wasm-pack test --node`. What it needs: see `web/mod.rs`.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that finds something wrong stops there")]

mod web;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_node_experimental);

/// Where the suite is.
fn suite_url() -> String {
    let folder = env!("CARGO_MANIFEST_DIR").replace('\\', "/");
    format!("file:///{}/tests/suite/index.js", folder.trim_start_matches('/'))
}
