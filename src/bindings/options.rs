//! Options from JavaScript, as `js/options.js` reads them: a list, for places cost less to ask for than names.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/options.js")]
extern "C" {
    /// Called by JavaScript only. A file of `js/` that Rust does not name is not brought along by wasm-bindgen.
    #[allow(dead_code)]
    fn read();
}

/// Options, checked, each at its place, with what holds where they are left out.
pub(super) struct Options(pub(super) Array);

impl Options {
    /// What JavaScript read: a list, or an error.
    pub(super) fn of(read: JsValue) -> Result<Self, JsValue> {
        read.dyn_into().map(Options)
    }

    pub(super) fn get(&self, place: u32) -> JsValue {
        self.0.get(place)
    }

    /// A list that stands among them.
    pub(super) fn list(&self, place: u32) -> Self {
        Options(self.get(place).unchecked_into())
    }

    pub(super) fn text(&self, place: u32) -> Option<String> {
        self.get(place).as_string()
    }

    pub(super) fn number(&self, place: u32) -> Option<u64> {
        self.get(place).as_f64().map(|number| number as u64)
    }

    /// A number of things; one that is larger than that is the largest.
    pub(super) fn count(&self, place: u32) -> Option<u32> {
        self.get(place).as_f64().map(|number| number as u32)
    }

    pub(super) fn flag(&self, place: u32) -> bool {
        self.get(place).is_truthy()
    }
}
