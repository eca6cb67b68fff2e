//! Calls that are answered with data.

use crate::{Client, say};
use leasehold::api::{
    RequestOptions, Result,
    environments::EnvironmentListParams,
    models::{Environment, EnvironmentConfig},
};

/// Lists the environments, page by page as the server has them.
///
/// # Errors
/// Those of the call.
pub async fn list(client: &Client) -> Result<()> {
    let mut environments = client.environments().pages(&EnvironmentListParams::default(), &RequestOptions::default());
    while let Some(environment) = environments.next().await? {
        say(&line(&environment));
    }
    Ok(())
}

/// Shows one, and how full its queue is where it has one.
///
/// # Errors
/// Those of the calls.
pub async fn show(client: &Client, id: &str) -> Result<()> {
    let (params, options) = Default::default();
    let environment = client.environments().retrieve(id, &params, &options).await?;
    say(&line(&environment));
    if matches!(environment.config, EnvironmentConfig::SelfHosted { .. }) {
        let stats = client.work().stats(id, &params, &options).await?;
        say(&format!("{} waiting, {} pending, {} workers polling", stats.depth, stats.pending, stats.workers_polling.unwrap_or(0)));
    }
    Ok(())
}

fn line(environment: &Environment) -> String {
    let kind = match &environment.config {
        EnvironmentConfig::Cloud(_) => "cloud",
        EnvironmentConfig::SelfHosted { .. } => "self-hosted",
        _ => "of a newer kind",
    };
    format!("{}  {kind}  {}", environment.id, environment.name)
}
