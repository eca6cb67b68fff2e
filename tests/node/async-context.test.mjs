// What a caller gives runs in the caller's async context: tracing and what else goes by AsyncLocalStorage find their own.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import { Client } from 'leasehold';
import { Emulator } from 'leasehold/emulator';
import { binary } from '../emulator/served/support.mjs';
import { run } from '../support/programs.mjs';

const NAMES = ['a', 'b', 'c', 'd'];

test('calls that begin together send each of their tries in their own context', async () => {
  const context = new AsyncLocalStorage();
  const seen = [];
  const tries = new Map();
  const fetch = async (url) => {
    const id = url.split('/').at(-1);
    seen.push([id, context.getStore()]);
    tries.set(id, (tries.get(id) ?? 0) + 1);
    if (tries.get(id) < 3) return new Response(null, { status: 503, headers: { 'retry-after-ms': '1' } });
    return Response.json({ id });
  };
  const { environments } = new Client({ authToken: async () => 'token', fetch });
  await Promise.all(NAMES.map((name) => context.run(name, () => environments.retrieve(name))));
  assert.equal(seen.length, 3 * NAMES.length);
  for (const [id, store] of seen) assert.equal(store, id);
});

test("a client's functions and its logger are called in the context of the call, also of one that begins beside others", async () => {
  const context = new AsyncLocalStorage();
  const seen = [];
  const sees = (what, name) => seen.push([what, name, context.getStore()]);
  const call = (name) => {
    const authToken = async () => {
      sees('authToken', name);
      return 'token';
    };
    const pull = (controller) => {
      sees('body', name);
      controller.enqueue(Buffer.from('{}'));
      controller.close();
    };
    const fetch = async () => new Response(new ReadableStream({ pull }), { headers: { 'content-type': 'application/json' } });
    const logger = { debug: () => sees('logger', name), info: () => sees('logger', name) };
    return new Client({ authToken, fetch, logger, logLevel: 'debug' }).environments.retrieve('env_1');
  };
  await Promise.all(NAMES.map((name) => context.run(name, () => call(name))));
  assert.deepEqual([...new Set(seen.map(([what]) => what))].sort(), ['authToken', 'body', 'logger']);
  for (const [what, name, store] of seen) assert.equal(store, name, what);
});

/** A promise that is settled after so many others. */
async function after(turns) {
  for (let i = 0; i < turns; i += 1) await null;
}

const BEAT = { last_heartbeat: '2026-01-01T00:00:00Z', lease_extended: true, state: 'active', ttl_seconds: 30 };

test('a call that begins when a heartbeat ends is sent in its own context', async () => {
  const context = new AsyncLocalStorage();
  const seen = [];
  const fetch = async (url) => {
    if (!url.includes('/heartbeat')) seen.push([url.split('/').at(-1), context.getStore()]);
    return Response.json(BEAT);
  };
  const { environments } = new Client({ authToken: 'token', fetch });
  const lease = environments.work.lease({ id: 'work_1', environment_id: 'env_1' });
  await lease.ready;
  // At every point of a beat.
  for (let turns = 0; turns < 100; turns += 1) {
    const beat = lease.beat();
    await after(turns);
    await context.run(`env_${turns}`, () => environments.retrieve(`env_${turns}`));
    await beat;
  }
  lease.release();
  assert.equal(seen.length, 100);
  for (const [id, store] of seen) assert.equal(store, id);
});

test('a call beside a worker that is drained sends its second try in its own context', async () => {
  const context = new AsyncLocalStorage();
  const seen = [];
  const queue = [];
  const tried = new Set();
  const fetch = async (url) => {
    const id = url.split('/').at(-1);
    if (url.includes('/poll')) return queue.length ? Response.json({ id: queue.pop(), environment_id: 'env_1' }) : new Promise(() => {});
    if (url.includes('/work/')) return Response.json(BEAT);
    seen.push([id, context.getStore()]);
    return tried.has(id) ? Response.json({ id }) : tried.add(id) && new Response(null, { status: 401 });
  };
  const { environments } = new Client({ authToken: async () => 'token', fetch });
  const worker = environments.work.worker({ environmentId: 'env_1', concurrency: 8, onWork: () => {} });
  // At every point of the calls.
  for (let turns = 0; turns < 60; turns += 1) {
    queue.push(...NAMES);
    const running = worker.run();
    while (worker.stats().finished < NAMES.length * (turns + 1)) await immediate();
    await immediate();
    const call = (name) => context.run(`${name}_${turns}`, () => environments.retrieve(`${name}_${turns}`));
    const calls = NAMES.map(call);
    await after(turns);
    await Promise.all([worker.drain(), running, ...calls]);
  }
  assert.equal(seen.length, 2 * 60 * NAMES.length);
  for (const [id, store] of seen) assert.equal(store, id);
});

test('a call whose wait a Worker has timed is tried again in its own context, on bun', { timeout: 60_000 }, async () => {
  const program = `
    import { AsyncLocalStorage } from 'node:async_hooks';
    import { Client } from '${new URL('../../dist/index.js', import.meta.url)}';
    const context = new AsyncLocalStorage();
    const seen = [];
    const fetch = async () => {
      seen.push(context.getStore());
      return new Response('{}', { status: seen.length % 2 ? 503 : 200, headers: { 'retry-after-ms': '1' } });
    };
    const { environments } = new Client({ authToken: 'token', timers: 'worker', fetch });
    for (const name of ['a', 'b']) await context.run(name, () => environments.retrieve('env_1'));
    console.log(seen.join());
  `;
  assert.deepEqual(await run(binary('bun'), ['run', '-'], { input: program }), { code: 0, stdout: 'a,a,b,b\n', stderr: '' });
});

/** An emulator with an environment for each name, and three items in each. */
async function queues() {
  const emulator = new Emulator();
  const account = new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch });
  const create = (name) => account.environments.create({ name, config: { type: 'self_hosted' } });
  const environments = await Promise.all(NAMES.map(create));
  for (const { id } of environments) for (const _ of NAMES.slice(1)) emulator.enqueue(id);
  const options = ({ id }) => ({ environmentId: id, environmentKey: emulator.environmentKey(id), drain: true, blockMs: null });
  return { work: account.environments.work, queues: environments.map(options) };
}

test('a handler runs in the context of the run, or of the handleItem() that it is for', async () => {
  const context = new AsyncLocalStorage();
  const { work, queues: all } = await queues();
  const seen = [];
  const onWork = async ({ environment_id }) => {
    const before = context.getStore();
    await null;
    seen.push([environment_id, before, context.getStore()]);
  };
  const runs = all.map((queue, i) => {
    // One that polls nothing hands its items to another, each in a context of its own.
    const worker = work.worker({ ...queue, concurrency: 3, onWork });
    if (i % 2) return context.run(NAMES[i], () => worker.run());
    return handed(work, queue, (item) => context.run(NAMES[i], () => worker.handleItem(item)));
  });
  await Promise.all(runs);
  const expected = all.flatMap(({ environmentId }, i) => Array(3).fill([environmentId, NAMES[i], NAMES[i]]));
  assert.deepEqual(seen.sort(), expected.sort());
});

/** Claims all items of a queue, and has them handled at once. */
async function handed(work, queue, handle) {
  const items = [];
  for await (const item of work.poller({ ...queue, autoStop: false })) items.push(item);
  await Promise.all(items.map(handle));
}
