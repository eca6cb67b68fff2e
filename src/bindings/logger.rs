//! The caller's logger, or the console.

use crate::api::{Log, LogLevel};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/logger.js")]
extern "C" {
    /// Writes a line. The level is its place in `LEVELS`.
    #[wasm_bindgen(js_name = log)]
    fn write(logger: &JsValue, level: u32, message: &str);
}

/// `logger` and `logLevel`.
struct JsLog {
    logger: JsValue,
    least: u32,
}

impl Log for JsLog {
    fn wants(&self, level: LogLevel) -> bool {
        level as u32 >= self.least
    }

    fn write(&self, level: LogLevel, message: &str) {
        write(&self.logger, level as u32, message);
    }
}

/// The log that a client's options ask for, from the level `least` on.
pub(super) fn log(logger: JsValue, least: Option<u32>) -> Option<Rc<dyn Log>> {
    Some(Rc::new(JsLog { logger, least: least? }))
}
