//! The JS classes, and the only place where JS values are converted.
//!
//! Every method takes `&self`, clones what the call needs and starts it; no borrow lives across an `.await` or a call into
//! JavaScript, so a handler may call back into the same object at any time.

#![allow(missing_debug_implementations)] // The classes are for JavaScript, which does not see it.

mod call;
mod client;
mod client_options;
mod credential;
mod environments;
mod error;
mod headers;
mod logger;
mod options;
mod page;
mod promise;
mod work;

// What holds leases.
#[cfg(feature = "leases")]
mod heartbeats;
#[cfg(feature = "leases")]
mod lease;
#[cfg(feature = "leases")]
mod lease_options;
#[cfg(feature = "leases")]
mod poller;
#[cfg(feature = "leases")]
mod worker;

pub use client::Client;

use wasm_bindgen::prelude::*;

/// The names that the signatures below use.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
import type { APIPromise } from './promise.js';
import type { PagePromise } from './page.js';
import type * as types from './types/index.js';
import * as errors from './errors.js';

/** The classes of errors, where the official SDK's users find them: `error instanceof Client.APIError`. */
export namespace Client {
    export import AnthropicError = errors.AnthropicError;
    export import LeaseholdError = errors.LeaseholdError;
    export import InvalidInputError = errors.InvalidInputError;
    export import APIError = errors.APIError;
    export import BadRequestError = errors.BadRequestError;
    export import AuthenticationError = errors.AuthenticationError;
    export import PaymentRequiredError = errors.PaymentRequiredError;
    export import PermissionDeniedError = errors.PermissionDeniedError;
    export import NotFoundError = errors.NotFoundError;
    export import RequestTimeoutError = errors.RequestTimeoutError;
    export import ConflictError = errors.ConflictError;
    export import PreconditionFailedError = errors.PreconditionFailedError;
    export import ContentTooLargeError = errors.ContentTooLargeError;
    export import UnprocessableEntityError = errors.UnprocessableEntityError;
    export import RateLimitError = errors.RateLimitError;
    export import RequestHeaderFieldsTooLargeError = errors.RequestHeaderFieldsTooLargeError;
    export import ClientClosedRequestError = errors.ClientClosedRequestError;
    export import InternalServerError = errors.InternalServerError;
    export import NotImplementedError = errors.NotImplementedError;
    export import ServiceUnavailableError = errors.ServiceUnavailableError;
    export import GatewayTimeoutError = errors.GatewayTimeoutError;
    export import OverloadedError = errors.OverloadedError;
    export import InvalidResponseError = errors.InvalidResponseError;
    export import APIConnectionError = errors.APIConnectionError;
    export import APIConnectionTimeoutError = errors.APIConnectionTimeoutError;
    export import APIUserAbortError = errors.APIUserAbortError;
}
"#;
