//! Which endpoint a request means.

use super::errors::ApiError;
use percent_encoding::percent_decode_str;

/// The fourteen endpoints, named as the official SDKs name their methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// `POST /v1/environments`
    EnvironmentsCreate,
    /// `GET /v1/environments`
    EnvironmentsList,
    /// `GET /v1/environments/{environment_id}`
    EnvironmentsRetrieve,
    /// `POST /v1/environments/{environment_id}`
    EnvironmentsUpdate,
    /// `DELETE /v1/environments/{environment_id}`
    EnvironmentsDelete,
    /// `POST /v1/environments/{environment_id}/archive`
    EnvironmentsArchive,
    /// `GET /v1/environments/{environment_id}/work`
    WorkList,
    /// `GET /v1/environments/{environment_id}/work/poll`
    WorkPoll,
    /// `GET /v1/environments/{environment_id}/work/stats`
    WorkStats,
    /// `GET /v1/environments/{environment_id}/work/{work_id}`
    WorkRetrieve,
    /// `POST /v1/environments/{environment_id}/work/{work_id}`
    WorkUpdate,
    /// `POST /v1/environments/{environment_id}/work/{work_id}/ack`
    WorkAck,
    /// `POST /v1/environments/{environment_id}/work/{work_id}/heartbeat`
    WorkHeartbeat,
    /// `POST /v1/environments/{environment_id}/work/{work_id}/stop`
    WorkStop,
}

impl Endpoint {
    /// Every endpoint, in the order of the API document.
    pub const ALL: [Endpoint; 14] = [
        Endpoint::EnvironmentsCreate,
        Endpoint::EnvironmentsList,
        Endpoint::EnvironmentsRetrieve,
        Endpoint::EnvironmentsUpdate,
        Endpoint::EnvironmentsDelete,
        Endpoint::EnvironmentsArchive,
        Endpoint::WorkRetrieve,
        Endpoint::WorkPoll,
        Endpoint::WorkAck,
        Endpoint::WorkHeartbeat,
        Endpoint::WorkStop,
        Endpoint::WorkList,
        Endpoint::WorkUpdate,
        Endpoint::WorkStats,
    ];

    /// The endpoint of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Endpoint::ALL.into_iter().find(|endpoint| endpoint.as_str() == name)
    }

    /// The resource and its method (`work.heartbeat`).
    pub fn as_str(self) -> &'static str {
        match self {
            Endpoint::EnvironmentsCreate => "environments.create",
            Endpoint::EnvironmentsList => "environments.list",
            Endpoint::EnvironmentsRetrieve => "environments.retrieve",
            Endpoint::EnvironmentsUpdate => "environments.update",
            Endpoint::EnvironmentsDelete => "environments.delete",
            Endpoint::EnvironmentsArchive => "environments.archive",
            Endpoint::WorkRetrieve => "work.retrieve",
            Endpoint::WorkPoll => "work.poll",
            Endpoint::WorkAck => "work.ack",
            Endpoint::WorkHeartbeat => "work.heartbeat",
            Endpoint::WorkStop => "work.stop",
            Endpoint::WorkList => "work.list",
            Endpoint::WorkUpdate => "work.update",
            Endpoint::WorkStats => "work.stats",
        }
    }
}

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) endpoint: Endpoint,
    /// Empty where the endpoint is about no single environment.
    pub(crate) environment_id: String,
    /// Empty where the endpoint is about no single work item.
    pub(crate) work_id: String,
}

/// What may be done to one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Methods(&'static [(&'static str, Endpoint)]);

impl Methods {
    /// The methods as the `allow` header lists them.
    pub(crate) fn list(self) -> String {
        let names: Vec<&str> = self.0.iter().map(|(method, _)| *method).collect();
        names.join(", ")
    }
}

/// Finds the endpoint. Refuses an unknown path with 404, a method the path does not take with 405.
pub(crate) fn route(method: &str, path: &str) -> Result<Route, ApiError> {
    let rest = path.strip_prefix("/v1/environments").ok_or_else(ApiError::path_not_found)?;
    // Split first, decode second: `w%2F1` is one segment.
    let segments: Vec<_> = rest.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy()).collect();
    let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    let (methods, environment_id, work_id) = methods(&segments).ok_or_else(ApiError::path_not_found)?;
    let found = methods.0.iter().find(|(known, _)| *known == method);
    let (_, endpoint) = found.ok_or_else(|| ApiError::method_not_allowed(methods))?;
    Ok(Route { endpoint: *endpoint, environment_id: environment_id.into(), work_id: work_id.into() })
}

