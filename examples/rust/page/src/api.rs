//! What the page's parts share: one client, and one timer for all leases.

use leasehold::{
    api::{BaseUrl, ClientOptions, Credential},
    lease::{HeartbeatOptions, Heartbeats},
    platform::{FetchTransport, JsClock, JsHost},
};
use std::{error::Error, rc::Rc};

/// The client, in a browser.
pub type Client = leasehold::api::Client<FetchTransport, JsClock>;

/// The client and its heartbeats. Clones are the same, and equal.
#[derive(Clone)]
pub struct Api(Rc<Shared>);

struct Shared {
    client: Client,
    heartbeats: Heartbeats<JsClock>,
}

impl PartialEq for Api {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Api {
    /// The API behind a proxy of the page's own origin. The proxy adds the key: whoever reads a page reads what it holds.
    ///
    /// # Errors
    /// Where the browser has no fetch, or the page no origin.
    pub fn here() -> Result<Self, Box<dyn Error>> {
        let transport = FetchTransport::global().ok_or("this browser has no fetch")?;
        let base_url = base_url().ok_or("this page has no origin")?;
        let base_url = BaseUrl::parse(&base_url, false)?;
        let client = Client::new(transport, JsClock::default(), ClientOptions { base_url, ..ClientOptions::new(Credential::None) })?;
        Ok(Api(Rc::new(Shared { client, heartbeats: heartbeats() })))
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// The one timer of all leases.
    pub fn heartbeats(&self) -> &Heartbeats<JsClock> {
        &self.0.heartbeats
    }
}

/// `?api=/path` of this page's own origin; default `/api`.
fn base_url() -> Option<String> {
    let location = web_sys::window()?.location();
    let asked = location.search().ok()?;
    let path = asked.strip_prefix("?api=").filter(|path| path.starts_with('/')).unwrap_or("/api");
    Some(location.origin().ok()? + path)
}

/// Timers in a Worker, because those of a hidden page may ring once a minute; and the leases are looked at when the page wakes up.
fn heartbeats() -> Heartbeats<JsClock> {
    let host = Rc::new(JsHost::default());
    let heartbeats = Heartbeats::new(JsClock::in_worker(), host.clone(), HeartbeatOptions::default());
    host.when_awake(Rc::new(heartbeats.waker()));
    heartbeats
}
