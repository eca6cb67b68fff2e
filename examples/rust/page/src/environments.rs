//! The list of environments.

use crate::{api::Api, task::use_task, trouble};
use leasehold::api::{
    RequestOptions, Result,
    environments::EnvironmentListParams,
    models::{Environment, EnvironmentConfig},
};
use yew::prelude::*;

/// The list, which one of it is picked, and what is told when another is.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The API.
    pub api: Api,
    /// The environment that is picked.
    pub picked: Option<AttrValue>,
    /// Told which one is to be.
    pub pick: Callback<AttrValue>,
}

/// Lists the environments, and lets one be picked whose work runs on machines of one's own: the others have no queue.
#[component]
pub fn Environments(Props { api, picked, pick }: &Props) -> Html {
    let listed = use_state(|| None::<Result<Vec<Environment>>>);
    {
        let listed = listed.clone();
        use_task(api.clone(), |api| {
            let api = api.clone();
            async move { listed.set(Some(list(&api).await)) }
        });
    }
    let row = |environment: &Environment| {
        let id = AttrValue::from(environment.id.clone());
        let is_picked = picked.as_ref() == Some(&id);
        let onclick = pick.reform(move |_| id.clone());
        match environment.config {
            EnvironmentConfig::SelfHosted { .. } => html! {
                <li><button type="button" aria-pressed={is_picked.to_string()} {onclick}>{ environment.name.clone() }</button></li>
            },
            _ => html! { <li>{ environment.name.clone() }{ " (in the cloud)" }</li> },
        }
    };
    html! {
        <section aria-labelledby="environments">
            <h2 id="environments">{ "Environments" }</h2>
            {
                match &*listed {
                    None => html! { <p>{ "Loading…" }</p> },
                    Some(Err(error)) => trouble(error),
                    Some(Ok(environments)) if environments.is_empty() => html! { <p>{ "There are none." }</p> },
                    Some(Ok(environments)) => html! { <ul class="environments">{ for environments.iter().map(row) }</ul> },
                }
            }
        </section>
    }
}

/// All of them, page by page as the server has them.
async fn list(api: &Api) -> Result<Vec<Environment>> {
    let mut pages = api.client().environments().pages(&EnvironmentListParams::default(), &RequestOptions::default());
    let mut environments = Vec::new();
    while let Some(page) = pages.next_page().await? {
        environments.extend(page.data);
    }
    Ok(environments)
}
