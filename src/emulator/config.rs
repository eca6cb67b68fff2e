//! The rules of an environment's configuration.

use super::errors::ApiError;
use crate::api::models::{
    CloudConfig, CloudConfigParams, EnvironmentConfig, EnvironmentConfigParams, Extra, LimitedNetwork, LimitedNetworkParams, Networking,
    NetworkingParams, Packages, PackagesParams, Patch,
};

const CLOUD: &str = "cloud";
const SELF_HOSTED: &str = "self_hosted";

/// The configuration of a new environment. Without one it is a cloud environment that may reach everything and has no packages.
pub(crate) fn create(params: &Patch<EnvironmentConfigParams>) -> Result<EnvironmentConfig, ApiError> {
    match params {
        Patch::Omit | Patch::Null => Ok(EnvironmentConfig::Cloud(blank_cloud())),
        Patch::Set(EnvironmentConfigParams::Cloud(params)) => cloud(blank_cloud(), params),
        Patch::Set(EnvironmentConfigParams::SelfHosted {}) => Ok(EnvironmentConfig::SelfHosted { extra: Extra::new() }),
    }
}

/// A stored configuration after a change of its own type: what is left out keeps its value, `null` brings back the default.
pub(crate) fn update(stored: &EnvironmentConfig, params: &EnvironmentConfigParams) -> Result<EnvironmentConfig, ApiError> {
    match (stored, params) {
        (EnvironmentConfig::Cloud(stored), EnvironmentConfigParams::Cloud(params)) => cloud(stored.clone(), params),
        (EnvironmentConfig::SelfHosted { .. }, EnvironmentConfigParams::SelfHosted {}) => Ok(stored.clone()),
        (EnvironmentConfig::Cloud(_), EnvironmentConfigParams::SelfHosted {}) => {
            Err(ApiError::invalid_config_type_change(CLOUD, SELF_HOSTED))
        }
        (_, EnvironmentConfigParams::Cloud(_)) => Err(ApiError::invalid_config_type_change(SELF_HOSTED, CLOUD)),
        (EnvironmentConfig::Other(_), EnvironmentConfigParams::SelfHosted {}) => {
            Err(ApiError::internal("a stored configuration has no type"))
        }
    }
}

fn cloud(mut config: CloudConfig, params: &CloudConfigParams) -> Result<EnvironmentConfig, ApiError> {
    match &params.networking {
        Patch::Omit => {}
        Patch::Null | Patch::Set(NetworkingParams::Unrestricted {}) => config.networking = unrestricted(),
        Patch::Set(NetworkingParams::Limited(params)) => config.networking = Networking::Limited(limited(config.networking, params)),
    }
    match &params.packages {
        Patch::Omit => {}
        Patch::Null => config.packages = no_packages(),
        Patch::Set(params) => packages(&mut config.packages, params),
    }
    if let Networking::Limited(network) = &config.networking
        && !network.allow_package_managers
        && has_packages(&config.packages)
    {
        return Err(ApiError::invalid(
            "config.packages: packages under limited networking need config.networking.allow_package_managers to be true",
        ));
    }
    Ok(EnvironmentConfig::Cloud(config))
}

fn limited(stored: Networking, params: &LimitedNetworkParams) -> LimitedNetwork {
    let mut network = match stored {
        Networking::Limited(network) => network,
        Networking::Unrestricted { .. } | Networking::Other(_) => {
            LimitedNetwork { allow_mcp_servers: false, allow_package_managers: false, allowed_hosts: Vec::new(), extra: Extra::new() }
        }
    };
    apply(&mut network.allow_mcp_servers, &params.allow_mcp_servers);
    apply(&mut network.allow_package_managers, &params.allow_package_managers);
    apply(&mut network.allowed_hosts, &params.allowed_hosts);
    network
}

fn packages(stored: &mut Packages, params: &PackagesParams) {
    apply(&mut stored.apt, &params.apt);
    apply(&mut stored.cargo, &params.cargo);
    apply(&mut stored.gem, &params.gem);
    apply(&mut stored.go, &params.go);
    apply(&mut stored.npm, &params.npm);
    apply(&mut stored.pip, &params.pip);
}

/// Every default here is the type's own: false, and the empty list.
fn apply<T: Clone + Default>(stored: &mut T, patch: &Patch<T>) {
    match patch {
        Patch::Omit => {}
        Patch::Null => *stored = T::default(),
        Patch::Set(value) => stored.clone_from(value),
    }
}

fn has_packages(packages: &Packages) -> bool {
    let Packages { apt, cargo, gem, go, npm, pip, .. } = packages;
    [apt, cargo, gem, go, npm, pip].into_iter().any(|list| !list.is_empty())
}

fn blank_cloud() -> CloudConfig {
    CloudConfig { networking: unrestricted(), packages: no_packages(), extra: Extra::new() }
}

fn unrestricted() -> Networking {
    Networking::Unrestricted { extra: Extra::new() }
}

fn no_packages() -> Packages {
    Packages { object_type: Some("packages".into()), ..Packages::default() }
}
