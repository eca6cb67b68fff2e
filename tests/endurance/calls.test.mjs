// Calls leave nothing behind: no growth of the JS heap or of the wasm's memory, no listener, nothing that keeps the process alive.
// LEASEHOLD_CALLS=1000000 makes a million of them, in two minutes where nothing else runs. Beats: tests/node/beats.test.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countListeners, heapBytes, importSeen, resources } from '../support/memory.mjs';

const CALLS = Number(process.env.LEASEHOLD_CALLS ?? 200_000);
const ROUNDS = 20;
const AT_ONCE = 100;
/** What the collector may not have found yet, in bytes: less than one for each of a million calls. */
const HEAP_SLACK = 900_000;
/** Pages of the wasm's memory: what is taken at once may be more at one time than at another. */
const WASM_SLACK = 8 * 65_536;

const listeners = countListeners();
const {
  module: { Client },
  wasmBytes,
} = await importSeen('leasehold');

const bodies = {
  environment: '{"id":"env_1","type":"environment","name":"x","metadata":{}}',
  page: '{"data":[{"id":"env_1","type":"environment"}],"next_page":null}',
  work: '{"id":"work_1","type":"work","environment_id":"env_1","state":"starting","data":{"type":"session","id":"s"}}',
  refusal: '{"type":"error","error":{"type":"not_found_error","message":"no"}}',
};
const answered = (body, status = 200) =>
  new Response(body, { status, headers: { 'content-type': 'application/json', 'request-id': 'req_1' } });
const fetch = async (url, { signal }) => {
  signal?.throwIfAborted();
  if (url.endsWith('/missing')) return answered(bodies.refusal, 404);
  if (url.includes('/work')) return answered(bodies.work);
  return answered(/environments(\?|$)/.test(url) ? bodies.page : bodies.environment);
};

const client = new Client({ apiKey: 'key', fetch, maxRetries: 0 });
const { environments } = client;
const { signal } = new AbortController();

/** What calls come to: data, pages, raw answers, errors of the server, of the caller and of the caller's signal. */
const kinds = [
  () => environments.retrieve('env_1'),
  () => environments.retrieve('env_1', {}, { signal, headers: { 'x-own': 'yes' }, timeout: 60_000 }),
  () => environments.update('env_1', { name: 'y', metadata: { a: null } }),
  () => environments.list({ limit: 1 }),
  () => environments.work.ack('work_1', { environment_id: 'env_1' }),
  () => environments.work.poll('env_1', { block_ms: 999 }),
  () => environments.retrieve('env_1').withResponse(),
  () => environments.retrieve('env_1').asResponse(),
  () => assert.rejects(environments.retrieve('missing'), { name: 'NotFoundError' }),
  () => assert.rejects(async () => environments.retrieve(''), { name: 'InvalidInputError' }),
  () => assert.rejects(environments.retrieve('env_1', {}, { signal: AbortSignal.abort() }), { name: 'APIUserAbortError' }),
  async () => {
    for await (const item of environments.list()) assert.equal(item.id, 'env_1');
  },
];

let made = 0;
async function calls(count) {
  for (const end = made + count; made < end; ) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, end - made) }, () => kinds[made++ % kinds.length]()));
  }
}

const state = async () => ({ heap: await heapBytes(), wasm: wasmBytes(), listeners: listeners(), resources: resources() });

test(`${CALLS} calls`, { timeout: 1_200_000 }, async (t) => {
  // Until what is compiled is compiled, and what is made once is made.
  await calls(CALLS / 5);
  const before = await state();
  for (let i = 0; i < ROUNDS; i += 1) {
    await calls(CALLS / ROUNDS);
    await heapBytes();
  }
  const after = await state();
  t.diagnostic(`${made} calls; ${JSON.stringify(before)}, then ${JSON.stringify(after)}`);
  assert.ok(after.heap - before.heap < HEAP_SLACK, `the heap grew from ${before.heap} to ${after.heap} bytes`);
  assert.ok(after.wasm - before.wasm <= WASM_SLACK, `the wasm's memory grew from ${before.wasm} to ${after.wasm} bytes`);
  assert.deepEqual([after.listeners, after.resources], [before.listeners, before.resources]);
});
