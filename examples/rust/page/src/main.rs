//! The crate `leasehold` in a page, over its own fetch: environments, a queue as it changes, and a worker in the page.

mod api;
mod environments;
mod queue;
mod task;
mod worker;

use api::Api;
use environments::Environments;
use queue::Queue;
use worker::Crew;
use yew::prelude::*;

fn main() {
    yew::Renderer::<App>::new().render();
}

/// The page.
#[component]
fn App() -> Html {
    let api = use_memo((), |()| Api::here());
    let picked = use_state(|| None::<AttrValue>);
    let content = match &*api {
        Err(error) => trouble(error),
        Ok(api) => {
            let pick = {
                let picked = picked.clone();
                Callback::from(move |id| picked.set(Some(id)))
            };
            let below = (*picked).clone().map(|id| {
                html! {
                    // Another environment is another queue, and another worker.
                    <div key={id.to_string()} class="beside">
                        <Queue api={api.clone()} environment_id={id.clone()} />
                        <Crew api={api.clone()} environment_id={id} />
                    </div>
                }
            });
            html! {
                <>
                    <Environments api={api.clone()} picked={(*picked).clone()} {pick} />
                    { below }
                </>
            }
        }
    };
    html! {
        <main>
            <h1>{ "leasehold from Rust" }</h1>
            { content }
        </main>
    }
}

/// What went wrong, for whoever looks or listens.
fn trouble(error: &impl ToString) -> Html {
    html! { <p role="alert">{ error.to_string() }</p> }
}
