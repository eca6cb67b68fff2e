//! The fourteen endpoints, as a table: what the API document says of each, once.

use super::{
    Answer, Call, Error, HeaderLayer, Method, Path, Result,
    call::add_betas,
    look::{Look, some_text, wrong},
    text::{cut, number},
};

/// An endpoint of the API.
#[derive(Debug)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path, with names in braces where ids stand.
    pub path: &'static str,
    /// What may stand in the query.
    pub query: &'static [Parameter],
    /// Whether it takes the header that names the polling worker.
    pub takes_worker_id: bool,
    /// What is checked of the body before it is sent; `None` where there is no body.
    pub body: Option<&'static [Parameter]>,
    /// What it answers.
    pub answer: Answer,
}

/// A parameter of an endpoint.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Whether it has to be there.
    pub is_required: bool,
    /// What would be right, for the error.
    pub expected: &'static str,
}

/// What a parameter is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// True or false.
    Flag,
    /// A whole number within these bounds, both included.
    Number(u64, u64),
    /// An object, which is not looked into.
    Object,
    /// A text that is not empty.
    Text,
}

const fn optionally(name: &'static str, kind: Kind, expected: &'static str) -> Parameter {
    Parameter { name, kind, is_required: false, expected }
}

const fn required(name: &'static str, kind: Kind, expected: &'static str) -> Parameter {
    Parameter { name, kind, is_required: true, expected }
}

const LIMIT: Parameter = optionally("limit", Kind::Number(1, u64::MAX), "a whole number from 1 up");
const PAGE: Parameter = optionally("page", Kind::Text, "a cursor: the `next_page` of the page before");

const fn get(path: &'static str, query: &'static [Parameter], answer: Answer) -> Endpoint {
    Endpoint { method: Method::Get, path, query, takes_worker_id: false, body: None, answer }
}

const fn post(path: &'static str, query: &'static [Parameter], body: Option<&'static [Parameter]>, answer: Answer) -> Endpoint {
    Endpoint { method: Method::Post, path, query, takes_worker_id: false, body, answer }
}

/// `environments.create`
pub static CREATE: Endpoint =
    post("/v1/environments", &[], Some(&[required("name", Kind::Text, "a name for people, not empty")]), Answer::Object);

/// `environments.retrieve`
pub static RETRIEVE: Endpoint = get("/v1/environments/{environment_id}", &[], Answer::Object);

/// `environments.update`
pub static UPDATE: Endpoint = post("/v1/environments/{environment_id}", &[], Some(&[]), Answer::Object);

/// `environments.list`
pub static LIST: Endpoint =
    get("/v1/environments", &[optionally("include_archived", Kind::Flag, "true or false"), LIMIT, PAGE], Answer::Page);

/// `environments.delete`
pub static DELETE: Endpoint = Endpoint { method: Method::Delete, ..get("/v1/environments/{environment_id}", &[], Answer::Object) };

/// `environments.archive`
pub static ARCHIVE: Endpoint = post("/v1/environments/{environment_id}/archive", &[], None, Answer::Object);

/// `environments.work.retrieve`
pub static WORK_RETRIEVE: Endpoint = get("/v1/environments/{environment_id}/work/{work_id}", &[], Answer::Object);

/// `environments.work.update`
pub static WORK_UPDATE: Endpoint = post(
    "/v1/environments/{environment_id}/work/{work_id}",
    &[],
    Some(&[required("metadata", Kind::Object, "an object of texts, or null for keys to delete")]),
    Answer::Object,
);

/// `environments.work.list`
pub static WORK_LIST: Endpoint = get("/v1/environments/{environment_id}/work", &[LIMIT, PAGE], Answer::Page);

/// `environments.work.ack`
pub static WORK_ACK: Endpoint = post("/v1/environments/{environment_id}/work/{work_id}/ack", &[], None, Answer::Object);

/// `environments.work.heartbeat`
pub static WORK_HEARTBEAT: Endpoint = post(
    "/v1/environments/{environment_id}/work/{work_id}/heartbeat",
    &[
        optionally("desired_ttl_seconds", Kind::Number(1, u64::MAX), "a whole number of seconds from 1 up"),
        optionally("expected_last_heartbeat", Kind::Text, "the `last_heartbeat` of the answer before, or \"NO_HEARTBEAT\" for the first"),
    ],
    None,
    Answer::Object,
);

/// `environments.work.poll`
pub static WORK_POLL: Endpoint = Endpoint {
    takes_worker_id: true,
    ..get(
        "/v1/environments/{environment_id}/work/poll",
        &[
            optionally("block_ms", Kind::Number(1, 999), "a whole number of milliseconds from 1 to 999, or left out for an answer at once"),
            optionally("reclaim_older_than_ms", Kind::Number(0, u64::MAX), "a whole number of milliseconds"),
        ],
        Answer::ObjectOrNothing,
    )
};

/// `environments.work.stats`
pub static WORK_STATS: Endpoint = get("/v1/environments/{environment_id}/work/stats", &[], Answer::Object);

