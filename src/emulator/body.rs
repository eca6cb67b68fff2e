//! Reads request bodies.

use super::{
    errors::ApiError,
    validate::{Fields, Invalid, one_of},
};
use crate::api::models::{
    CloudConfigParams, EnvironmentConfigParams, EnvironmentCreate, EnvironmentUpdate, LimitedNetworkParams, NetworkingParams,
    PackagesParams, Patch, Scope, WorkStop, WorkUpdate,
};
use serde_json::Value;

/// What a refusal calls the outermost object.
const BODY: &str = "body";

/// A body that has to be there.
pub(crate) fn json(body: &[u8]) -> Result<Value, ApiError> {
    serde_json::from_slice(body).map_err(|error| ApiError::invalid(format!("body: expected JSON, received what is none ({error})")))
}

/// Refuses a body other than none or `{}`, for the endpoints that take none.
pub(crate) fn none(body: &[u8]) -> Result<(), ApiError> {
    if body.is_empty() {
        return Ok(());
    }
    Ok(Fields::of(&json(body)?, BODY)?.end()?)
}

/// The body of creating an environment.
pub(crate) fn environment_create(body: &Value) -> Result<EnvironmentCreate, Invalid> {
    let mut fields = Fields::of(body, BODY)?;
    let create = EnvironmentCreate {
        name: fields.required("name")?,
        config: config(&mut fields)?,
        description: fields.patch("description")?,
        metadata: fields.optional("metadata")?,
        scope: scope(&mut fields)?,
    };
    if create.name.is_empty() {
        return Err(fields.invalid("name", "at least one character"));
    }
    fields.end()?;
    Ok(create)
}

/// The body of updating an environment.
pub(crate) fn environment_update(body: &Value) -> Result<EnvironmentUpdate, Invalid> {
    let mut fields = Fields::of(body, BODY)?;
    let update = EnvironmentUpdate {
        config: config(&mut fields)?,
        description: fields.patch("description")?,
        metadata: fields.optional("metadata")?,
        name: fields.patch("name")?,
        scope: scope(&mut fields)?,
    };
    if update.name.value().is_some_and(String::is_empty) {
        return Err(fields.invalid("name", "at least one character"));
    }
    fields.end()?;
    Ok(update)
}

/// The body of updating a work item. Without `metadata` it changes nothing.
pub(crate) fn work_update(body: &Value) -> Result<WorkUpdate, Invalid> {
    let mut fields = Fields::of(body, BODY)?;
    let update = WorkUpdate { metadata: fields.optional("metadata")?.unwrap_or_default() };
    fields.end()?;
    Ok(update)
}

/// The body of stopping a work item; none is the same as `{}`.
pub(crate) fn work_stop(body: &[u8]) -> Result<WorkStop, ApiError> {
    if body.is_empty() {
        return Ok(WorkStop::default());
    }
    let body = json(body)?;
    let mut fields = Fields::of(&body, BODY)?;
    let stop = WorkStop { force: fields.optional("force")? };
    fields.end()?;
    Ok(stop)
}

/// The configuration that a body asks for.
pub(crate) fn config(fields: &mut Fields<'_>) -> Result<Patch<EnvironmentConfigParams>, Invalid> {
    each(fields.object("config")?, |mut config| {
        let params = match variant(&mut config, &["cloud", "self_hosted"])? {
            "cloud" => {
                EnvironmentConfigParams::Cloud(CloudConfigParams { networking: networking(&mut config)?, packages: packages(&mut config)? })
            }
            _ => EnvironmentConfigParams::SelfHosted {},
        };
        config.end()?;
        Ok(params)
    })
}

fn networking(fields: &mut Fields<'_>) -> Result<Patch<NetworkingParams>, Invalid> {
    each(fields.object("networking")?, |mut networking| {
        let params = match variant(&mut networking, &["unrestricted", "limited"])? {
            "limited" => NetworkingParams::Limited(LimitedNetworkParams {
                allow_mcp_servers: networking.patch("allow_mcp_servers")?,
                allow_package_managers: networking.patch("allow_package_managers")?,
                allowed_hosts: networking.patch("allowed_hosts")?,
            }),
            _ => NetworkingParams::Unrestricted {},
        };
        networking.end()?;
        Ok(params)
    })
}

fn packages(fields: &mut Fields<'_>) -> Result<Patch<PackagesParams>, Invalid> {
    each(fields.object("packages")?, |mut packages| {
        let params = PackagesParams {
            apt: packages.patch("apt")?,
            cargo: packages.patch("cargo")?,
            gem: packages.patch("gem")?,
            go: packages.patch("go")?,
            npm: packages.patch("npm")?,
            pip: packages.patch("pip")?,
            object_type: packages.word("type", &["packages"])?.map(str::to_owned),
        };
        packages.end()?;
        Ok(params)
    })
}

/// The scope that a body asks for.
pub(crate) fn scope(fields: &mut Fields<'_>) -> Result<Patch<Scope>, Invalid> {
    let scope: Patch<String> = fields.patch("scope")?;
    each(scope, |word| match Scope::from(word.as_str()) {
        Scope::Other(_) => Err(fields.invalid("scope", "\"organization\" or \"account\"")),
        scope => Ok(scope),
    })
}

/// The `type` that tells a union's members apart. It has to be there.
fn variant(fields: &mut Fields<'_>, words: &[&'static str]) -> Result<&'static str, Invalid> {
    fields.word("type", words)?.ok_or_else(|| fields.invalid("type", one_of(words)))
}

fn each<A, B>(patch: Patch<A>, read: impl FnOnce(A) -> Result<B, Invalid>) -> Result<Patch<B>, Invalid> {
    Ok(match patch {
        Patch::Omit => Patch::Omit,
        Patch::Null => Patch::Null,
        Patch::Set(value) => Patch::Set(read(value)?),
    })
}
