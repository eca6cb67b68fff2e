//! The protocol, in pure Rust.

pub mod models;
