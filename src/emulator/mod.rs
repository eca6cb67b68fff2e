//! The Environments API in the process: environments, the work queue, leases that run out, errors, in memory.
//!
//! [`Emulator`] is the API itself, a state machine without network and clock. [`EmulatorTransport`] runs it on a clock, as a client's
//! network; on wasm32 the JS class `Emulator` serves it as a fetch function. It shares nothing but the models with the client.
//!
//! ```
//! use leasehold::emulator::{Emulator, HttpRequest, Outcome, Settings};
//!
//! let mut emulator = Emulator::new(Settings::default());
//! let request = HttpRequest::new("POST", "/v1/environments")
//!     .with_header("x-api-key", &emulator.settings().api_key)
//!     .with_header("anthropic-version", "2023-06-01")
//!     .with_body(r#"{"name": "my machines", "config": {"type": "self_hosted"}}"#);
//! let Outcome::Done(response) = emulator.handle(&request, 0) else { unreachable!("only a poll waits") };
//! assert_eq!(response.status, 200);
//! ```

mod body;
mod config;
mod credentials;
mod cursor;
mod envelope;
mod environments;
mod errors;
mod faults;
mod host;
mod http;
mod id;
mod item;
mod journal;
#[cfg(target_arch = "wasm32")]
mod js;
mod metadata;
mod new_work;
mod operations;
mod query;
mod queue;
mod router;
mod schedule;
mod server;
mod settings;
mod state;
mod table;
mod timestamp;
mod traffic;
mod transport;
mod validate;
mod virtual_clock;
mod visit;
mod waiters;
mod workers;

pub use faults::{FaultEffect, FaultPlan, FaultRule, InjectedStatus, When};
pub use http::{Answer, HttpRequest, HttpResponse};
pub use journal::{Change, Fate, JournalEntry, JournalEvent, JournalFilter, RequestRecord};
pub use new_work::{NewWork, Task};
pub use router::Endpoint;
pub use server::{Emulator, Outcome};
pub use settings::{Credentials, EmptyPoll, Settings, StopAnswer};
pub use traffic::Ticket;
pub use transport::{EmulatorResponse, EmulatorTransport};
pub use validate::Invalid;
pub use virtual_clock::{VirtualClock, VirtualSleep};
