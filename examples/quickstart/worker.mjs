// The worker's side: poll, acknowledge, hold the lease with heartbeats, run the handler, stop.
import { setTimeout as sleep } from 'node:timers/promises';

const SLOTS = 4;
const HANDLER_MS = 600;
// A lease lasts half a minute. Beating this often is for you to have something to see; a third of the lease is often enough.
const BEAT_EVERY_MS = 250;

/** Claims and finishes items until there are none, or until `service.items` are claimed. */
export async function work(service, progress, signal) {
  const budget = { left: service.items ?? Number.POSITIVE_INFINITY };
  const slots = Array.from({ length: SLOTS }, (_, slot) => fill(`quickstart-${slot}`, service, budget, progress, signal));
  await Promise.all(slots);
}

async function fill(workerId, { workerClient, environmentId }, budget, progress, signal) {
  const { work: calls } = workerClient.environments;
  while (!signal.aborted && budget.left > 0) {
    budget.left -= 1;
    const item = await calls.poll(environmentId, { block_ms: 500, 'Anthropic-Worker-ID': workerId });
    if (item === null) return;
    progress.claim(item.id);
    const lease = { environment_id: environmentId };
    await calls.ack(item.id, lease);
    progress.say(item.id, 'acknowledged');
    if (await hold(calls, item, lease, progress)) {
      await calls.stop(item.id, { ...lease, force: true });
      progress.finish(item.id);
    }
  }
}

/** Runs the handler and beats until it is done. Whether the lease was held to the end. */
async function hold(calls, item, lease, progress) {
  let isDone = false;
  const handled = handle(item).finally(() => {
    isDone = true;
  });
  for (let last = 'NO_HEARTBEAT'; !isDone; await Promise.race([handled, sleep(BEAT_EVERY_MS)])) {
    const beat = await calls.heartbeat(item.id, { ...lease, expected_last_heartbeat: last });
    if (!beat.lease_extended) return false;
    last = beat.last_heartbeat;
    progress.beat(item.id);
  }
  await handled;
  return true;
}

/** What a worker is for. This one takes its time and does nothing. */
async function handle(item) {
  await sleep(HANDLER_MS, item.data.id);
}
