//! Tasks: futures that run beside JavaScript. Each has a number, and JavaScript runs it by that.
//!
//! There is no queue of all, as `wasm-bindgen-futures` has one: that runs whatever is woken in the async context of the first, and what stands
//! behind a task that panics waits for the next to be woken.

use crate::api::LocalFuture;
use js_sys::{Array, Function, Promise};
use std::{
    cell::{Cell, RefCell},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Wake, Waker},
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/task.js")]
extern "C" {
    fn soon(run: &Function, number: u32);
}

#[wasm_bindgen(module = "/js/promise.js")]
extern "C" {
    /// A plain promise, what resolves it, and what rejects it.
    #[wasm_bindgen(js_name = deferred)]
    fn open_plain() -> Array;

    /// Settles that.
    fn settle(deferred: &Array, outcome: &JsValue, is_error: bool);
}

thread_local! {
    // A reference needs no dropping, so the access cannot fail.
    static TASKS: Cell<Option<&'static Tasks>> = const { Cell::new(None) };
}

/// All tasks that are not over.
struct Tasks {
    slots: RefCell<Slots>,
    /// The one that runs just now.
    running: Cell<Option<u32>>,
    /// What JavaScript calls with a number.
    run: Function,
}

#[derive(Default)]
struct Slots {
    all: Vec<Option<Task>>,
    free: Vec<u32>,
}

struct Task {
    /// Taken out while it runs; after a panic nothing puts it back.
    work: Option<LocalFuture<'static, ()>>,
    /// Who hears of a panic in it.
    concerns: JsValue,
    turn: Arc<Turn>,
}

impl Slots {
    fn add(&mut self, concerns: JsValue, work: LocalFuture<'static, ()>) -> Arc<Turn> {
        let number = self.free.pop().unwrap_or(self.all.len() as u32);
        let turn = Arc::new(Turn { number, is_due: AtomicBool::new(false) });
        let task = Some(Task { work: Some(work), concerns, turn: turn.clone() });
        match self.all.get_mut(number as usize) {
            Some(slot) => *slot = task,
            None => self.all.push(task),
        }
        turn
    }

    fn get(&mut self, number: u32) -> Option<&mut Task> {
        self.all.get_mut(number as usize)?.as_mut()
    }

    /// Takes up the work of a task whose turn it is.
    fn begin(&mut self, number: u32) -> Option<(LocalFuture<'static, ()>, Waker)> {
        let Some(task) = self.get(number) else {
            // It was the last turn of a task that is over.
            self.free.push(number);
            return None;
        };
        task.turn.is_due.store(false, Ordering::Relaxed);
        Some((task.work.take()?, task.turn.clone().into()))
    }

    fn remove(&mut self, number: u32) -> Option<Task> {
        let task = self.all.get_mut(number as usize)?.take()?;
        // Nobody wakes it any more. A turn that it still has comes in its own async context: its number is no other's before.
        if !task.turn.is_due.swap(true, Ordering::Relaxed) {
            self.free.push(number);
        }
        Some(task)
    }
}

/// Wakes a task: once, until it has had its turn.
struct Turn {
    number: u32,
    is_due: AtomicBool,
}

impl Wake for Turn {
    fn wake(self: Arc<Self>) {
        if !self.is_due.swap(true, Ordering::Relaxed) {
            soon(&tasks().run, self.number);
        }
    }
}

/// Made when something is first spawned, and kept.
fn tasks() -> &'static Tasks {
    TASKS.get().unwrap_or_else(|| {
        // The same kind of closure as what rings a wait: each kind brings glue.
        let run = Closure::<dyn Fn(u32, JsValue, bool)>::new(|number, _, _| run(number)).into_js_value().unchecked_into();
        let tasks = Box::leak(Box::new(Tasks { slots: RefCell::default(), running: Cell::default(), run }));
        TASKS.set(Some(tasks));
        tasks
    })
}

fn run(number: u32) {
    let tasks = tasks();
    let Some((mut work, waker)) = tasks.slots.borrow_mut().begin(number) else { return };
    tasks.running.set(Some(number));
    #[cfg(feature = "forced-panic")]
    {
        let is_background = tasks.slots.borrow_mut().get(number).is_some_and(|task| task.concerns == JsValue::TRUE);
        super::panic::forced::panic_if_due(is_background);
    }
    let is_over = work.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
    tasks.running.set(None);
    let mut slots = tasks.slots.borrow_mut();
    if is_over {
        let over = slots.remove(number);
        // What it held may wake others when it goes.
        drop(slots);
        drop((over, work));
    } else if let Some(task) = slots.get(number) {
        task.work = Some(work);
    }
}

/// Whom the task that runs just now concerns, which ends in a panic; `undefined` outside of tasks.
pub(super) fn panicking() -> JsValue {
    let concerns = |tasks: &Tasks| Some(tasks.slots.try_borrow_mut().ok()?.get(tasks.running.take()?)?.concerns.clone());
    TASKS.get().and_then(concerns).unwrap_or_default()
}

/// Runs a task beside the others. `concerns` is who hears of a panic in it: a promise (`js/promise.js`), or
/// `true`, which stands for everybody in the `watchers` of `js/panic.js`.
pub fn spawn(concerns: JsValue, work: LocalFuture<'static, ()>) {
    let turn = tasks().slots.borrow_mut().add(concerns, work);
    turn.wake();
}

/// A promise of what `work` gives. A panic in it rejects it.
pub fn promise(work: LocalFuture<'static, Result<JsValue, JsValue>>) -> Promise {
    let deferred = open_plain();
    let promise = deferred.get(0).unchecked_into();
    let concerns = deferred.clone().into();
    let settle = async move {
        let outcome = work.await;
        let is_error = outcome.is_err();
        settle(&deferred, &outcome.unwrap_or_else(|error| error), is_error);
    };
    spawn(concerns, Box::pin(settle));
    promise
}
