//! Calls, watched for panics.

use super::promise::Answering;
use crate::platform::panic;
use std::future::Future;

/// Carries out a call in the background. A panic in it rejects its promise.
pub(super) fn spawn(promise: Answering, call: impl Future<Output = ()> + 'static) {
    panic::watch();
    panic::spawn(promise.into(), Box::pin(call));
}
