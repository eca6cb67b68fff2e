//! A client for the self-hosted Environments API: it claims work, holds the lease on it with heartbeats, and gives it back.
//!
//! Data flows one way, `bindings → platform → lease → api`:
//!
//! - [`api`] is the protocol: models, requests, errors, retries, paths, pages. Pure Rust; time, chance and the network are
//!   arguments ([`api::Clock`], [`api::Transport`]).
//! - [`lease`] is behaviour over the protocol: how long work that is claimed is really held. Pure Rust too.
//! - `platform` puts those traits on JavaScript: fetch, timers, clocks, abort signals.
//! - `bindings` are the JS classes `Client`, `Environments` and `Work`, and the only place where JS values are converted. The feature
//!   `calls` has those that make calls, `leases` on top those that hold leases.
//! - `emulator` (a cargo feature) is the API itself, in the process.
//!
//! A program in Rust has no use for `bindings`, and turns `leases`, the only default feature, off: `default-features = false`. In a
//! browser it finds network, clock and host in `platform`. Natively it brings its own, which is some hundred lines over any HTTP client
//! and any executor: `examples/rust` in the repository has them for reqwest and tokio. Nothing here is `Send`; clients, leases and workers
//! live on one thread.

pub mod api;
#[cfg(feature = "emulator")]
pub mod emulator;
pub mod lease;
#[cfg(target_arch = "wasm32")]
pub mod platform;

#[doc(hidden)] // Public for the tests, which run the JS suite on the class.
#[cfg(all(target_arch = "wasm32", feature = "calls"))]
pub mod bindings;

#[cfg(all(target_arch = "wasm32", feature = "small-allocator"))]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

// The page's Rust is a test, too.
#[cfg(all(doctest, feature = "emulator"))]
#[doc = include_str!("../docs/emulator.md")]
mod emulator_page {}
