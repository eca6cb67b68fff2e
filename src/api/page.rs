//! Lists come in pages, each with a cursor to the next.

use super::{Call, Client, Clock, Error, Path, RequestOptions, Transport, call::not_empty, call::within, models::Extra};
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
    /// Adds these parameters to a path.
    pub(crate) fn apply(&self, path: Path) -> Result<Path, Error> {
        let limit = within("limit", self.limit, 1, u64::MAX, "a whole number from 1 up")?;
        let path = path.query_number("limit", limit);
        Ok(match not_empty("page", self.page.as_deref(), "a cursor: the `next_page` of the page before")? {
            Some(cursor) => path.query("page", cursor),
            None => path,
        })
    }
}

/// A list, page by page or item by item, asked for as it is read.
pub struct Pages<T: Transport, C: Clock, M> {
    client: Client<T, C>,
    options: RequestOptions,
    call: NextCall<T>,
    cursor: Cursor,
    items: VecDeque<M>,
}

/// Makes the call for the page that starts at a cursor.
type NextCall<T> = Box<dyn Fn(Option<String>) -> Result<Call<<T as Transport>::Body>, Error>>;

/// Where a list is being read.
enum Cursor {
    /// At the page to ask for next.
    At(Option<String>),
    /// Behind the last page.
    End,
}

impl<T: Transport, C: Clock, M: DeserializeOwned> Pages<T, C, M> {
    pub(crate) fn new(client: Client<T, C>, options: &RequestOptions, first: Option<String>, call: NextCall<T>) -> Self {
        Pages { client, options: options.clone(), call, cursor: Cursor::At(first), items: VecDeque::new() }
    }

    /// The next page, or `None` behind the last one. After an error the same page is asked for again.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn next_page(&mut self) -> Result<Option<Page<M>>, Error> {
        let Cursor::At(cursor) = &self.cursor else { return Ok(None) };
        let page: Page<M> = self.client.call((self.call)(cursor.clone()), &self.options).await?;
        self.cursor = match page.next_page.clone().filter(|next| !next.is_empty()) {
            Some(next) => Cursor::At(Some(next)),
            None => Cursor::End,
        };
        Ok(Some(page))
    }

    /// The next item, across pages, or `None` behind the last one.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn next(&mut self) -> Result<Option<M>, Error> {
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
