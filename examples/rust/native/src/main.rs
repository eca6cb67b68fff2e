//! The crate `leasehold` from a native program: what to write for a [`Transport`](leasehold::api::Transport), a
//! [`Clock`](leasehold::api::Clock) and a [`Host`](leasehold::lease::Host), and then calls, and a worker.

mod arguments;
mod clock;
mod environments;
mod transport;
mod work;

use arguments::{Command, USAGE, base_url, credential};
use clock::TokioClock;
use leasehold::api::{ClientOptions, Credential};
use std::{error::Error, io::Write, process::ExitCode};
use transport::Http;

/// The client, natively.
type Client = leasehold::api::Client<Http, TokioClock>;

/// Leases and workers live on one thread: their futures are not `Send`, and tokio's local runtime spawns such.
#[tokio::main(flavor = "local")]
async fn main() -> ExitCode {
    let command = match arguments::parse() {
        Ok(command) => command,
        Err(error) => return fail(2, &format!("{error}\n{USAGE}")),
    };
    match run(command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(1, &error.to_string()),
    }
}

async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Help => say(USAGE),
        Command::Environments => environments::list(&client(credential(&["ANTHROPIC_API_KEY"])?)?).await?,
        Command::Environment(id) => environments::show(&client(credential(&["ANTHROPIC_API_KEY"])?)?, &id).await?,
        Command::Work(arguments) => {
            work::work(client(credential(&["ANTHROPIC_ENVIRONMENT_KEY", "ANTHROPIC_API_KEY"])?)?, arguments).await?;
        }
    }
    Ok(())
}

fn client(credential: Credential) -> Result<Client, Box<dyn Error>> {
    let options = ClientOptions { base_url: base_url()?, ..ClientOptions::new(credential) };
    Ok(Client::new(Http::new()?, TokioClock::new(), options)?)
}

fn fail(code: u8, message: &str) -> ExitCode {
    // Where nobody reads, there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "leasehold-native: {message}");
    ExitCode::from(code)
}

/// A line for whoever watches.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
