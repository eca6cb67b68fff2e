//! Tasks: futures that run beside each other, a step at a time, in microtasks.
//!
//! As `wasm-bindgen-futures` runs them, but without what weighs as much again: it also knows of stacks that are switched, and of runtimes
//! without `queueMicrotask`. And a task that a panic has ended stays so: nobody else is told when it is woken once more.

use crate::api::LocalFuture;
use js_sys::Function;
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    mem::{replace, take},
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(run: &Function);
}

thread_local! {
    // A reference needs no dropping, so the access cannot fail.
    static RUNNER: Cell<Option<&'static Runner>> = const { Cell::new(None) };
}

/// Has tasks run.
struct Runner {
    tasks: RefCell<Tasks>,
    /// What JavaScript calls in a microtask.
    run: Function,
}

/// All tasks, by their numbers.
#[derive(Default)]
struct Tasks {
    all: Vec<Task>,
    /// Numbers whose tasks are over, to be used again.
    free: Vec<u32>,
    /// Who has a step to do, in turn.
    ready: VecDeque<u32>,
    /// Whether JavaScript will call.
    is_called: bool,
    /// Whom the task concerns that runs just now; `undefined` outside of tasks.
    running: JsValue,
}

struct Task {
    /// None while it runs; and when it is over, or a panic has ended it.
    work: Option<Work>,
    waker: Waker,
    is_ready: bool,
}

/// What a task does, and whom it concerns.
struct Work {
    concerns: JsValue,
    future: LocalFuture<'static, ()>,
}

/// Wakes the task of this number.
struct Number(u32);

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        runner().wake(self.0);
    }
}

impl Tasks {
    fn add(&mut self, work: Work) -> u32 {
        if let Some(number) = self.free.pop()
            && let Some(task) = self.all.get_mut(number as usize)
        {
            task.work = Some(work);
            return number;
        }
        let number = self.all.len() as u32;
        self.all.push(Task { work: Some(work), waker: Arc::new(Number(number)).into(), is_ready: false });
        number
    }

    /// Notes that a task is ready. Whether it is the first one, so that JavaScript has to call.
    fn is_first(&mut self, number: u32) -> bool {
        let was_ready = self.all.get_mut(number as usize).is_none_or(|task| replace(&mut task.is_ready, true));
        if !was_ready {
            self.ready.push_back(number);
        }
        !was_ready && !replace(&mut self.is_called, true)
    }

    /// JavaScript has called: how many are ready.
    fn begin(&mut self) -> usize {
        self.is_called = false;
        self.ready.len()
    }

    /// The next step to do, if there is one.
    fn next(&mut self) -> Option<(u32, Work, Waker)> {
        let number = self.ready.pop_front()?;
        let task = self.all.get_mut(number as usize)?;
        task.is_ready = false;
        let work = task.work.take()?;
        self.running = work.concerns.clone();
        Some((number, work, task.waker.clone()))
    }

    /// After a step: `work` is what is left to do.
    fn stepped(&mut self, number: u32, work: Option<Work>) {
        self.running = JsValue::UNDEFINED;
        if work.is_none() {
            self.free.push(number);
        }
        if let Some(task) = self.all.get_mut(number as usize) {
            task.work = work;
        }
    }
}

/// Made when the first task is, and kept.
fn runner() -> &'static Runner {
    RUNNER.get().unwrap_or_else(|| {
        let run = Closure::<dyn Fn()>::new(run).into_js_value().unchecked_into();
        let runner = Box::leak(Box::new(Runner { tasks: RefCell::default(), run }));
        RUNNER.set(Some(runner));
        runner
    })
}

impl Runner {
    fn call(&self) {
        queue_microtask(&self.run);
    }

    fn wake(&self, number: u32) {
        if self.tasks.borrow_mut().is_first(number) {
            self.call();
        }
    }

    /// Does a step of each task that is ready; those that it makes ready have their turn in the next microtask.
    fn run(&self) {
        let ready = self.tasks.borrow_mut().begin();
        for _ in 0..ready {
            let next = self.tasks.borrow_mut().next();
            let Some((number, mut work, waker)) = next else { continue };
            #[cfg(feature = "forced-panic")]
            super::panic::forced::panic_if_due(work.concerns == JsValue::TRUE);
            match work.future.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Pending => self.tasks.borrow_mut().stepped(number, Some(work)),
                Poll::Ready(()) => {
                    self.tasks.borrow_mut().stepped(number, None);
                    // Last, and with nothing borrowed: what it drops may wake others.
                    drop(work);
                }
            }
        }
    }
}

fn run() {
    runner().run();
}

/// Runs a future beside the others. `concerns` is who hears of a panic in it.
pub(super) fn spawn(concerns: JsValue, future: LocalFuture<'static, ()>) {
    let number = runner().tasks.borrow_mut().add(Work { concerns, future });
    runner().wake(number);
}

/// Whom the task that runs just now concerns. A panic has ended it; the others go on.
pub(super) fn ended() -> JsValue {
    runner().call();
    take(&mut runner().tasks.borrow_mut().running)
}
