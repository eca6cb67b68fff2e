//! What goes wrong, and when: a plan, as data.

mod effect;
mod plan;
mod read;
mod state;

pub use effect::{FaultEffect, InjectedStatus};
pub use plan::{FaultPlan, FaultRule, When};
pub(crate) use state::{Faults, Injected};
