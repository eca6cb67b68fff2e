//! The lease: every transition of its state machine, and many of them at once against the emulator.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that finds something wrong stops there")]

mod lease {
    #[cfg(feature = "emulator")]
    mod from_rust;
    #[cfg(feature = "emulator")]
    mod handle_item;
    #[cfg(feature = "emulator")]
    mod heartbeats;
    #[cfg(feature = "emulator")]
    #[allow(clippy::module_inception)] // As in src: the noun is the lease.
    mod lease;
    mod machine;
    #[cfg(feature = "emulator")]
    mod poller;
    #[cfg(feature = "emulator")]
    mod simulation;
    #[cfg(feature = "emulator")]
    mod support;
    #[cfg(feature = "emulator")]
    mod worker;
}
