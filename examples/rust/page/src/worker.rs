//! A worker in the page.

use crate::{api::Api, trouble};
use futures_util::future::{Either, select};
use leasehold::{
    api::{Clock, LocalFuture, Result, Source},
    lease::{Handler, Item, Lease, LeaseOptions, Notice, PollerOptions, Worker, WorkerEvent, WorkerOptions},
    platform::{FetchTransport, JsBody, JsClock},
};
use std::{pin::pin, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// How many items are shown.
const SHOWN: usize = 20;

/// A worker of an environment.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The API.
    pub api: Api,
    /// The environment.
    pub environment_id: AttrValue,
}

/// Starts a worker, lets it be drained or stopped, and shows what becomes of each item. When it is shown no more, the worker is stopped.
#[component]
pub fn Crew(Props { api, environment_id }: &Props) -> Html {
    let book = use_reducer(Book::default);
    let (concurrency, seconds) = (use_node_ref(), use_node_ref());
    let running = use_mut_ref(|| None::<Worker<FetchTransport, JsClock>>);
    {
        let running = running.clone();
        use_effect_with((), move |()| {
            move || {
                if let Some(worker) = running.take() {
                    worker.stop();
                }
            }
        });
    }
    let start = {
        let (api, id, book, running) = (api.clone(), environment_id.clone(), book.dispatcher(), running.clone());
        let (concurrency, seconds) = (concurrency.clone(), seconds.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let handler = Pretends { item_ms: (number_in(&seconds) * 1_000.0) as u64, book: book.clone() };
            let options = WorkerOptions {
                poller: PollerOptions::new(id.as_str(), format!("page-{:08x}", (api.client().clock().random() * 4e9) as u32)),
                concurrency: number_in(&concurrency) as usize,
                lease: LeaseOptions::default(),
            };
            let worker = Worker::new(api.client().clone(), api.heartbeats().clone(), options, Rc::new(handler));
            *running.borrow_mut() = Some(worker.clone());
            book.dispatch(Entry::Began);
            let book = book.clone();
            spawn_local(async move { book.dispatch(Entry::Ended(worker.run().await)) });
        })
    };
    let drain = {
        let (running, book) = (running.clone(), book.dispatcher());
        Callback::from(move |_| {
            let Some(worker) = running.borrow().clone() else { return };
            book.dispatch(Entry::Drains);
            spawn_local(async move { worker.drain().await });
        })
    };
    let stop = Callback::from(move |_| {
        if let Some(worker) = &*running.borrow() {
            worker.stop();
        }
    });
    let is_on = book.state != State::Off;
    html! {
        <section aria-labelledby="worker">
            <h2 id="worker">{ "Worker" }</h2>
            <form onsubmit={start}>
                <label>{ "Items at once " }<input ref={concurrency} type="number" min="1" max="64" value="4" disabled={is_on} /></label>
                <label>{ "Seconds for each " }<input ref={seconds} type="number" min="0" max="600" step="0.1" value="3" disabled={is_on} /></label>
                <button disabled={is_on}>{ "Start" }</button>
                <button type="button" disabled={book.state != State::Works} onclick={drain}>{ "Drain" }</button>
                <button type="button" disabled={!is_on} onclick={stop}>{ "Stop" }</button>
            </form>
            <p role="status">{ book.told() }</p>
            if let Some(error) = &book.error {
                { trouble(error) }
            }
            <ul class="leases">{ for book.rows.iter().rev().map(Row::shown) }</ul>
        </section>
    }
}

fn number_in(input: &NodeRef) -> f64 {
    input.cast::<HtmlInputElement>().map_or(0.0, |input| input.value_as_number())
}

/// What a worker is for. This one takes its time and does nothing.
struct Pretends {
    item_ms: u64,
    book: UseReducerDispatcher<Book>,
}

