//! Lists come in pages, each with a cursor to the next.

use super::{Client, Clock, RequestOptions, Result, Transport, endpoint::Endpoint, look::Plain, models::Extra};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{collections::VecDeque, fmt};

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Page<M> {
    /// The items, in the server's order.
    pub data: Vec<M>,
    /// Where the next page starts; `None` on the last one. Opaque.
    #[serde(default)]
    pub next_page: Option<String>,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Which page to ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageParams {
    /// How many items at most. The server's default when left out.
    pub limit: Option<u64>,
    /// Where to start: a [`Page::next_page`].
    pub page: Option<String>,
}

impl PageParams {
    /// Adds these parameters to others.
    pub(crate) fn add_to(&self, params: &mut Plain) {
        params.set("limit", self.limit);
        params.set("page", self.page.clone());
    }
}

/// A list, page by page or item by item, asked for as it is read.
pub struct Pages<T: Transport, C: Clock, M> {
    list: Option<List<T, C>>,
    items: VecDeque<M>,
}

/// How to ask for the next page.
pub(crate) struct List<T: Transport, C: Clock> {
    pub(crate) client: Client<T, C>,
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) id: Option<Plain>,
    pub(crate) params: Plain,
    pub(crate) options: RequestOptions,
}

impl<T: Transport, C: Clock> List<T, C> {
    /// Asks for the page.
    pub(crate) async fn page<M: DeserializeOwned>(&self) -> Result<Page<M>> {
        self.client.call(self.endpoint.call(self.id.as_ref(), Some(&self.params), None), &self.options).await
    }
}

impl<T: Transport, C: Clock, M: DeserializeOwned> Pages<T, C, M> {
    pub(crate) fn new(list: List<T, C>) -> Self {
        Pages { list: Some(list), items: VecDeque::new() }
    }

    /// The next page, or `None` behind the last one. After an error the same page is asked for again.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn next_page(&mut self) -> Result<Option<Page<M>>> {
        let Some(list) = &mut self.list else { return Ok(None) };
        let page: Page<M> = list.page().await?;
        match page.next_page.clone().filter(|next| !next.is_empty()) {
            Some(next) => list.params.set("page", next),
            None => self.list = None,
        }
        Ok(Some(page))
    }

    /// The next item, across pages, or `None` behind the last one.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn next(&mut self) -> Result<Option<M>> {
        while self.items.is_empty() {
            match self.next_page().await? {
                Some(page) => self.items.extend(page.data),
                None => return Ok(None),
            }
        }
        Ok(self.items.pop_front())
    }
}

impl<T: Transport, C: Clock, M> fmt::Debug for Pages<T, C, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("read_ahead", &self.items.len()).finish_non_exhaustive()
    }
}
