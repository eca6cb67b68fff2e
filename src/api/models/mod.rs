//! The API's data, both directions.
//!
//! What the server sends may come from a newer server: fields nobody knows yet are kept in each model's `extra` and written
//! back unchanged, and every enumeration holds any other string.

mod beta;
mod environment;
mod patch;
mod work;

pub use beta::Beta;
pub use environment::{
    CloudConfig, CloudConfigParams, Environment, EnvironmentConfig, EnvironmentConfigParams, EnvironmentCreate, EnvironmentDeleted,
    EnvironmentUpdate, LimitedNetwork, LimitedNetworkParams, Networking, NetworkingParams, Packages, PackagesParams, Scope,
};
pub use patch::Patch;
pub use work::{
    HealthCheckWorkData, Heartbeat, Secret, SessionWorkData, WorkData, WorkItem, WorkLeaseState, WorkQueueStats, WorkSecret, WorkState,
    WorkStop, WorkUpdate,
};

/// Fields of a JSON object that this version does not know, kept as they came.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// User-given key-value pairs, in the order of their keys.
pub type Metadata = std::collections::BTreeMap<String, String>;
