// For minutes on end in one process: a worker over a bad network, calls, pollers, leases by hand, clients that come and go. Nothing grows,
// and nothing is left at the end. LEASEHOLD_SOAK_MINUTES says for how long; `npm run soak -- --minutes 60` sets it.
import assert from 'node:assert/strict';
import { getEventListeners, setMaxListeners } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Far } from '../network/far.mjs';
import { Ledger } from '../network/ledger.mjs';
import { assertLevel, heapBytes, importSeen, resources } from '../support/memory.mjs';
import { randomFrom, seedFrom } from '../support/random.mjs';

const MINUTES = Number(process.env.LEASEHOLD_SOAK_MINUTES ?? 1);
const SAMPLES = 40;
const SLOTS = 16;
const ITEMS_A_SECOND = 5;
/** Connections that nobody uses any more are kept for a while. */
const IDLE_MS = 6_000;

const seed = seedFrom('LEASEHOLD_SOAK_SEED');
let far;
let Client;
let wasmBytes;

/** The caller's, which outlives all calls. */
const { signal } = new AbortController();
setMaxListeners(0, signal);
const listeners = () => getEventListeners(signal, 'abort').length;

before(async () => {
  ({
    module: { Client },
    wasmBytes,
  } = await importSeen('leasehold'));
  far = await Far.start({ seed, rate: 0.05 });
});

after(() => far?.close());

/** What a program may do with the API besides a worker. None of it may fail but as the network has it. */
function acts({ url, apiKey, environmentId, environmentKey }) {
  const random = randomFrom(`${seed} acts`);
  const client = () => new Client({ baseURL: url, apiKey, timeout: 3_000, logLevel: 'off' });
  const kept = client();
  const worker = () => client().withOptions({ authToken: environmentKey }).environments.work;
  const all = [
    () => kept.environments.retrieve(environmentId, {}, { signal }),
    () => kept.environments.retrieve('env_missing'),
    () => kept.environments.update(environmentId, { metadata: { at: String(random()) } }),
    () => client().environments.retrieve(environmentId),
    () => kept.environments.retrieve(environmentId, {}, { signal: AbortSignal.timeout(5) }),
    () => kept.environments.retrieve(environmentId).asResponse(),
    async () => {
      let count = 0;
      for await (const _ of worker().list(environmentId, { limit: 20 })) if (++count === 50) break;
    },
    async () => {
      const poller = worker().poller({ environmentId, drain: true, blockMs: 1, signal });
      for await (const _ of poller) break;
    },
    async () => {
      // Nobody has this item: the lease is refused, taken, or never ready.
      const lease = worker().lease({ id: 'work_missing', environment_id: environmentId }, { signal });
      lease.signal.addEventListener('abort', () => {});
      await Promise.race([lease.ready.catch(() => {}), sleep(500)]);
      lease.release();
    },
    () => kept.environments.work.stats(environmentId),
  ];
  return () => all[Math.floor(random() * all.length)]();
}

test(`${MINUTES} minutes`, { timeout: MINUTES * 60_000 + 180_000 }, async (t) => {
  const { url, environmentId, environmentKey } = far.place;
  const ledger = new Ledger(seed);
  const client = new Client({ authToken: environmentKey, baseURL: url, timeout: 3_000, logLevel: 'off' });
  const onWork = (item, lease) => ledger.handle(item, lease);
  const worker = client.environments.work.worker({ environmentId, concurrency: SLOTS, desiredTtlSeconds: 6, blockMs: 200, signal, onWork });
  const first = resources();
  const running = worker.run();

  const begin = performance.now();
  const left = () => begin + MINUTES * 60_000 - performance.now();
  let [queued, done, refused] = [0, 0, 0];
  const act = acts(far.place);
  const busy = async () => {
    for (; left() > 0; done += 1) {
      await act().catch((error) => {
        refused += 1;
        // An error that has a name is an answer; anything else is a mistake here or there.
        if (!('requestID' in error)) throw error;
      });
    }
  };
  const feed = async () => {
    for (; left() > 0; await sleep(1_000)) {
      // A pause now and then, so that the queue is empty for a while.
      if (queued < (ITEMS_A_SECOND * (performance.now() - begin)) / 1_000) {
        ledger.expect(await far.enqueue(ITEMS_A_SECOND));
        queued += ITEMS_A_SECOND;
      }
    }
  };
  const samples = [];
  const sample = async () => {
    for (let i = 0; i < SAMPLES; i += 1) {
      await sleep((MINUTES * 60_000) / SAMPLES);
      samples.push({
        heap: await heapBytes(),
        wasm: wasmBytes(),
        listeners: listeners(),
        resources: process.getActiveResourcesInfo().length,
      });
    }
  };
  await Promise.all([busy(), busy(), busy(), feed(), sample()]);
  await worker.drain();
  await running;
  await sleep(IDLE_MS);

  const { finished, again, told, wrong } = ledger;
  t.diagnostic(JSON.stringify({ calls: done, refused, queued, finished, again, told, worker: worker.stats() }));
  assert.deepEqual(wrong, []);
  assert.ok(refused > 0 && refused < done / 2 && finished > 0, `${done} calls, ${refused} of them refused, ${finished} items`);
  t.diagnostic(assertLevel(samples, { heap: 2_000_000, wasm: 8 * 65_536, listeners: 20, resources: 60 }));
  assert.equal(client.heartbeats.size, 0, 'leases that are held at the end');
  assert.equal(listeners(), 0, 'listeners on a signal that outlives the calls');
  for (const [name, count] of Object.entries(resources())) assert.ok(count <= (first[name] ?? 0), `${count} of ${name} are left`);
});
