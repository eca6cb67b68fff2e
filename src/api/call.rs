//! One of the fourteen calls, before it is sent.

use super::{Answer, Error, HeaderLayer, Method, Path, models::Beta, options::ClientOptions, text::quoted};

/// The beta that the Environments API is.
pub const MANAGED_AGENTS: Beta = Beta::ManagedAgents20260401;

/// What any of the calls takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallParams {
    /// Betas for this call, in front of the client's.
    pub betas: Vec<Beta>,
    /// The workspace that the call is for. Default: the client's.
    pub workspace_id: Option<String>,
}

/// One call: a request without what belongs to the client (base URL, credential, version).
#[derive(Debug)]
pub struct Call<B> {
    pub(crate) method: Method,
    pub(crate) path: Path,
    pub(crate) params: CallParams,
    pub(crate) worker_id: Option<String>,
    pub(crate) body: Option<B>,
    pub(crate) answer: Answer,
}

impl<B> Call<B> {
    pub(crate) fn new(method: Method, path: Path, params: &CallParams) -> Self {
        Call { method, path, params: params.clone(), worker_id: None, body: None, answer: Answer::Object }
    }

    pub(crate) fn body(mut self, body: B) -> Self {
        self.body = Some(body);
        self
    }

    pub(crate) fn answers(mut self, answer: Answer) -> Self {
        self.answer = answer;
        self
    }

    /// The headers that this call adds to the client's.
    pub(crate) fn headers(&self, options: &ClientOptions) -> Result<HeaderLayer, Error> {
        let mut headers = HeaderLayer::default();
        if !self.params.betas.is_empty() {
            headers.set("anthropic-beta", Some(&beta_header(&[&self.params.betas, &options.betas])))?;
        }
        if let Some(workspace) = &self.params.workspace_id {
            headers.set("anthropic-workspace-id", Some(workspace))?;
        }
        if let Some(worker) = &self.worker_id {
            headers.set("Anthropic-Worker-ID", Some(worker))?;
        }
        if self.body.is_some() {
            headers.put("Content-Type", Some("application/json".into()));
        }
        Ok(headers)
    }
}

/// The caller's betas in their order, then [`MANAGED_AGENTS`], no value twice.
pub(crate) fn beta_header(lists: &[&[Beta]]) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for beta in lists.iter().copied().flatten().chain(&[MANAGED_AGENTS]) {
        if !seen.contains(&beta.as_str()) {
            seen.push(beta.as_str());
        }
    }
    seen.join(",")
}

/// A whole number within bounds, as the API wants it. `field` names it in the error.
pub(crate) fn within(field: &str, value: Option<u64>, from: u64, to: u64, expected: &str) -> Result<Option<u64>, Error> {
    match value {
        Some(value) if !(from..=to).contains(&value) => Err(Error::invalid(field, super::text::number(value), expected)),
        value => Ok(value),
    }
}

/// A text that is not empty, where there is one.
pub(crate) fn not_empty<'a>(field: &str, value: Option<&'a str>, expected: &str) -> Result<Option<&'a str>, Error> {
    match value {
        Some("") => Err(Error::invalid(field, quoted(""), expected)),
        value => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn betas_stand_once_and_the_apis_own_comes_last() {
        let own = [Beta::Other("x-1".into()), Beta::FilesApi20250414];
        assert_eq!(beta_header(&[]), "managed-agents-2026-04-01");
        assert_eq!(beta_header(&[&own, &own[1..]]), "x-1,files-api-2025-04-14,managed-agents-2026-04-01");
        assert_eq!(beta_header(&[&[MANAGED_AGENTS, own[0].clone()]]), "managed-agents-2026-04-01,x-1");
    }
}
