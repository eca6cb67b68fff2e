//! Leases in a JS runtime.

use super::{function::function, task, wait::Wait};
use crate::{api::LocalFuture, lease::Host};
use js_sys::Function;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/timers.js")]
extern "C" {
    fn turn(ring: &Function, number: u32);

    #[wasm_bindgen(js_name = whenAwake)]
    fn when_awake(handler: &Function) -> Function;
}

/// The event loop, and the page's lifecycle (HTML standard, page visibility; Page Lifecycle, `resume`).
#[derive(Default)]
pub struct JsHost {
    wakes: RefCell<Option<Rc<dyn Fn()>>>,
    /// What takes the listeners off.
    listening: RefCell<Option<Function>>,
}

impl JsHost {
    /// Calls `wakes` whenever the page may have woken up, while a lease is held and no longer.
    pub fn when_awake(&self, wakes: Rc<dyn Fn()>) {
        *self.wakes.borrow_mut() = Some(wakes);
    }
}

impl std::fmt::Debug for JsHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JsHost").finish_non_exhaustive()
    }
}

impl Host for JsHost {
    fn spawn(&self, task: LocalFuture<'static, ()>) {
        task::spawn(JsValue::TRUE, task);
    }

    fn turn(&self) -> LocalFuture<'static, ()> {
        let (wait, ()) = Wait::on(turn);
        Box::pin(async move {
            // It cannot fail: it is rung as no error.
            let _ = wait.await;
        })
    }

    fn holds(&self, any: bool) {
        let wakes = any.then(|| self.wakes.borrow().clone()).flatten();
        let listening = wakes.map(|wakes| {
            when_awake(&function(Box::new(move |event| {
                wakes();
                event
            })))
        });
        let before = std::mem::replace(&mut *self.listening.borrow_mut(), listening);
        if let Some(before) = before {
            // It cannot fail: it only takes listeners off.
            let _ = before.call0(&JsValue::UNDEFINED);
        }
    }
}
