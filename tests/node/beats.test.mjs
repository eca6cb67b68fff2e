// Beats leave nothing behind: no growth of the JS heap or of the wasm's memory, no listener, no timer. `LEASEHOLD_BEATS=1000000` beats a
// million times, which takes a minute where nothing else runs.
import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { test } from 'node:test';
import { countListeners, heapBytes, importSeen } from '../support/memory.mjs';

const BEATS = Number(process.env.LEASEHOLD_BEATS ?? 200_000);
const LEASES = 1_000;
/** What the collector may not have found yet, in bytes: less than one for each of a million beats. */
const SLACK = 900_000;
/** Pages of the wasm's memory: what is taken at once may be more at one time than at another. */
const WASM_SLACK = 8 * 65_536;

const listeners = countListeners();
const {
  module: { Client },
  wasmBytes,
} = await importSeen('leasehold');

let answers = 0;
const fetch = async () => {
  answers += 1;
  const last_heartbeat = new Date(answers).toISOString();
  return new Response(JSON.stringify({ type: 'work_heartbeat', last_heartbeat, lease_extended: true, state: 'active', ttl_seconds: 300 }));
};
const client = new Client({ authToken: 'key', fetch });
const { signal } = new AbortController();
setMaxListeners(0, signal);
const open = (i) => client.environments.work.lease({ id: `work_${i}`, environment_id: 'env_1' }, { signal });
const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

/** What there is once everything that was dropped is collected. */
const left = async () => ({ heap: await heapBytes(), wasm: wasmBytes(), listeners: listeners(), timers: timers() });

/** How often the collector is asked meanwhile: how high the memory of the wasm rises depends on when objects are given back. */
const ROUNDS = 20;

/** What grew while `body` ran in rounds, after a few before that. */
async function growth(body) {
  const run = async (rounds) => {
    for (let i = 0; i < rounds; i += 1) {
      await body();
      await left();
    }
    return left();
  };
  const before = await run(4);
  const after = await run(ROUNDS);
  assert.ok(after.heap - before.heap < SLACK, `the heap grew from ${before.heap} to ${after.heap} bytes`);
  assert.ok(after.wasm - before.wasm < WASM_SLACK, `the wasm's memory grew from ${before.wasm} to ${after.wasm} bytes`);
  assert.deepEqual([after.listeners, after.timers], [before.listeners, before.timers], 'listeners and timers');
}

test(`${BEATS} beats`, { timeout: 600_000 }, async () => {
  const others = listeners();
  const leases = Array.from({ length: LEASES }, (_, i) => open(i));
  await Promise.all(leases.map(({ ready }) => ready));
  assert.equal(timers(), 1, 'one timer for all leases');
  const round = () => Promise.all(leases.map((lease) => lease.beat()));
  await growth(async () => {
    for (let i = 0; i < BEATS / ROUNDS / LEASES; i += 1) await round();
  });
  const { beats, failures, lost } = client.heartbeats.stats();
  assert.ok(beats >= BEATS, `${beats} beats`);
  assert.deepEqual([failures, lost, answers], [0, 0, beats]);
  for (const lease of leases) lease.release();
  assert.deepEqual([client.heartbeats.size, (await left()).timers, (await left()).listeners], [0, 0, others]);
});

test('leases that come and go', { timeout: 600_000 }, async () => {
  await growth(async () => {
    for (let i = 0; i < 10; i += 1) {
      const leases = Array.from({ length: 100 }, (_, n) => open(n));
      await Promise.all(leases.map(({ ready }) => ready));
      for (const lease of leases) {
        assert.equal(lease.signal.aborted, false);
        lease.release();
      }
      await Promise.all(leases.map(({ done }) => done));
    }
  });
  assert.deepEqual([client.heartbeats.size, client.heartbeats.nextAt], [0, null]);
});
