// A worker with 64 slots and a network that cuts, stalls, trickles, duplicates, reorders and resets: no item is lost, none has two handlers
// at a time, and memory stays level. 600 items by default; LEASEHOLD_NETWORK_ITEMS=10000 takes a quarter of an hour.
// LEASEHOLD_NETWORK_SEED, which is printed, gives the same network again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertLevel, heapBytes, importSeen } from '../support/memory.mjs';
import { seedFrom } from '../support/random.mjs';
import { Far } from './far.mjs';
import { Ledger } from './ledger.mjs';

const ITEMS = Number(process.env.LEASEHOLD_NETWORK_ITEMS ?? 600);
const RATE = Number(process.env.LEASEHOLD_NETWORK_RATE ?? 0.15);
const SLOTS = 64;
/** Long enough for most of a trickle, short enough for a test. */
const TIMEOUT_MS = 3_000;
const TTL_SECONDS = 6;
const SAMPLES = 40;

const seed = seedFrom('LEASEHOLD_NETWORK_SEED');
let far;
let Client;
let wasmBytes;

before(async () => {
  ({
    module: { Client },
    wasmBytes,
  } = await importSeen('leasehold'));
  far = await Far.start({ seed, rate: RATE });
});

after(() => far?.close());

test(`${ITEMS} items through ${SLOTS} slots`, { timeout: 180_000 + ITEMS * 200 }, async (t) => {
  const { url, environmentId, environmentKey } = far.place;
  const ledger = new Ledger(seed);
  ledger.expect(await far.enqueue(ITEMS));
  const client = new Client({ authToken: environmentKey, baseURL: url, timeout: TIMEOUT_MS, logLevel: 'off' });
  const worker = client.environments.work.worker({
    environmentId,
    concurrency: SLOTS,
    desiredTtlSeconds: TTL_SECONDS,
    blockMs: 200,
    reclaimOlderThanMs: 1_000,
    onWork: (item, lease) => ledger.handle(item, lease),
  });
  let over = false;
  const running = worker.run().finally(() => {
    over = true;
  });

  const samples = [];
  while (ledger.finished < ITEMS && !over) {
    await sleep(50);
    if (ledger.finished >= (samples.length * ITEMS) / SAMPLES) samples.push({ heap: await heapBytes(), wasm: wasmBytes() });
  }
  // What was finished but not stopped, because that call was lost, comes back.
  while ((await far.stopped()) < ITEMS && !over) await sleep(500);
  assert.ok(!over, 'the worker has ended before its work');
  await worker.drain();
  await running;

  const { again, told, most, wrong } = ledger;
  t.diagnostic(JSON.stringify({ ...worker.stats(), again, told, most, adopted: client.heartbeats.stats().adopted }));
  const counts = await far.counts();
  t.diagnostic(JSON.stringify(counts));
  assert.deepEqual(wrong, []);
  assert.ok(most > SLOTS / 4 && most <= SLOTS, `${most} handlers at once`);
  assert.equal(client.heartbeats.size, 0, 'leases that are held at the end');
  for (const [name, count] of Object.entries(counts)) assert.ok(count > 0, `it never happened: ${name}`);
  t.diagnostic(assertLevel(samples, { heap: 2_000_000, wasm: 8 * 65_536 }));
});
