//! The classes that the suite tests: the very ones that the client makes its objects of.

use js_sys::{JSON, Object, Reflect};
use leasehold::bindings::Client;
use wasm_bindgen::prelude::*;

macro_rules! classes {
    ($($function:ident = $path:literal: [$($class:ident,)*])*) => {
        $(
            fn $function(into: &Object) {
                #[wasm_bindgen(module = $path)]
                extern "C" {
                    $(
                        #[wasm_bindgen(thread_local_v2)]
                        #[allow(non_upper_case_globals)]
                        static $class: JsValue;
                    )*
                }
                $(set(into, stringify!($class), &$class.with(Clone::clone));)*
            }
        )*
    };
}

// The suite knows which error classes there are, and misses one that is left out.
classes! {
    errors = "/js/errors.js": [
        AnthropicError,
        APIConnectionError,
        APIConnectionTimeoutError,
        APIError,
        APIUserAbortError,
        AuthenticationError,
        BadRequestError,
        ClientClosedRequestError,
        ConflictError,
        ContentTooLargeError,
        GatewayTimeoutError,
        InternalServerError,
        InvalidInputError,
        InvalidResponseError,
        LeaseholdError,
        NotFoundError,
        NotImplementedError,
        OverloadedError,
        PaymentRequiredError,
        PermissionDeniedError,
        PreconditionFailedError,
        RateLimitError,
        RequestHeaderFieldsTooLargeError,
        RequestTimeoutError,
        ServiceUnavailableError,
        UnprocessableEntityError,
    ]
    lease_errors = "/js/lease-errors.js": [
        LeaseLostError,
        StopRequestedError,
    ]
    page = "/js/page.js": [
        Page,
    ]
    promises = "/js/promise.js": [
        APIPromise,
        PagePromise,
    ]
}

/// All of them, as the suite's `context` wants them.
pub(crate) fn all() -> Object {
    let [all, error_classes] = [Object::new(), Object::new()];
    errors(&error_classes);
    lease_errors(&error_classes);
    set(&all, "errors", &error_classes);
    page(&all);
    promises(&all);
    let client: JsValue = Client::new(&JSON::parse(r#"{"authToken": "token"}"#).unwrap()).unwrap().into();
    set(&all, "Client", &Reflect::get(&client, &"constructor".into()).unwrap());
    all
}

fn set(object: &Object, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).unwrap();
}
