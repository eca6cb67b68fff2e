//! The caller's logger, or the console.

use super::fields::{Fields, shown};
use crate::api::{Error, Log, LogLevel};
use js_sys::{Function, Reflect};
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
        let method = Reflect::get(&self.logger, &method(level).into()).ok().and_then(|method| method.dyn_into::<Function>().ok());
        if let Some(method) = method {
            // A logger that throws must not end a call.
            let _ = method.call1(&self.logger, &["leasehold: ", message].concat().into());
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
pub(super) fn log(fields: &Fields<'_>, from_env: Option<String>) -> Result<Option<Rc<dyn Log>>, Error> {
    let expected = "\"off\", \"error\", \"warn\", \"info\" or \"debug\"";
    let asked = fields.text("logLevel", expected)?;
    let level = match (asked.as_deref(), from_env.as_deref()) {
        (None, Some(from_env)) => level(from_env).unwrap_or(Some(LogLevel::Warn)),
        (None, None) => Some(LogLevel::Warn),
        (Some(text), _) => level(text).ok_or_else(|| Error::invalid("logLevel", shown(&text.into()), expected))?,
    };
    let Some(least) = level else { return Ok(None) };
    let given = fields.value("logger")?;
    let logger = if given.is_undefined() { Reflect::get(&js_sys::global(), &"console".into()).unwrap_or_default() } else { given };
    if !logger.is_object() {
        return Err(Error::invalid("logger", shown(&logger), "an object with the methods debug, info, warn and error"));
    }
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
