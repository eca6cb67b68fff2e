// What a call runs of its caller's runs in the caller's async context: tracing and what else goes by AsyncLocalStorage find their own.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import { Client } from 'leasehold';

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