/// `environments.work.stop`
pub static WORK_STOP: Endpoint = post(
    "/v1/environments/{environment_id}/work/{work_id}/stop",
    &[],
    Some(&[optionally("force", Kind::Flag, "true or false")]),
    Answer::ObjectOrNothing,
);

/// The header parameter that names the polling worker.
pub(super) const WORKER_ID: &str = "Anthropic-Worker-ID";
static WORKER: Parameter = optionally(WORKER_ID, Kind::Text, "the name of a worker: a text that is not empty");
static WORKSPACE: Parameter = optionally("workspace_id", Kind::Text, "the id of a workspace, such as \"wrkspc_…\"");

impl Endpoint {
    /// A call of this endpoint. The last id of its path is `id`; the others, the query and the headers come from `params`.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] that names the parameter.
    pub fn call<B, L: Look>(&self, id: Option<&L>, params: Option<&L>, body: Option<B>) -> Result<Call<B>> {
        if let Some(params) = params.filter(|params| !params.is_object()) {
            // A text is probably an id in the wrong place, or a credential.
            let received = if params.text().is_some() { "a text".into() } else { params.shown() };
            return Err(Error::invalid("params", received, "an object"));
        }
        let mut path = self.path(&|path, name, is_last| match params {
            _ if is_last => path.id(name, id),
            params => path.id(name, params.and_then(|params| params.field(name)).as_ref()),
        })?;
        for parameter in self.query {
            if let Some(value) = parameter.read(params)? {
                path.query(parameter.name, &value);
            }
        }
        let mut call = Call::new(self.method, path, self.answer, body);
        if let Some(params) = params {
            call.betas = betas(params)?;
            WORKSPACE.add_to(&mut call.headers, "anthropic-workspace-id", params)?;
            if self.takes_worker_id {
                WORKER.add_to(&mut call.headers, WORKER_ID, params)?;
            }
        }
        Ok(call)
    }

    /// The same out of what is at hand: the path's ids in their order, and a query that is as it has to be.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] that names the id.
    pub(crate) fn call_with<B>(&self, ids: &[&str], query: &[(&str, Option<&str>)], body: Option<B>) -> Result<Call<B>> {
        let mut path = self.path(&|path, name, is_last| {
            let id = if is_last { ids.last() } else { ids.first() };
            path.id_text(name, id.copied().unwrap_or_default())
        })?;
        for (name, value) in query {
            if let Some(value) = value {
                path.query(name, value);
            }
        }
        Ok(Call::new(self.method, path, self.answer, body))
    }

    /// Checks what can be checked of a body whose fields stand in `params`.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] that names the field.
    pub fn check_body<L: Look>(&self, params: Option<&L>) -> Result<()> {
        self.body.unwrap_or_default().iter().try_for_each(|parameter| parameter.read(params).map(|_| ()))
    }

    /// The path, with each id as `add_id` adds it, given its name and whether it is the last.
    fn path(&self, add_id: &dyn Fn(&mut Path, &str, bool) -> Result<()>) -> Result<Path> {
        let mut path = Path::default();
        let mut left = self.path;
        while let (fixed, Some(behind)) = cut(left, b'{') {
            let (name, rest) = cut(behind, b'}');
            left = rest.unwrap_or_default();
            path.then(fixed);
            add_id(&mut path, name, cut(left, b'{').1.is_none())?;
        }
        path.then(left);
        Ok(path)
    }
}

impl Parameter {
    /// Adds a header with the parameter, where that is not left out.
    fn add_to<L: Look>(&self, headers: &mut HeaderLayer, header: &str, params: &L) -> Result<()> {
        self.read(Some(params))?.map_or(Ok(()), |text| headers.set(header, Some(&text)))
    }

    /// The parameter as text, checked; `None` where it is left out.
    fn read<L: Look>(&self, params: Option<&L>) -> Result<Option<String>> {
        let value = params.and_then(|params| params.field(self.name));
        let Some(found) = &value else {
            return if self.is_required { Err(wrong(self.name, value.as_ref(), self.expected)) } else { Ok(None) };
        };
        let text = match self.kind {
            Kind::Flag => found.flag().map(|flag| if flag { "true" } else { "false" }.into()),
            Kind::Number(from, to) => found.number().filter(|value| (from..=to).contains(value)).map(number),
            Kind::Object => found.is_object().then(String::new),
            Kind::Text => some_text(found),
        };
        text.map(Some).ok_or_else(|| wrong(self.name, value.as_ref(), self.expected))
    }
}

/// A call's list `betas`, as it stands in a header.
fn betas<L: Look>(params: &L) -> Result<String> {
    let refuse = |value: &L| wrong("betas", Some(value), "a list of beta names such as \"managed-agents-2026-04-01\"");
    let Some(list) = params.field("betas") else { return Ok(String::new()) };
    let mut betas = String::new();
    for place in 0..list.length().ok_or_else(|| refuse(&list))? {
        let item = list.item(place);
        add_betas(&mut betas, &some_text(&item).ok_or_else(|| refuse(&item))?);
    }
    Ok(betas)
}
