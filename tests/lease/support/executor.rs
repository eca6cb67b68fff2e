//! An executor for many machines on one thread. It runs what is ready, and counts; a machine that is suspended does not run.

use leasehold::{api::LocalFuture, lease::Host};
use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    rc::Rc,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Wake, Waker},
};

/// More polls than that at one moment are a loop without end.
const BUSIEST: u64 = 2_000_000;

/// Clones are the same executor.
#[derive(Clone, Default)]
pub struct Executor(Rc<State>);

#[derive(Default)]
struct State {
    slots: RefCell<Vec<Slot>>,
    free: RefCell<Vec<usize>>,
    ready: Arc<Mutex<VecDeque<usize>>>,
    /// Machines that do not run now, each with its tasks that would.
    suspended: RefCell<HashMap<usize, Vec<usize>>>,
    polls: Cell<u64>,
    /// Each task that somebody could wake has one.
    kept: Arc<()>,
}

struct Slot {
    machine: usize,
    task: Option<LocalFuture<'static, ()>>,
    waker: Arc<Ready>,
}

/// A task that is to be polled.
struct Ready {
    slot: usize,
    is_queued: AtomicBool,
    queue: Arc<Mutex<VecDeque<usize>>>,
    _kept: Arc<()>,
}

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_queued.swap(true, Ordering::Relaxed) {
            self.queue.lock().unwrap().push_back(self.slot);
        }
    }
}

impl Executor {
    pub fn spawn(&self, machine: usize, task: impl Future<Output = ()> + 'static) {
        let mut slots = self.0.slots.borrow_mut();
        let slot = self.0.free.borrow_mut().pop().unwrap_or(slots.len());
        let waker = Arc::new(Ready { slot, is_queued: AtomicBool::new(false), queue: self.0.ready.clone(), _kept: self.0.kept.clone() });
        waker.wake_by_ref();
        let entry = Slot { machine, task: Some(Box::pin(task)), waker };
        match slots.get_mut(slot) {
            Some(old) => *old = entry,
            None => slots.push(entry),
        }
    }

    /// Polls what is ready until nothing is.
    pub fn run(&self) {
        let before = self.polls();
        while self.polls() - before < BUSIEST {
            let Some(slot) = self.0.ready.lock().unwrap().pop_front() else { return };
            self.poll(slot);
        }
        panic!("something runs in circles");
    }

    /// How many polls there were.
    pub fn polls(&self) -> u64 {
        self.0.polls.get()
    }

    /// How many tasks somebody keeps a waker of, also where they are over.
    pub fn kept(&self) -> usize {
        Arc::strong_count(&self.0.kept) - 1
    }

    /// How many tasks there are.
    pub fn tasks(&self) -> usize {
        self.0.slots.borrow().len() - self.0.free.borrow().len()
    }

    /// From here on the machine's tasks do not run.
    pub fn suspend(&self, machine: usize) {
        self.0.suspended.borrow_mut().entry(machine).or_default();
    }

    /// They run again.
    pub fn resume(&self, machine: usize) {
        let waiting = self.0.suspended.borrow_mut().remove(&machine).unwrap_or_default();
        self.0.ready.lock().unwrap().extend(waiting);
    }

    fn poll(&self, slot: usize) {
        let (mut task, waker) = {
            let mut slots = self.0.slots.borrow_mut();
            let entry = &mut slots[slot];
            if let Some(waiting) = self.0.suspended.borrow_mut().get_mut(&entry.machine) {
                return waiting.push(slot);
            }
            entry.waker.is_queued.store(false, Ordering::Relaxed);
            let Some(task) = entry.task.take() else { return };
            (task, Waker::from(entry.waker.clone()))
        };
        self.0.polls.set(self.0.polls.get() + 1);
        let is_over = task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
        if is_over {
            drop(task);
            self.0.free.borrow_mut().push(slot);
        } else {
            self.0.slots.borrow_mut()[slot].task = Some(task);
        }
    }
}

/// A machine, as leases and workers see it.
pub struct MachineHost {
    pub executor: Executor,
    pub machine: usize,
    /// Whether leases are held, as it was told.
    pub holds: Cell<bool>,
    /// How often the loop was yielded.
    pub turns: Cell<u64>,
}

impl MachineHost {
    pub fn new(executor: &Executor, machine: usize) -> Rc<Self> {
        Rc::new(MachineHost { executor: executor.clone(), machine, holds: Cell::new(false), turns: Cell::new(0) })
    }
}

impl Host for MachineHost {
    fn spawn(&self, task: LocalFuture<'static, ()>) {
        self.executor.spawn(self.machine, task);
    }

    fn turn(&self) -> LocalFuture<'static, ()> {
        self.turns.set(self.turns.get() + 1);
        let mut had_turn = false;
        Box::pin(std::future::poll_fn(move |context| {
            if std::mem::replace(&mut had_turn, true) {
                return std::task::Poll::Ready(());
            }
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        }))
    }

    fn holds(&self, any: bool) {
        assert_ne!(self.holds.replace(any), any, "told what it knows");
    }
}
