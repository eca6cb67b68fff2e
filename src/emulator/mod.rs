//! The Environments API in the process.
