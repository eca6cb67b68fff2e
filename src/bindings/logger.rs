//! The caller's logger, or the console.

use super::runtime::global;
use crate::{
    api::{Log, LogLevel, Look, Result, look::optional, text::concat},
    platform::JsBody,
};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// `logger` and `logLevel`.
struct JsLog {
    logger: JsValue,
    least: LogLevel,
}

impl Log for JsLog {
    fn wants(&self, level: LogLevel) -> bool {
        level >= self.least
    }

    fn write(&self, level: LogLevel, message: &str) {
        if let Some(method) = JsBody(self.logger.clone()).field(method(level)).and_then(|method| method.function()) {
            // A logger that throws must not end a call.
            let _ = method.call1(&self.logger, &concat(&["leasehold: ", message]).into());
        }
    }
}

fn method(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    }
}

/// The log that a client's options ask for; `None` when it is off.
pub(super) fn log(options: &JsBody, from_env: Option<String>) -> Result<Option<Rc<dyn Log>>> {
    let read = |value: &JsBody| value.text().and_then(|text| level(&text));
    let asked = optional(options, "logLevel", read, "\"off\", \"error\", \"warn\", \"info\" or \"debug\"")?;
    let from_env = || from_env.as_deref().and_then(level);
    let Some(least) = asked.or_else(from_env).unwrap_or(Some(LogLevel::Warn)) else { return Ok(None) };
    let read = |value: &JsBody| value.0.is_object().then(|| value.0.clone());
    let given = optional(options, "logger", read, "an object with the methods debug, info, warn and error")?;
    let logger = given.unwrap_or_else(|| global(&["console"]));
    Ok(Some(Rc::new(JsLog { logger, least })))
}

/// `None`: no level at all; `Some(None)`: off.
fn level(text: &str) -> Option<Option<LogLevel>> {
    Some(match text {
        "off" => None,
        "error" => Some(LogLevel::Error),
        "warn" => Some(LogLevel::Warn),
        "info" => Some(LogLevel::Info),
        "debug" => Some(LogLevel::Debug),
        _ => return None,
    })
}
