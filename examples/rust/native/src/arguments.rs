//! What the program is asked to do.

use leasehold::api::{BaseUrl, Credential, models::Secret};
use lexopt::prelude::*;
use std::{env, error::Error};

/// What `--help` says.
pub const USAGE: &str = "\
usage: leasehold-native environments                      lists the environments
       leasehold-native environment ENVIRONMENT           shows one, and its queue
       leasehold-native work [--environment-id ENVIRONMENT] [--concurrency 4] [--item-ms 500] [--until-empty]

`work` claims work items, several at once, and holds the lease on each while its handler runs; here a handler only takes --item-ms. The
first Ctrl-C or SIGTERM lets the handlers finish, the second one stops them. With --until-empty it ends when the queue is empty.

ANTHROPIC_BASE_URL         where the API is; https needs the cargo feature `tls`
ANTHROPIC_API_KEY          the key for the first two
ANTHROPIC_ENVIRONMENT_KEY  the key for `work`; default: the API key
ANTHROPIC_ENVIRONMENT_ID   the environment, where --environment-id names none";

/// What the program is asked to do.
#[derive(Debug)]
pub enum Command {
    /// Say how it is used.
    Help,
    /// List the environments.
    Environments,
    /// Show one.
    Environment(String),
    /// Work.
    Work(WorkArguments),
}

/// How to work.
#[derive(Debug)]
pub struct WorkArguments {
    /// The environment whose queue is worked on.
    pub environment_id: String,
    /// How many items at once.
    pub concurrency: usize,
    /// How long the handler takes for one, in milliseconds.
    pub item_ms: u64,
    /// Whether to end when the queue is empty.
    pub until_empty: bool,
}

/// Reads the command line.
///
/// # Errors
/// What is wrong with it.
pub fn parse() -> Result<Command, Box<dyn Error>> {
    let mut arguments = lexopt::Parser::from_env();
    let Some(first) = arguments.next()? else { return Err("what to do: environments, environment or work".into()) };
    match first {
        Long("help") | Short('h') => Ok(Command::Help),
        Value(word) if word == "environments" => end(arguments, Command::Environments),
        Value(word) if word == "environment" => {
            let id = arguments.value()?.string()?;
            end(arguments, Command::Environment(id))
        }
        Value(word) if word == "work" => work(arguments).map(Command::Work),
        other => Err(other.unexpected().into()),
    }
}

fn work(mut arguments: lexopt::Parser) -> Result<WorkArguments, Box<dyn Error>> {
    let (mut environment_id, mut concurrency, mut item_ms, mut until_empty) = (None, 4, 500, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("environment-id") => environment_id = Some(arguments.value()?.string()?),
            Long("concurrency") => concurrency = arguments.value()?.parse()?,
            Long("item-ms") => item_ms = arguments.value()?.parse()?,
            Long("until-empty") => until_empty = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let environment_id = environment_id.or_else(|| variable("ANTHROPIC_ENVIRONMENT_ID")).ok_or("--environment-id is missing")?;
    Ok(WorkArguments { environment_id, concurrency, item_ms, until_empty })
}

fn end(mut arguments: lexopt::Parser, command: Command) -> Result<Command, Box<dyn Error>> {
    match arguments.next()? {
        Some(more) => Err(more.unexpected().into()),
        None => Ok(command),
    }
}

/// Where the API is.
///
/// # Errors
/// When the variable holds no such URL, or one that this build cannot reach.
pub fn base_url() -> Result<BaseUrl, Box<dyn Error>> {
    let url = variable("ANTHROPIC_BASE_URL").map_or_else(|| Ok(BaseUrl::default()), |url| BaseUrl::parse(&url, false))?;
    if url.as_str().starts_with("https:") && !cfg!(feature = "tls") {
        return Err(format!("{} needs TLS, which this build leaves out: cargo build --features tls", url.as_str()).into());
    }
    Ok(url)
}

/// The key in the first of these variables that is set.
///
/// # Errors
/// When none is.
pub fn credential(names: &[&str]) -> Result<Credential, Box<dyn Error>> {
    let found = names.iter().find_map(|&name| Some((name, Secret::new(variable(name)?))));
    let (name, key) = found.ok_or_else(|| format!("no credential: set {}", names.join(" or ")))?;
    Ok(if name == "ANTHROPIC_API_KEY" { Credential::ApiKey(key) } else { Credential::Bearer(key) })
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
