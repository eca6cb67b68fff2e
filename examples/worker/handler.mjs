// What the worker is for. This is the file to replace.
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does the work of one item. Returning completes it; throwing fails it, and the worker goes on.
 *
 * `signal` is aborted when the lease is lost, when somebody asks for a stop, and when this process has to end before the item is
 * done: give it to everything that waits. An item whose handler then throws because the process has to end goes back to the queue. So
 * an item may be worked on twice: docs/lease.md says what to do about that.
 *
 * @param {import("leasehold").WorkItem} item what to do is in `item.data`; `item.secret` is a credential
 * @param {object} its
 * @param {AbortSignal} its.signal
 * @param {import("leasehold").Lease} its.lease
 * @param {import("./service.mjs").Log} its.log takes fields and a message
 */
export async function handle(item, { signal, log }) {
  log.debug({ workId: item.id, sessionId: item.data.id }, 'working');
  await sleep(500 + Math.random() * 2_000, undefined, { signal });
}
