//! A client for the self-hosted Environments API: it claims work, holds the lease on it with heartbeats, and gives it back.
//!
//! Data flows one way, `bindings → platform → lease → api`:
//!
//! - [`api`] is the protocol: models, requests, errors, retries, paths, pages. Pure Rust; time, chance and the network are
//!   arguments ([`api::Clock`], [`api::Transport`]).
//! - `platform` puts those traits on JavaScript: fetch, timers, clocks, abort signals.
//! - `bindings` are the JS classes `Client`, `Environments` and `Work`, and the only place where JS values are converted.
//! - `emulator` (a cargo feature) is the API itself, in the process.

pub mod api;
#[cfg(feature = "emulator")]
pub mod emulator;
#[cfg(target_arch = "wasm32")]
pub mod platform;

#[doc(hidden)] // Public for the tests, which run the JS suite on the class.
#[cfg(all(target_arch = "wasm32", feature = "bindings"))]
pub mod bindings;
