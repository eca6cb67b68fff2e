// A million beats leave nothing behind: no growth of the JS heap or of the wasm's memory, no listener, no timer. `LEASEHOLD_BEATS` says
// how many it shall be instead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const BEATS = Number(process.env.LEASEHOLD_BEATS ?? 1_000_000);
const LEASES = 1_000;
/** What the collector may not have found yet, in bytes: less than one for every beat. */
const SLACK = 900_000;

// The memory is nobody's to see; so it is caught when the instance is made.
let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = function instantiate(...args) {
  const instance = new Instance(...args);
  memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
  return instance;
};
const { Client } = await import('leasehold');
WebAssembly.Instance = Instance;

let listeners = 0;
const { addEventListener, removeEventListener } = EventTarget.prototype;
EventTarget.prototype.addEventListener = function add(...args) {
  listeners += 1;
  return addEventListener.apply(this, args);
};
EventTarget.prototype.removeEventListener = function remove(...args) {
  listeners -= 1;
  return removeEventListener.apply(this, args);
};

let answers = 0;
const fetch = async () => {
  answers += 1;
  const last_heartbeat = new Date(answers).toISOString();
  return new Response(JSON.stringify({ type: 'work_heartbeat', last_heartbeat, lease_extended: true, state: 'active', ttl_seconds: 300 }));
};
const client = new Client({ authToken: 'key', fetch });
const { signal } = new AbortController();
const open = (i) => client.environments.work.lease({ id: `work_${i}`, environment_id: 'env_1' }, { signal });
const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

/** What there is once everything that was dropped is collected. */
async function left() {
  let heap = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collect();
    heap = Math.min(heap, process.memoryUsage().heapUsed);
  }
  return { heap, wasm: memory.buffer.byteLength, listeners, timers: timers() };
}

/** What grew while `body` ran, after it had run once before. */
async function growth(warmUp, body) {
  await warmUp();
  const before = await left();
  await body();
  const after = await left();
  assert.ok(after.heap - before.heap < SLACK, `the heap grew from ${before.heap} to ${after.heap} bytes`);
  assert.deepEqual({ ...after, heap: 0 }, { ...before, heap: 0 });
}

test(`${BEATS} beats`, { timeout: 600_000 }, async () => {
  const leases = Array.from({ length: LEASES }, (_, i) => open(i));
  await Promise.all(leases.map(({ ready }) => ready));
  assert.equal(timers(), 1, 'one timer for all leases');
  const round = () => Promise.all(leases.map((lease) => lease.beat()));
  const rounds = async (beats) => {
    for (let i = 0; i < beats / LEASES; i += 1) await round();
  };
  await growth(
    () => rounds(50 * LEASES),
    () => rounds(BEATS),
  );
  const { beats, failures, lost } = client.heartbeats.stats();
  assert.ok(beats >= BEATS, `${beats} beats`);
  assert.deepEqual([failures, lost, answers], [0, 0, beats]);
  for (const lease of leases) lease.release();
  assert.deepEqual([client.heartbeats.size, (await left()).timers, (await left()).listeners], [0, 0, 0]);
});

test('leases that come and go', { timeout: 600_000 }, async () => {
  const comeAndGo = async (count) => {
    for (let i = 0; i < count; i += 100) {
      const leases = Array.from({ length: 100 }, (_, n) => open(i + n));
      await Promise.all(leases.map(({ ready }) => ready));
      for (const lease of leases) {
        assert.equal(lease.signal.aborted, false);
        lease.release();
      }
      await Promise.all(leases.map(({ done }) => done));
    }
  };
  await growth(
    () => comeAndGo(2_000),
    () => comeAndGo(20_000),
  );
  assert.deepEqual([client.heartbeats.size, client.heartbeats.nextAt], [0, null]);
});
