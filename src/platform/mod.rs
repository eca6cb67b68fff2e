//! The traits of [`api`](crate::api), put on JavaScript: any runtime with fetch and timers.

mod abort;
mod body;
mod cause;
mod clock;
mod fetch;

pub use abort::Aborted;
pub use body::JsBody;
pub use cause::JsCause;
pub use clock::{JsClock, Sleep};
pub use fetch::{FetchResponse, FetchTransport};
