// A call's `fetch` runs in the async context of whoever made the call: tracing and what else goes by AsyncLocalStorage find their own.
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
