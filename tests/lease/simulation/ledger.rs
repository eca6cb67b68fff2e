//! What really happens, seen from above, and what must hold of it at every moment.

use crate::lease::support::{START_MS, local_clock::LocalClock};
use leasehold::{
    api::Clock,
    emulator::VirtualClock,
    lease::{LeaseEnd, Notice},
};
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// How long an acknowledgement holds.
const FIRST_LEASE_MS: u64 = 30_000;

/// A machine whose monotonic clock stands still in sleep, and that does not say that it slept, looks at its clocks once a second (by a
/// clock that may be slow).
const SILENT_MS: u64 = 1_003;

/// What is asked of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    Poll,
    Ack(Rc<str>),
    Beat(Rc<str>),
    Stop(Rc<str>),
}

impl Ask {
    pub fn of(url: &str) -> Self {
        let path = url.split('?').next().unwrap();
        let words: Vec<&str> = path.rsplit('/').take(2).collect();
        match words[..] {
            ["poll", _] => Ask::Poll,
            ["ack", id] => Ask::Ack(id.into()),
            ["heartbeat", id] => Ask::Beat(id.into()),
            ["stop", id] => Ask::Stop(id.into()),
            _ => panic!("nobody asks for {path}"),
        }
    }
}

/// A machine, as far as it matters here.
pub struct Seat {
    pub clock: LocalClock,
    /// How many beats it may have on their way.
    pub max_in_flight: usize,
    beats: usize,
    pub is_suspended: bool,
    /// Whether its monotonic clock stands still in sleep and it does not say that it slept.
    pub is_silent: bool,
    /// From then on it can be expected to know what time it is.
    knows_ms: u64,
    /// What is to be checked when it runs again.
    later: Vec<(Key, u64)>,
}

/// A worker's hold on an item.
type Key = (usize, Rc<str>);

#[derive(Default)]
struct Claim {
    /// By the server's clock, by this worker's own calls.
    until_ms: u64,
    /// How often the worker believes that it holds the item. Twice, when it claims anew what it has not noticed yet that it lost.
    held: usize,
    beats: usize,
}

/// A handler that runs.
struct Run {
    machine: usize,
    item: Rc<str>,
    is_told: bool,
}

/// What came of it all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub requests: u64,
    pub beats: u64,
    pub handlers: u64,
    pub adopted: u64,
    pub expired: u64,
    pub taken: u64,
    pub refused: u64,
    pub stopping: u64,
    pub outlived: u64,
    /// Beats that the server took from a worker after another had acknowledged the item.
    pub usurped: u64,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.requests += other.requests;
        self.beats += other.beats;
        self.handlers += other.handlers;
        self.adopted += other.adopted;
        self.expired += other.expired;
        self.taken += other.taken;
        self.refused += other.refused;
        self.stopping += other.stopping;
        self.outlived += other.outlived;
        self.usurped += other.usurped;
    }
}

pub struct Ledger {
    truth: VirtualClock,
    pub seats: RefCell<Vec<Seat>>,
    claims: RefCell<BTreeMap<Key, Claim>>,
    /// Who acknowledged an item last.
    holders: RefCell<BTreeMap<Rc<str>, usize>>,
    runs: RefCell<BTreeMap<u64, Run>>,
    by_item: RefCell<BTreeMap<Rc<str>, BTreeSet<u64>>>,
    /// When to look whether a handler was told, for the lease that ends then.
    deadlines: RefCell<BTreeSet<(u64, Key, u64)>>,
    begun: Cell<u64>,
    pub tally: RefCell<Tally>,
}

impl Ledger {
    pub fn new(truth: &VirtualClock) -> Self {
        Ledger {
            truth: truth.clone(),
            seats: RefCell::default(),
            claims: RefCell::default(),
            holders: RefCell::default(),
            runs: RefCell::default(),
            by_item: RefCell::default(),
            deadlines: RefCell::default(),
            begun: Cell::new(0),
            tally: RefCell::default(),
        }
    }

    pub fn seat(&self, clock: &LocalClock, max_in_flight: usize, is_silent: bool) {
        let seat = Seat { clock: clock.clone(), max_in_flight, beats: 0, is_suspended: false, is_silent, knows_ms: 0, later: Vec::new() };
        self.seats.borrow_mut().push(seat);
    }

    /// A machine sends a request. What is given back says how long it waits for the answer.
    pub fn sends(self: &Rc<Self>, machine: usize, ask: &Ask) -> Sending {
        self.tally.borrow_mut().requests += 1;
        let mut claims = self.claims.borrow_mut();
        let mut beats = None;
        match ask {
            Ask::Poll | Ask::Ack(_) => {}
            Ask::Beat(id) | Ask::Stop(id) => {
                let claim = claims.get_mut(&(machine, id.clone())).expect("what is held was acknowledged");
                assert!(claim.held > 0, "{ask:?} of machine {machine} after it lost or stopped the item, {}", self.when());
                if matches!(ask, Ask::Beat(_)) {
                    claim.beats += 1;
                    assert_eq!(claim.beats, 1, "two beats at once for {id}, {}", self.when());
                    let seat = &mut self.seats.borrow_mut()[machine];
                    seat.beats += 1;
                    assert!(seat.beats <= seat.max_in_flight, "{} beats at once, {}", seat.beats, self.when());
                    self.tally.borrow_mut().beats += 1;
                    beats = Some((machine, id.clone()));
                }
            }
        }
        Sending { ledger: self.clone(), beats }
    }

