//! One of the fourteen calls, before it is sent.

use super::{Answer, HeaderLayer, Method, Path, Result, endpoint::WORKER_ID, look::Plain, models::Beta, text::split};

/// The beta that the Environments API is.
pub const MANAGED_AGENTS: &str = "managed-agents-2026-04-01";

/// What any of the calls takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallParams {
    /// Betas for this call, in front of the client's.
    pub betas: Vec<Beta>,
    /// The workspace that the call is for. Default: the client's.
    pub workspace_id: Option<String>,
}

impl CallParams {
    /// These parameters as plain data, for others to be added.
    pub(crate) fn plain(&self) -> Plain {
        let betas = self.betas.iter().map(|beta| beta.as_str().into()).collect();
        Plain::Object(vec![("betas", Plain::List(betas)), ("workspace_id", self.workspace_id.clone().into())])
    }
}

/// One call: a request without what belongs to the client (base URL, credential, version). An
/// [`Endpoint`](super::endpoint::Endpoint) makes it.
#[derive(Debug)]
pub struct Call<B> {
    pub(crate) method: Method,
    pub(crate) path: Path,
    pub(crate) answer: Answer,
    pub(crate) body: Option<B>,
    /// Betas that this call asks for, in front of the client's, as they stand in a header.
    pub(crate) betas: String,
    /// What else it adds to the client's headers.
    pub(crate) headers: HeaderLayer,
}

impl<B> Call<B> {
    pub(crate) fn new(method: Method, path: Path, answer: Answer, body: Option<B>) -> Self {
        Call { method, path, answer, body, betas: String::new(), headers: HeaderLayer::default() }
    }

    /// Says who polls.
    pub(crate) fn by_worker(mut self, worker_id: &str) -> Result<Self> {
        self.headers.set(WORKER_ID, Some(worker_id)).map(|()| self)
    }
}

/// The call's betas and the client's, in their order, then [`MANAGED_AGENTS`], no value twice. Several may stand in one text, as in a header.
pub(crate) fn beta_header(of_call: &str, of_client: &[String]) -> String {
    let mut header = String::new();
    add_betas(&mut header, of_call);
    for betas in of_client {
        add_betas(&mut header, betas);
    }
    add_betas(&mut header, MANAGED_AGENTS);
    header
}

/// Adds those that are not there yet.
pub(crate) fn add_betas(header: &mut String, betas: &str) {
    for beta in split(betas, b',').map(str::trim_ascii) {
        if !beta.is_empty() && !split(header, b',').any(|seen| seen == beta) {
            if !header.is_empty() {
                header.push(',');
            }
            header.push_str(beta);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn betas_stand_once_and_the_apis_own_comes_last() {
        let list = |betas: &[&str]| betas.iter().map(|&beta| beta.into()).collect::<Vec<String>>();
        let header = |of_call: &[&str], of_client: &[&str]| beta_header(&of_call.join(","), &list(of_client));
        assert_eq!(header(&[], &[]), "managed-agents-2026-04-01");
        assert_eq!(header(&["x-1"], &["files-api-2025-04-14", "x-1"]), "x-1,files-api-2025-04-14,managed-agents-2026-04-01");
        assert_eq!(header(&["a-1", MANAGED_AGENTS], &["x-1"]), "a-1,managed-agents-2026-04-01,x-1");
        assert_eq!(header(&["a-1,, b-1 "], &[" a-1 , "]), "a-1,b-1,managed-agents-2026-04-01");
    }
}
