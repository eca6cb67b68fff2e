//! Everything together, and what must hold at every moment.

use super::{
    network::{Future, Happening, Network},
    server::Server,
    worker::{Hands, Tally, Worker},
};

const WORKERS: usize = 5;
const ITEMS: usize = 12;
/// When the sun goes up: from here on nothing is lost any more, and everything has to end.
const DAWN_MS: u64 = 20 * 60_000;
const END_MS: u64 = 90 * 60_000;
const START_MS: u64 = 1_700_000_000_000;

/// How bad it is.
#[derive(Clone, Copy)]
pub struct Weather {
    /// How often one way of a call leads nowhere.
    pub loss: f64,
    /// How long one way takes at most.
    pub longest_ms: u64,
    /// How often a machine falls asleep, a minute.
    pub sleep: f64,
    /// How far clocks are apart at most.
    pub skew_ms: u64,
}

pub struct World {
    now_ms: u64,
    server: Server,
    workers: Vec<Worker>,
    items: Vec<String>,
    future: Future,
    network: Network,
}

impl World {
    pub fn new(seed: u64, weather: Weather) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut skew = |most: u64| random.u64(0..=most);
        let mut server = Server::new(seed, skew(weather.skew_ms), START_MS);
        let workers: Vec<Worker> = (0..WORKERS).map(|number| Worker::new(number, skew(weather.skew_ms))).collect();
        let items = (0..ITEMS).map(|_| server.enqueue(START_MS)).collect();
        let mut future = Future::default();
        for worker in 0..WORKERS {
            future.add(START_MS + random.u64(0..1_000), Happening::Rings { worker, timer: 0 });
            for minute in 0..DAWN_MS / 60_000 {
                if random.f64() < weather.sleep {
                    let at_ms = START_MS + minute * 60_000 + random.u64(0..60_000);
                    future.add(at_ms, Happening::Sleeps { worker, for_ms: random.u64(100..50_000) });
                }
            }
        }
        World { now_ms: START_MS, server, workers, items, future, network: Network { weather, random } }
    }

    /// Lives until everything is done.
    pub fn run(mut self) -> Tally {
        let mut happened = 0;
        while let Some((at_ms, happening)) = self.future.next() {
            happened += 1;
            // Asking is slow, and nothing depends on asking often.
            if at_ms > START_MS + END_MS || happened % 256 == 0 && self.is_finished() {
                break;
            }
            self.now_ms = at_ms;
            if at_ms > START_MS + DAWN_MS {
                self.network.weather.loss = 0.0;
            }
            self.happen(happening);
            self.check();
        }
        for id in self.items.clone() {
            assert_eq!(self.server.state(&id, self.now_ms), "stopped", "{id} after {} s", (self.now_ms - START_MS) / 1_000);
        }
        let mut tally = Tally::default();
        self.workers.iter().for_each(|worker| tally.add(worker.tally));
        tally
    }

    fn is_finished(&mut self) -> bool {
        let now_ms = self.now_ms;
        self.items.iter().all(|id| self.server.state(id, now_ms) == "stopped")
    }

    fn happen(&mut self, happening: Happening) {
        let now_ms = self.now_ms;
        let number = match &happening {
            Happening::Arrives { worker, call, ask } => {
                return self.network.deliver(&mut self.future, now_ms, &mut self.server, (*worker, *call, ask));
            }
            Happening::Answers { worker, .. }
            | Happening::TimesOut { worker, .. }
            | Happening::Rings { worker, .. }
            | Happening::Sleeps { worker, .. } => *worker,
        };
        let worker = &mut self.workers[number];
        if worker.asleep_until_ms > now_ms {
            // It happens when the machine wakes up.
            return self.future.add(worker.asleep_until_ms, happening);
        }
        let mut hands = Hands { now_ms, future: &mut self.future, network: &mut self.network };
        match happening {
            Happening::Sleeps { for_ms, .. } => {
                worker.sleep(now_ms, for_ms);
                // Waking up is an event of its own, like `resume` in a browser: the first thing is to look.
                self.future.add(now_ms + for_ms, Happening::Rings { worker: number, timer: u64::MAX });
            }
            Happening::Rings { timer: u64::MAX, .. } => worker.look(&mut hands),
            Happening::Rings { timer, .. } => worker.rings(&mut hands, timer),
            Happening::TimesOut { call, .. } => worker.ended(&mut hands, call, None),
            Happening::Answers { call, status, body, .. } => worker.ended(&mut hands, call, Some((status, body))),
            Happening::Arrives { .. } => {}
        }
    }

    /// No item is worked on twice at a time: not by machines that are awake.
    fn check(&self) {
        let awake = self.workers.iter().filter(|worker| worker.asleep_until_ms <= self.now_ms);
        let mut running: Vec<&str> = awake.filter_map(Worker::running).collect();
        running.sort_unstable();
        let twice = running.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(twice, None, "worked on twice after {} ms", self.now_ms - START_MS);
    }
}