    /// The server did what it was asked.
    pub fn served(&self, machine: usize, ask: &Ask, status: u16, body: &str) {
        let (id, holds_ms) = match ask {
            Ask::Ack(id) if status == 200 => {
                self.holders.borrow_mut().insert(id.clone(), machine);
                (id, FIRST_LEASE_MS)
            }
            Ask::Beat(id) if status == 200 => {
                let beat: Value = serde_json::from_str(body).unwrap();
                if beat["lease_extended"] != true {
                    return;
                }
                let is_holder = self.holders.borrow().get(id) == Some(&machine);
                self.tally.borrow_mut().usurped += u64::from(!is_holder);
                (id, beat["ttl_seconds"].as_u64().unwrap() * 1_000)
            }
            _ => return,
        };
        let (key, until_ms) = ((machine, id.clone()), self.truth.now_ms() + holds_ms);
        self.claims.borrow_mut().entry(key.clone()).or_default().until_ms = until_ms;
        self.deadlines.borrow_mut().insert((until_ms, key, until_ms));
    }

    /// A machine has the answer.
    pub fn answered(&self, machine: usize, ask: &Ask, status: u16, is_whole: bool) {
        let mut claims = self.claims.borrow_mut();
        match ask {
            Ask::Ack(id) if status == 200 && is_whole => claims.entry((machine, id.clone())).or_default().held += 1,
            Ask::Stop(id) if is_whole && !matches!(status, 408 | 429 | 500..) => lets_go(&mut claims, machine, id),
            _ => {}
        }
    }

    /// What a worker tells of a lease.
    pub fn noticed(&self, machine: usize, id: &Rc<str>, notice: &Notice<'_>) {
        let mut tally = self.tally.borrow_mut();
        match notice {
            Notice::Lost(end) => {
                match end {
                    LeaseEnd::Expired => tally.expired += 1,
                    LeaseEnd::Taken => tally.taken += 1,
                    _ => tally.refused += 1,
                }
                lets_go(&mut self.claims.borrow_mut(), machine, id);
            }
            Notice::Stopping => tally.stopping += 1,
            _ => return,
        }
        for number in self.by_item.borrow().get(id).into_iter().flatten() {
            if let Some(run) = self.runs.borrow_mut().get_mut(number).filter(|run| run.machine == machine) {
                run.is_told = true;
            }
        }
    }

    /// A handler begins. Nobody else is at work on the item: not on a machine that runs and has had time to notice.
    pub fn begins(self: &Rc<Self>, machine: usize, id: &Rc<str>) -> Running {
        let number = self.begun.get();
        self.begun.set(number + 1);
        self.tally.borrow_mut().handlers += 1;
        for other in self.by_item.borrow().get(id).into_iter().flatten() {
            let runs = self.runs.borrow();
            let other = &runs[other];
            assert!(
                other.is_told || !self.is_at_work(other),
                "machines {} and {machine} both work on {id}, {}; its lease: {}",
                other.machine,
                self.when(),
                self.explained(&(other.machine, id.clone()))
            );
        }
        self.runs.borrow_mut().insert(number, Run { machine, item: id.clone(), is_told: false });
        self.by_item.borrow_mut().entry(id.clone()).or_default().insert(number);
        let running = Running { ledger: self.clone(), number };
        running.steps();
        running
    }

    /// Whether a handler may be doing something. It is not while its machine is suspended, nor in the time that its machine's timers
    /// leave it without a chance to notice that the lease ran out: whatever it does then it does in a timer, and asks first.
    fn is_at_work(&self, run: &Run) -> bool {
        let until_ms = self.until_ms(&(run.machine, run.item.clone()));
        let now_ms = self.truth.now_ms();
        let seats = self.seats.borrow();
        let seat = &seats[run.machine];
        !seat.is_suspended && (now_ms < until_ms || now_ms >= seat.notices_ms(until_ms))
    }

    fn until_ms(&self, key: &Key) -> u64 {
        self.claims.borrow().get(key).map_or(0, |claim| claim.until_ms)
    }

    pub fn suspended(&self, machine: usize) {
        self.seats.borrow_mut()[machine].is_suspended = true;
    }

    /// A machine runs again.
    pub fn resumed(&self, machine: usize) {
        let now_ms = self.truth.now_ms();
        let seat = &mut self.seats.borrow_mut()[machine];
        seat.is_suspended = false;
        seat.knows_ms = now_ms + if seat.is_silent { SILENT_MS } else { 0 };
        self.deadlines.borrow_mut().extend(seat.later.drain(..).map(|(key, until_ms)| (now_ms, key, until_ms)));
    }

