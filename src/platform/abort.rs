//! The caller's `AbortSignal`, as a future.

use super::wait::Revocable;
use js_sys::Function;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/js/wait.js")]
extern "C" {
    #[wasm_bindgen(js_name = whenAborted)]
    fn when_aborted(signal: &AbortSignal, ring: &Function, number: u32);
}

/// Ends with the signal's `reason` once it is aborted. Dropping it takes the listener off, so that a signal that lives as long
/// as the program does not collect listeners.
#[must_use = "a listener that is dropped is taken off"]
#[derive(Debug)]
pub struct Aborted(Revocable);

impl Aborted {
    /// Listens to `signal`.
    pub fn new(signal: &AbortSignal) -> Self {
        Aborted(Revocable::on(|ring, number| when_aborted(signal, ring, number)))
    }
}

impl Future for Aborted {
    type Output = JsValue;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<JsValue> {
        Pin::new(&mut self.0).poll(context)
    }
}
