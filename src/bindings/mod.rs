//! The JS classes, and the only place where JS values are converted.
//!
//! Every method takes `&self`, clones what the call needs and starts it; no borrow lives across an `.await` or a call into
//! JavaScript, so a handler may call back into the same object at any time.

#![allow(missing_debug_implementations)] // The classes are for JavaScript, which does not see it.

mod call;
mod client;
mod client_options;
mod credential;
mod environments;
mod error;
mod headers;
mod logger;
mod options;
mod page;
mod promise;
mod work;

// What holds leases.
#[cfg(feature = "bindings")]
mod heartbeats;
#[cfg(feature = "bindings")]
mod lease;
#[cfg(feature = "bindings")]
mod lease_options;
#[cfg(feature = "bindings")]
mod poller;
#[cfg(feature = "bindings")]
mod worker;

pub use client::Client;

use wasm_bindgen::prelude::*;

/// The names that the signatures below use.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
import type { APIPromise } from './promise.js';
import type { PagePromise } from './page.js';
import type * as types from './types/index.js';
"#;
