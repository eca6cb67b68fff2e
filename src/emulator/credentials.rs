//! Who is calling, and what that opens.
//!
//! The keys that the emulator gives out say whom they are for, so that none has to be stored: they are made from identifiers,
//! which come from the seed. They guard nothing; they are there so that a client shows the one that belongs.

use super::{
    errors::ApiError,
    http::HttpRequest,
    router::{Endpoint, Route},
    settings::{Credentials, Settings},
};
use crate::api::models::{Secret, WorkSecret};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

const ENVIRONMENT_PREFIX: &str = "env_";
const WORK_PREFIX: &str = "work_";
const ENVIRONMENT_KEY_PREFIX: &str = "sk-ant-env-";
const SESSIONS_TOKEN_PREFIX: &str = "sk-ant-req-";

/// Who a credential belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The account: its API key.
    Account,
    /// A worker of one environment: the environment key.
    Environment { environment_id: String },
    /// Whoever holds one work item: the sessions token in its secret.
    Session { environment_id: String, work_id: String },
}

/// A caller without the identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Account,
    Environment,
    Session,
}

/// The key of an environment's workers.
pub(crate) fn environment_key(environment_id: &str) -> String {
    [ENVIRONMENT_KEY_PREFIX, suffix(environment_id, ENVIRONMENT_PREFIX)].concat()
}

/// A work item's `secret`: base64url of JSON, as `poll` gives it out.
pub(crate) fn work_secret(environment_id: &str, work_id: &str, api_base_url: Option<&str>) -> Result<Secret, ApiError> {
    let token = [SESSIONS_TOKEN_PREFIX, suffix(environment_id, ENVIRONMENT_PREFIX), "-", suffix(work_id, WORK_PREFIX)].concat();
    let secret = WorkSecret { sessions_token: Secret::new(token), api_base_url: api_base_url.map(str::to_owned) };
    let json = serde_json::to_vec(&secret).map_err(|error| ApiError::internal(error.to_string()))?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(json)))
}

/// Reads the request's credential: the bearer where there is one, else `x-api-key`. Whether its environment and work item exist
/// is for the caller to say. Refuses none and an unreadable one with 401.
pub(crate) fn identify(request: &HttpRequest, settings: &Settings) -> Result<Caller, ApiError> {
    let authorization = request.header("authorization").map(|value| value.split_once(' ').unwrap_or((value, "")));
    let credential = match authorization {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        Some(_) => return Err(ApiError::authentication("authorization: expected Bearer and a token")),
        None => request.header("x-api-key").unwrap_or_default(),
    };
    if credential.is_empty() {
        return Err(ApiError::authentication("expected an x-api-key or an authorization header"));
    }
    // Keys of workers are bearers only.
    let caller = if credential == settings.api_key { Some(Caller::Account) } else { authorization.and_then(|_| worker(credential)) };
    caller.ok_or_else(|| ApiError::authentication("nobody knows this credential"))
}

/// Refuses with 403 a credential of a kind that the endpoint does not take. Which kinds it takes is what the official SDK's
/// documentation says of each method.
pub(crate) fn authorize_kind(caller: &Caller, endpoint: Endpoint, settings: &Settings) -> Result<(), ApiError> {
    if settings.credentials == Credentials::Relaxed || accepted(endpoint).contains(&caller.kind()) {
        return Ok(());
    }
    let wanted: Vec<&str> = accepted(endpoint).iter().map(|kind| kind.name()).collect();
    Err(ApiError::permission(format!("{} takes {}, not {}", endpoint.as_str(), wanted.join(" or "), caller.kind().name())))
}

/// Refuses with 403 the credential of another environment or work item.
pub(crate) fn authorize_owner(caller: &Caller, route: &Route, settings: &Settings) -> Result<(), ApiError> {
    let owns_environment = |id: &String| *id == route.environment_id;
    let owns = match caller {
        _ if settings.credentials == Credentials::Relaxed => true,
        Caller::Account => true,
        Caller::Environment { environment_id } => owns_environment(environment_id),
        Caller::Session { environment_id, work_id } => {
            owns_environment(environment_id) && (route.work_id.is_empty() || *work_id == route.work_id)
        }
    };
    if owns { Ok(()) } else { Err(ApiError::permission("the credential belongs to another environment or work item")) }
}

impl Caller {
    /// The kind of credential, for people.
    pub(crate) fn name(&self) -> &'static str {
        self.kind().name()
    }

    fn kind(&self) -> Kind {
        match self {
            Caller::Account => Kind::Account,
            Caller::Environment { .. } => Kind::Environment,
            Caller::Session { .. } => Kind::Session,
        }
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Account => "an API key",
            Kind::Environment => "an environment key",
            Kind::Session => "a sessions token",
        }
    }
}

fn accepted(endpoint: Endpoint) -> &'static [Kind] {
    match endpoint {
        Endpoint::EnvironmentsCreate
        | Endpoint::EnvironmentsList
        | Endpoint::EnvironmentsRetrieve
        | Endpoint::EnvironmentsUpdate
        | Endpoint::EnvironmentsDelete
        | Endpoint::EnvironmentsArchive
        | Endpoint::WorkRetrieve
        | Endpoint::WorkUpdate
        | Endpoint::WorkStats => &[Kind::Account],
        Endpoint::WorkList => &[Kind::Environment],
        Endpoint::WorkPoll | Endpoint::WorkAck | Endpoint::WorkHeartbeat => &[Kind::Environment, Kind::Session],
        Endpoint::WorkStop => &[Kind::Account, Kind::Environment, Kind::Session],
    }
}

/// Whom a worker's key is for.
fn worker(credential: &str) -> Option<Caller> {
    let environment_id = |suffix: &str| [ENVIRONMENT_PREFIX, suffix].concat();
    if let Some(suffix) = credential.strip_prefix(ENVIRONMENT_KEY_PREFIX) {
        return Some(Caller::Environment { environment_id: environment_id(suffix) });
    }
    let (environment, work) = credential.strip_prefix(SESSIONS_TOKEN_PREFIX)?.split_once('-')?;
    Some(Caller::Session { environment_id: environment_id(environment), work_id: [WORK_PREFIX, work].concat() })
}

fn suffix<'a>(id: &'a str, prefix: &str) -> &'a str {
    id.strip_prefix(prefix).unwrap_or(id)
}
