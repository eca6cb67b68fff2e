//! Leases in a JS runtime.

use super::panic;
use crate::{api::LocalFuture, lease::Host};
use js_sys::{Function, Promise};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/js/timers.js")]
extern "C" {
    fn turn(handler: &Function);

    #[wasm_bindgen(js_name = whenAwake)]
    fn when_awake(handler: &Function) -> Function;
}

/// The event loop, and the page's lifecycle (HTML standard, page visibility; Page Lifecycle, `resume`).
#[derive(Default)]
pub struct JsHost {
    wakes: RefCell<Option<Rc<dyn Fn()>>>,
    listening: RefCell<Option<Listening>>,
}

/// Listeners, and how to take them off.
struct Listening {
    end: Function,
    _handler: Closure<dyn FnMut()>,
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
        panic::spawn(JsValue::TRUE, task);
    }

    fn turn(&self) -> LocalFuture<'static, ()> {
        let promise = Promise::new(&mut |resolve, _| turn(&resolve));
        Box::pin(async move {
            // It cannot fail: nobody rejects it.
            let _ = JsFuture::from(promise).await;
        })
    }

    fn holds(&self, any: bool) {
        let wakes = any.then(|| self.wakes.borrow().clone()).flatten();
        let listening = wakes.map(|wakes| {
            let handler = Closure::new(move || wakes());
            Listening { end: when_awake(handler.as_ref().unchecked_ref()), _handler: handler }
        });
        let before = std::mem::replace(&mut *self.listening.borrow_mut(), listening);
        if let Some(before) = before {
            // It cannot fail: it only takes listeners off.
            let _ = before.end.call0(&JsValue::UNDEFINED);
        }
    }
}
