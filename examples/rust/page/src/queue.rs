//! A queue, as it changes.

use crate::{api::Api, task::use_task, trouble};
use leasehold::api::{
    Clock, PageParams, RequestOptions, Result,
    models::{WorkItem, WorkQueueStats},
    work::WorkListParams,
};
use yew::prelude::*;

/// How often the queue is looked at.
const EVERY_MS: u64 = 1_000;

/// How many of the newest items are shown.
const SHOWN: u64 = 8;

/// An environment's queue.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The API.
    pub api: Api,
    /// The environment.
    pub environment_id: AttrValue,
}

/// How full the queue is, and its newest items.
struct Look {
    stats: WorkQueueStats,
    items: Vec<WorkItem>,
}

/// Shows a queue, and looks again every second.
#[component]
pub fn Queue(Props { api, environment_id }: &Props) -> Html {
    let seen = use_state(|| None::<Result<Look>>);
    {
        let seen = seen.clone();
        use_task((api.clone(), environment_id.clone()), |(api, id)| {
            let (api, id) = (api.clone(), id.clone());
            async move {
                loop {
                    seen.set(Some(look(&api, &id).await));
                    api.client().clock().sleep(EVERY_MS).await;
                }
            }
        });
    }
    html! {
        <section aria-labelledby="queue">
            <h2 id="queue">{ "Queue" }</h2>
            {
                match &*seen {
                    None => html! { <p>{ "Loading…" }</p> },
                    Some(Err(error)) => trouble(error),
                    Some(Ok(look)) => shown(look),
                }
            }
        </section>
    }
}

fn shown(Look { stats, items }: &Look) -> Html {
    let fact = |name: &'static str, number: u64| html! { <div><dt>{ name }</dt><dd>{ number }</dd></div> };
    let row = |item: &WorkItem| html! { <tr key={item.id.clone()}><td><code>{ item.id.clone() }</code></td><td>{ item.state.as_str().to_owned() }</td></tr> };
    html! {
        <>
            <dl>
                { fact("waiting", stats.depth) }
                { fact("pending", stats.pending) }
                { fact("workers polling", stats.workers_polling.unwrap_or(0)) }
            </dl>
            <table>
                <caption>{ "The newest items" }</caption>
                <thead><tr><th scope="col">{ "Item" }</th><th scope="col">{ "State" }</th></tr></thead>
                <tbody>{ for items.iter().map(row) }</tbody>
            </table>
        </>
    }
}

async fn look(api: &Api, environment_id: &str) -> Result<Look> {
    let (work, options) = (api.client().work(), RequestOptions::default());
    let newest = WorkListParams { page: PageParams { limit: Some(SHOWN), page: None }, ..WorkListParams::default() };
    let stats = work.stats(environment_id, &Default::default(), &options).await?;
    let items = work.list(environment_id, &newest, &options).await?.data;
    Ok(Look { stats, items })
}
