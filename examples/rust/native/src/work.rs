//! A worker: several items at once, each with its lease held, and a way to end that loses none.

use crate::{Client, arguments::WorkArguments, clock::TokioClock, say, transport::Http};
use leasehold::{
    api::{
        Body, LocalFuture, Result, Source,
        models::{WorkData, WorkItem},
    },
    lease::{Handler, HeartbeatOptions, Heartbeats, Item, Lease, LeaseOptions, Notice, PollerOptions, Worker, WorkerEvent, WorkerOptions},
};
use std::{rc::Rc, time::Duration};
use tokio::{select, task::spawn_local, time::sleep};

/// Works until the queue is empty, where that is asked for, or until a signal comes.
///
/// # Errors
/// What makes it pointless to go on: a key that is refused, an environment that is gone.
pub async fn work(client: Client, arguments: WorkArguments) -> Result<()> {
    let WorkArguments { environment_id, concurrency, item_ms, until_empty } = arguments;
    // Whoever spawns a task on this thread is host enough.
    let heartbeats = Heartbeats::new(*client.clock(), Rc::new(spawn_local), HeartbeatOptions::default());
    let name = format!("rust-{}-{:08x}", std::process::id(), fastrand::u32(..));
    let options = WorkerOptions {
        poller: PollerOptions { drain: until_empty, ..PollerOptions::new(environment_id, name) },
        concurrency,
        lease: LeaseOptions::default(),
    };
    let worker = Worker::new(client, heartbeats.clone(), options, Rc::new(Pretends { item_ms }));

    let signals = spawn_local(obey_signals(worker.clone()));
    let ended = worker.run().await;
    signals.abort();

    let (stats, beats) = (worker.stats(), heartbeats.stats());
    say(&format!("{} claimed, {} finished, {} failed, {} lost", stats.claimed, stats.finished, stats.failed, stats.lost));
    say(&format!("{} beats, {} failed, {} lost answers taken over, {} late", beats.beats, beats.failures, beats.adopted, beats.late));
    ended
}

/// The first signal lets the handlers finish; the second one stops them.
async fn obey_signals(worker: Worker<Http, TokioClock>) {
    signal().await;
    say(&format!("draining: {} items run; a second signal stops them", worker.stats().running));
    select! {
        () = worker.drain() => {}
        () = signal() => {
            say("stopping");
            worker.stop();
        }
    }
}

/// Ctrl-C or, where there is one, SIGTERM.
async fn signal() {
    #[cfg(unix)]
    if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// What a worker is for. This one takes its time and does nothing.
struct Pretends {
    item_ms: u64,
}

impl Handler<Http, TokioClock> for Pretends {
    fn handle(&self, item: Rc<Item<Vec<u8>>>, lease: Lease<Http, TokioClock>) -> LocalFuture<'static, Result<(), Source>> {
        let item_ms = self.item_ms;
        Box::pin(async move {
            let work: WorkItem = item.body.decode()?;
            let session = if let WorkData::Session(session) = &work.data { &session.id } else { "something newer" };
            say(&format!("{} runs {session}", work.id));
            select! {
                () = sleep(Duration::from_millis(item_ms)) => Ok(()),
                // The lease is lost, or somebody asks for a stop: the item may be another worker's by now.
                _ = lease.told_to_end() => Err("told to end".into()),
            }
        })
    }

    fn event(&self, event: WorkerEvent<'_, Vec<u8>>) {
        match event {
            WorkerEvent::Claimed(item) => say(&format!("{} claimed", item.item.work_id)),
            WorkerEvent::Finished { work_id, ran_ms } => say(&format!("{work_id} finished after {ran_ms} ms")),
            WorkerEvent::Failed { work_id, failure, .. } => say(&format!("{work_id} failed: {failure}")),
            WorkerEvent::Lease(item, Notice::Lost(end)) => say(&format!("{} lost: {end}", item.work_id)),
            WorkerEvent::Lease(item, Notice::Late { late_ms }) => say(&format!("{}: a beat was {late_ms} ms late", item.work_id)),
            WorkerEvent::Lease(item, Notice::StopFailed(error)) => say(&format!("{} could not be stopped: {error}", item.work_id)),
            WorkerEvent::Lease(..) => {}
            WorkerEvent::Idle => say("the queue is empty"),
        }
    }
}