impl Handler<FetchTransport, JsClock> for Pretends {
    fn handle(&self, _: Rc<Item<JsBody>>, lease: Lease<FetchTransport, JsClock>) -> LocalFuture<'static, Result<(), Source>> {
        let work = JsClock::default().sleep(self.item_ms);
        Box::pin(async move {
            match select(work, pin!(lease.told_to_end())).await {
                Either::Left(_) => Ok(()),
                // The lease is lost, or somebody asks for a stop: the item may be another worker's by now.
                Either::Right(_) => Err("told to end".into()),
            }
        })
    }

    fn event(&self, event: WorkerEvent<'_, JsBody>) {
        let entry = match event {
            WorkerEvent::Claimed(item) => Entry::Item(item.item.work_id.clone(), Fate::Claimed),
            WorkerEvent::Lease(item, Notice::Beat { held_for_ms, .. }) => Entry::Item(item.work_id.clone(), Fate::Held { held_for_ms }),
            WorkerEvent::Lease(item, Notice::Lost(end)) => Entry::Item(item.work_id.clone(), Fate::Over(format!("lost: {end}"))),
            WorkerEvent::Finished { work_id, .. } => Entry::Item(work_id.into(), Fate::Over("finished".into())),
            WorkerEvent::Failed { work_id, failure, .. } => Entry::Item(work_id.into(), Fate::Over(format!("failed: {failure}"))),
            WorkerEvent::Lease(..) | WorkerEvent::Idle => return,
        };
        self.book.dispatch(entry);
    }
}

/// What a worker has told.
#[derive(Clone, Default)]
struct Book {
    state: State,
    rows: Vec<Row>,
    claimed: usize,
    error: Option<Rc<str>>,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    Off,
    Works,
    Drains,
}

#[derive(Clone)]
struct Row {
    work_id: Rc<str>,
    beats: u32,
    fate: Fate,
}

#[derive(Clone)]
enum Fate {
    Claimed,
    Held { held_for_ms: u64 },
    Over(String),
}

/// What it tells.
enum Entry {
    Began,
    Drains,
    Ended(Result<()>),
    Item(Rc<str>, Fate),
}

impl Reducible for Book {
    type Action = Entry;

    fn reduce(self: Rc<Self>, entry: Entry) -> Rc<Self> {
        let mut book = Rc::unwrap_or_clone(self);
        match entry {
            Entry::Began => book = Book { state: State::Works, ..Book::default() },
            Entry::Drains => book.state = State::Drains,
            Entry::Ended(ended) => {
                book.state = State::Off;
                book.error = ended.err().map(|error| error.to_string().into());
            }
            Entry::Item(work_id, fate) => book.note(work_id, fate),
        }
        book.into()
    }
}

impl Book {
    fn note(&mut self, work_id: Rc<str>, fate: Fate) {
        if matches!(fate, Fate::Claimed) {
            self.claimed += 1;
            self.rows.push(Row { work_id, beats: 0, fate });
            let surplus = self.rows.len().saturating_sub(SHOWN);
            self.rows.drain(..surplus);
        } else if let Some(row) = self.rows.iter_mut().find(|row| row.work_id == work_id) {
            row.beats += u32::from(matches!(fate, Fate::Held { .. }));
            row.fate = fate;
        }
    }

    fn told(&self) -> String {
        let running = self.rows.iter().filter(|row| !matches!(row.fate, Fate::Over(_))).count();
        let what = match self.state {
            State::Off => "The worker is off",
            State::Works => "The worker runs",
            State::Drains => "The worker drains",
        };
        format!("{what}: {} claimed, {running} running", self.claimed)
    }
}

impl Row {
    fn shown(&self) -> Html {
        let (class, what) = match &self.fate {
            Fate::Claimed => ("held", "claimed".to_owned()),
            Fate::Held { held_for_ms } => ("held", format!("held for {} s after beat {}", held_for_ms / 1_000, self.beats)),
            Fate::Over(how) => ("over", how.clone()),
        };
        html! { <li key={&*self.work_id} {class}><code>{ self.work_id.to_string() }</code>{ " " }{ what }</li> }
    }
}
