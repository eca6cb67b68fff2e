//! A work item that was polled.

use super::{CallOptions, LeasedItem, calls::How};
use crate::api::{Body, Credential, Look, models::Secret, secret::sessions_token};

/// A work item as the server sent it, and what the client itself needs of it.
#[derive(Clone)]
pub struct Item<B> {
    /// Which one it is.
    pub item: LeasedItem,
    /// Whether it is a health check, which a worker answers by itself.
    pub is_health_check: bool,
    /// The item as it came. It may hold a secret.
    pub body: B,
    credential: Option<Credential>,
}

impl<B> std::fmt::Debug for Item<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Item").field("item", &self.item).finish_non_exhaustive()
    }
}

impl<B: Body> Item<B> {
    /// Reads what is needed; `None` where the item has no ids.
    pub fn read(body: B) -> Option<Self> {
        let (item, is_health_check, credential) = {
            let view = body.view()?;
            let item = LeasedItem { work_id: view.text_at("id")?.into(), environment_id: view.text_at("environment_id")?.into() };
            let is_health_check = view.field("data").and_then(|data| data.text_at("type")).as_deref() == Some("healthcheck");
            let credential = view.text_at("secret").and_then(|secret| sessions_token::<B>(&secret)).map(Credential::Bearer);
            (item, is_health_check, credential)
        };
        Some(Item { item, is_health_check, body, credential })
    }

    /// With this bearer, unless the item has a token of its own.
    pub fn or_bearer(mut self, key: Secret) -> Self {
        self.credential.get_or_insert(Credential::Bearer(key));
        self
    }

    /// How the calls for this item are sent: with its own token where it has one.
    pub fn calls(&self, others: &CallOptions) -> CallOptions {
        let How { credential, headers } = self.how(others);
        CallOptions { credential: credential.cloned(), headers: headers.clone() }
    }

    /// The same, lent.
    pub(super) fn how<'a>(&'a self, others: &'a CallOptions) -> How<'a> {
        How { credential: self.credential.as_ref().or(others.credential.as_ref()), headers: &others.headers }
    }
}
