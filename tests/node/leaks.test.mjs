// What is dropped is collected. The collector decides when; the tests ask it until a deadline.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from 'leasehold';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const DEADLINE_MS = 20_000;
const client = new Client({ apiKey: 'sk-test', fetch: async () => new Response('{"id":"env_1","type":"environment"}') });

/** Makes things in a function that leaves nothing on the stack, and waits until all of them are gone. */
async function areCollected(make) {
  const refs = [];
  for (let i = 0; i < 50; i += 1) refs.push(await make());
  for (const until = performance.now() + DEADLINE_MS; performance.now() < until; await sleep(5)) {
    collect();
    if (refs.every((ref) => ref.deref() === undefined)) return;
  }
  const left = refs.filter((ref) => ref.deref() !== undefined).length;
  assert.fail(`${left} of ${refs.length} are still there`);
}

test('a promise whose data nobody asked for', () =>
  areCollected(async () => {
    const promise = client.environments.retrieve('env_1');
    await promise.asResponse();
    return new WeakRef(promise);
  }));

test('a promise that nobody looked at', () => areCollected(async () => new WeakRef(client.environments.retrieve('env_1'))));

test('the data of a call', () => areCollected(async () => new WeakRef(await client.environments.retrieve('env_1'))));

test('the signal of a call that is over', () =>
  areCollected(async () => {
    const { signal } = new AbortController();
    await client.environments.retrieve('env_1', {}, { signal });
    return new WeakRef(signal);
  }));

test('why an item that was handed in was to end', () => {
  const answer = { last_heartbeat: '2026-01-01T00:00:00Z', lease_extended: true, state: 'active', ttl_seconds: 30, id: 'work_1' };
  let told;
  const { work } = new Client({ authToken: 'sk-test', fetch: async () => Response.json(answer) }).environments;
  const worker = work.worker({ onWork: () => told.abort(new Error('enough')) });
  let item = 0;
  return areCollected(async () => {
    told = new AbortController();
    const { signal } = told;
    item += 1;
    await worker.handleItem({ workId: `work_${item}`, environmentId: 'env_1', signal });
    told = undefined;
    return new WeakRef(signal.reason);
  });
});

test('a client with its resources', () =>
  areCollected(async () => {
    const other = client.withOptions({ maxRetries: 1 });
    assert.ok(other.environments.work);
    return new WeakRef(other.environments);
  }));

test('a signal that outlives its calls is left without listeners', async () => {
  const { signal } = new AbortController();
  const added = new Set();
  signal.addEventListener = (type, listener) => added.add(listener) && AbortSignal.prototype.addEventListener.call(signal, type, listener);
  signal.removeEventListener = (type, listener) =>
    added.delete(listener) && AbortSignal.prototype.removeEventListener.call(signal, type, listener);
  for (let i = 0; i < 10; i += 1) await client.environments.retrieve('env_1', {}, { signal });
  assert.equal(added.size, 0);
});