/// What may be done to a path, and whom it names. `segments` are what stands behind `/v1/environments`, beginning with nothing.
fn methods<'a>(segments: &[&'a str]) -> Option<(Methods, &'a str, &'a str)> {
    let (methods, environment_id, work_id): (&[_], _, _) = match *segments {
        [""] => (&[("GET", Endpoint::EnvironmentsList), ("POST", Endpoint::EnvironmentsCreate)], "", ""),
        ["", environment] => (
            &[("GET", Endpoint::EnvironmentsRetrieve), ("POST", Endpoint::EnvironmentsUpdate), ("DELETE", Endpoint::EnvironmentsDelete)],
            environment,
            "",
        ),
        ["", environment, "archive"] => (&[("POST", Endpoint::EnvironmentsArchive)], environment, ""),
        ["", environment, "work"] => (&[("GET", Endpoint::WorkList)], environment, ""),
        ["", environment, "work", "poll"] => (&[("GET", Endpoint::WorkPoll)], environment, ""),
        ["", environment, "work", "stats"] => (&[("GET", Endpoint::WorkStats)], environment, ""),
        ["", environment, "work", work] => (&[("GET", Endpoint::WorkRetrieve), ("POST", Endpoint::WorkUpdate)], environment, work),
        ["", environment, "work", work, "ack"] => (&[("POST", Endpoint::WorkAck)], environment, work),
        ["", environment, "work", work, "heartbeat"] => (&[("POST", Endpoint::WorkHeartbeat)], environment, work),
        ["", environment, "work", work, "stop"] => (&[("POST", Endpoint::WorkStop)], environment, work),
        _ => return None,
    };
    Some((Methods(methods), environment_id, work_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_has_its_method_and_path() {
        let table = [
            ("POST", "/v1/environments", "environments.create"),
            ("GET", "/v1/environments", "environments.list"),
            ("GET", "/v1/environments/e", "environments.retrieve"),
            ("POST", "/v1/environments/e", "environments.update"),
            ("DELETE", "/v1/environments/e", "environments.delete"),
            ("POST", "/v1/environments/e/archive", "environments.archive"),
            ("GET", "/v1/environments/e/work/w", "work.retrieve"),
            ("GET", "/v1/environments/e/work/poll", "work.poll"),
            ("POST", "/v1/environments/e/work/w/ack", "work.ack"),
            ("POST", "/v1/environments/e/work/w/heartbeat", "work.heartbeat"),
            ("POST", "/v1/environments/e/work/w/stop", "work.stop"),
            ("GET", "/v1/environments/e/work", "work.list"),
            ("POST", "/v1/environments/e/work/w", "work.update"),
            ("GET", "/v1/environments/e/work/stats", "work.stats"),
        ];
        assert_eq!(table.map(|(_, _, name)| name), Endpoint::ALL.map(Endpoint::as_str));
        for (endpoint, (method, path, _)) in Endpoint::ALL.into_iter().zip(table) {
            let found = route(method, path).expect(path);
            assert_eq!(found.endpoint, endpoint);
            assert_eq!(found.environment_id, if path == "/v1/environments" { "" } else { "e" });
            assert_eq!(found.work_id, if path.contains("/w/") || path.ends_with("/w") { "w" } else { "" });
        }
    }

    #[test]
    fn an_identifier_is_one_segment_whatever_it_holds() {
        let found = route("GET", "/v1/environments/env%2F..%2Fx/work/w%2F1").expect("a work item");
        assert_eq!((found.environment_id.as_str(), found.work_id.as_str()), ("env/../x", "w/1"));
    }

    #[test]
    fn unknown_paths_and_methods_are_told_apart() {
        for path in [
            "",
            "/",
            "/v1",
            "/v1/environmentsx",
            "/v1/environments/e/",
            "/v1/environments/e/works",
            "/v1/environments/e/work/w/ack/x",
            "/v2/environments",
        ] {
            assert_eq!(route("GET", path).expect_err(path).status, 404, "{path}");
        }
        for (method, path, allow) in [
            ("PUT", "/v1/environments", "GET, POST"),
            ("PATCH", "/v1/environments/e", "GET, POST, DELETE"),
            ("GET", "/v1/environments/e/archive", "POST"),
            ("POST", "/v1/environments/e/work/poll", "GET"),
            ("DELETE", "/v1/environments/e/work/stats", "GET"),
            ("GET", "/v1/environments/e/work/w/stop", "POST"),
        ] {
            let error = route(method, path).expect_err(path);
            assert_eq!((error.status, error.allow.map(Methods::list)), (405, Some(allow.into())), "{method} {path}");
        }
    }
}
