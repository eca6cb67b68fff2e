//! The traits of [`api`](crate::api) and [`lease`](crate::lease), put on JavaScript: any runtime with fetch and timers.

mod abort;
mod body;
mod cause;
mod clock;
mod fetch;
mod function;
mod host;
pub mod panic;
pub mod task;
mod wait;

pub use abort::Aborted;
pub use body::JsBody;
pub use cause::JsCause;
pub use clock::{JsClock, Sleep};
pub use fetch::{FetchResponse, FetchTransport};
#[cfg(feature = "calls")]
pub(crate) use function::function;
pub use host::JsHost;
#[cfg(feature = "calls")]
pub(crate) use wait::Wait;