    /// Everything has happened that happens at this moment: whoever has to know by now knows.
    pub fn check(&self) {
        let now_ms = self.truth.now_ms();
        loop {
            let (key, until_ms) = {
                let mut deadlines = self.deadlines.borrow_mut();
                let Some((_, key, until_ms)) = deadlines.first().filter(|(at_ms, ..)| *at_ms <= now_ms).cloned() else { return };
                deadlines.pop_first();
                (key, until_ms)
            };
            if self.until_ms(&key) != until_ms || !self.runs_untold(&key) {
                continue;
            }
            let seat = &mut self.seats.borrow_mut()[key.0];
            if seat.is_suspended {
                seat.later.push((key, until_ms));
                continue;
            }
            let notices_ms = seat.notices_ms(until_ms);
            if now_ms >= notices_ms {
                panic!("a lease ran out, and its handler runs on, {}: {}", self.when(), seat.explained(&key, until_ms));
            }
            self.deadlines.borrow_mut().insert((notices_ms, key, until_ms));
        }
    }

    fn runs_untold(&self, (machine, id): &Key) -> bool {
        let (runs, by_item) = (self.runs.borrow(), self.by_item.borrow());
        by_item.get(id).into_iter().flatten().any(|number| runs[number].machine == *machine && !runs[number].is_told)
    }

    /// How many handlers run.
    pub fn running(&self) -> usize {
        self.runs.borrow().len()
    }

    /// Who holds an item, and whether a handler runs.
    pub fn held(&self, id: &str) -> String {
        let (claims, runs) = (self.claims.borrow(), self.runs.borrow());
        let holders: Vec<String> = claims.keys().filter(|(_, item)| &**item == id).map(|key| self.explained(key)).collect();
        let runs: Vec<_> = runs.values().filter(|run| &*run.item == id).map(|run| (run.machine, run.is_told)).collect();
        format!("{holders:?}; handlers (machine, told): {runs:?}")
    }

    fn explained(&self, key: &Key) -> String {
        self.seats.borrow()[key.0].explained(key, self.until_ms(key))
    }

    fn when(&self) -> String {
        format!("{} ms after the start", self.truth.now_ms() - START_MS)
    }
}

fn lets_go(claims: &mut BTreeMap<Key, Claim>, machine: usize, id: &Rc<str>) {
    if let Some(claim) = claims.get_mut(&(machine, id.clone())) {
        claim.held = claim.held.saturating_sub(1);
    }
}

impl Seat {
    /// When its timers have had a chance to notice that a lease ran out.
    fn notices_ms(&self, until_ms: u64) -> u64 {
        self.clock.rings_ms(until_ms.max(self.knows_ms))
    }
}

impl Seat {
    /// For people who look for a mistake.
    fn explained(&self, (machine, id): &Key, until_ms: u64) -> String {
        let Seat { is_suspended, is_silent, .. } = self;
        let [until_ms, knows_ms, notices_ms] = [until_ms, self.knows_ms, self.notices_ms(until_ms)].map(|ms| ms.saturating_sub(START_MS));
        format!(
            "machine {machine}, {id}, until {until_ms}, is noticed by {notices_ms}; the machine is suspended: {is_suspended}, silent: {is_silent}, awake since {knows_ms}"
        )
    }
}

/// A request whose answer is waited for.
#[must_use]
pub struct Sending {
    ledger: Rc<Ledger>,
    beats: Option<Key>,
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Some(key) = self.beats.take() {
            self.ledger.seats.borrow_mut()[key.0].beats -= 1;
            if let Some(claim) = self.ledger.claims.borrow_mut().get_mut(&key) {
                claim.beats -= 1;
            }
        }
    }
}

/// A handler that runs, until this is dropped.
#[must_use]
pub struct Running {
    ledger: Rc<Ledger>,
    number: u64,
}

impl Running {
    /// It asked its lease, which it holds, and does something: by the server's clock the lease must not have run out.
    pub fn steps(&self) {
        let runs = self.ledger.runs.borrow();
        let run = &runs[&self.number];
        let until_ms = self.ledger.until_ms(&(run.machine, run.item.clone()));
        let now_ms = self.ledger.truth.now_ms();
        assert!(now_ms < until_ms, "machine {} works on {} without a lease, {}", run.machine, run.item, self.ledger.when());
    }

    /// Whether it was told to end.
    pub fn is_told(&self) -> bool {
        self.ledger.runs.borrow()[&self.number].is_told
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let run = self.ledger.runs.borrow_mut().remove(&self.number);
        let mut by_item = self.ledger.by_item.borrow_mut();
        if let Some(run) = run
            && let Some(numbers) = by_item.get_mut(&run.item)
        {
            numbers.remove(&self.number);
            if numbers.is_empty() {
                by_item.remove(&run.item);
            }
        }
    }
}
