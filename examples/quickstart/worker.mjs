// The worker: what is to be done with an item, and what is shown of it. Everything else is the package's.
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Claims and finishes items, `concurrency` at once: until the queue is empty, or until `service.items` were claimed.
 * `signals.drain` ends it gently, `signals.stop` at once.
 */
export async function work(service, concurrency, progress, signals) {
  const { workerClient, environmentId, items, drain } = service;
  const worker = workerClient.environments.work.worker({
    environmentId,
    concurrency,
    drain,
    // Short, for you to have beats to see: leases last half a minute otherwise.
    desiredTtlSeconds: 3,
    onWork: handle,
  });
  worker.on('claimed', () => {
    if (worker.stats().claimed >= items) worker.drain();
  });
  signals.drain.addEventListener('abort', () => worker.drain());

  progress.follow(worker, workerClient.heartbeats);
  await worker.run(signals.stop);
  progress.end();
}

/** What a worker is for. This one takes its time and does nothing. It ends when the lease is lost, or a stop is asked for. */
async function handle(item, lease) {
  const durationMs = 500 + Math.random() * 2_000;
  await sleep(durationMs, item.data.id, { signal: lease.signal });
}
