//! Environments: where work runs.

use super::{Extra, Metadata, Patch};
use crate::api::open_enum::open_enum;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An environment, in the cloud or self-hosted. Times are RFC 3339.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Environment {
    /// Identifier (`env_…`).
    pub id: String,
    /// When it was archived; `None` while it is not.
    #[serde(default)]
    pub archived_at: Option<String>,
    /// Where and with what work runs.
    pub config: EnvironmentConfig,
    /// When it was created.
    pub created_at: String,
    /// What people say it is for; `None` when unset.
    #[serde(default)]
    pub description: Option<String>,
    /// User-given key-value pairs.
    #[serde(default)]
    pub metadata: Metadata,
    /// Name for people.
    pub name: String,
    /// Always `environment`.
    #[serde(rename = "type")]
    pub object_type: String,
    /// When it was last changed.
    pub updated_at: String,
    /// Who sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Who sees an environment.
    Scope {
        /// All accounts of the organization.
        Organization = "organization",
        /// The owning account only.
        Account = "account",
    }
}

/// Where and with what an environment's work runs.
#[allow(clippy::large_enum_variant, reason = "an environment holds one, most of them this large")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum EnvironmentConfig {
    /// The service's own sandboxes.
    Cloud(CloudConfig),
    /// The user's own machines; work waits in a queue for a worker.
    SelfHosted {
        /// Fields this version does not know.
        #[serde(flatten)]
        extra: Extra,
    },
    /// A kind this version does not know, whole.
    #[serde(untagged)]
    Other(Extra),
}

/// How a cloud environment is built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CloudConfig {
    /// What the sandbox may reach.
    pub networking: Networking,
    /// What is installed in it.
    pub packages: Packages,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a sandbox may reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Networking {
    /// Everything.
    Unrestricted {
        /// Fields this version does not know.
        #[serde(flatten)]
        extra: Extra,
    },
    /// Only what is listed.
    Limited(LimitedNetwork),
    /// A kind this version does not know, whole.
    #[serde(untagged)]
    Other(Extra),
}

/// A network policy that allows only what it lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LimitedNetwork {
    /// Whether the agent's MCP servers may be reached beside `allowed_hosts`.
    pub allow_mcp_servers: bool,
    /// Whether public package registries may be reached beside `allowed_hosts`.
    pub allow_package_managers: bool,
    /// Domains that may be reached.
    pub allowed_hosts: Vec<String>,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What is installed in a cloud environment, by package manager.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Packages {
    /// Ubuntu and Debian packages.
    pub apt: Vec<String>,
    /// Rust packages.
    pub cargo: Vec<String>,
    /// Ruby packages.
    pub gem: Vec<String>,
    /// Go packages.
    pub go: Vec<String>,
    /// Node.js packages.
    pub npm: Vec<String>,
    /// Python packages.
    pub pip: Vec<String>,
    /// `packages`, where the server says it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub object_type: Option<String>,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The server's confirmation that an environment is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EnvironmentDeleted {
    /// Identifier of what was deleted.
    pub id: String,
    /// Always `environment_deleted`.
    #[serde(rename = "type")]
    pub object_type: String,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The body of `create`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EnvironmentCreate {
    /// Name for people.
    pub name: String,
    /// Where and with what work runs. The server's default when left out.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub config: Patch<EnvironmentConfigParams>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub description: Patch<String>,
    /// User-given key-value pairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// Who sees it. The organization's default when left out.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub scope: Patch<Scope>,
}

/// The body of `update`. What is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EnvironmentUpdate {
    /// New configuration. Its type cannot change.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub config: Patch<EnvironmentConfigParams>,
    /// `Null` clears it; an empty string is stored as an empty string.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub description: Patch<String>,
    /// Keys to set; `None` or an empty string deletes the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, Option<String>>>,
    /// New name.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub name: Patch<String>,
    /// Who sees it.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub scope: Patch<Scope>,
}

/// A configuration as a request states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum EnvironmentConfigParams {
    /// The service's own sandboxes.
    Cloud(CloudConfigParams),
    /// The user's own machines.
    SelfHosted {},
}

/// A cloud configuration as a request states it. Fields default to `null`; on update, left-out fields keep their value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CloudConfigParams {
    /// What the sandbox may reach.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub networking: Patch<NetworkingParams>,
    /// What is installed. Under limited networking it needs `allow_package_managers`.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub packages: Patch<PackagesParams>,
}

/// A network policy as a request states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum NetworkingParams {
    /// Everything may be reached.
    Unrestricted {},
    /// Only what is listed.
    Limited(LimitedNetworkParams),
}

/// A limited network policy as a request states it. Fields default to `null`; on update, left-out fields keep their value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LimitedNetworkParams {
    /// Whether the agent's MCP servers may be reached. The server's default is false.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub allow_mcp_servers: Patch<bool>,
    /// Whether public package registries may be reached. The server's default is false.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub allow_package_managers: Patch<bool>,
    /// Domains that may be reached.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub allowed_hosts: Patch<Vec<String>>,
}

/// Packages as a request states them, each in the words of its package manager (`package==1.0.0` for pip).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PackagesParams {
    /// Ubuntu and Debian packages.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub apt: Patch<Vec<String>>,
    /// Rust packages.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub cargo: Patch<Vec<String>>,
    /// Ruby packages.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub gem: Patch<Vec<String>>,
    /// Go packages.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub go: Patch<Vec<String>>,
    /// Node.js packages.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub npm: Patch<Vec<String>>,
    /// Python packages.
    #[serde(default, skip_serializing_if = "Patch::is_omit")]
    pub pip: Patch<Vec<String>>,
    /// `packages`, where the caller says it.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub object_type: Option<String>,
}
