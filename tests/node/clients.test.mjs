// Clients that are made and forgotten, or freed: neither the heap of JavaScript nor the wasm's memory grows with them.
import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { transform } from 'esbuild';
import { heapBytes, importSeen } from '../support/memory.mjs';

const MANY = 100_000;
const BATCH = 1_000;
const MEGABYTE = 2 ** 20;
const options = { apiKey: 'sk-test', fetch: async () => new Response('{"id":"env_1","type":"environment"}') };

const {
  module: { Client, LeaseholdError },
  wasmBytes,
  slots,
} = await importSeen('leasehold');

const taken = async () => ({ heap: await heapBytes(), wasm: wasmBytes() });

/** Makes many clients with `make`, in batches that are gone before the next, and sees that nothing is left of them. */
async function staysLevel(make) {
  const batches = async (count) => {
    for (let done = 0; done < count; done += BATCH) {
      for (let i = 0; i < BATCH; i += 1) await make(done + i);
      await heapBytes();
    }
  };
  await batches(MANY / 10);
  const before = await taken();
  await batches(MANY);
  const after = await taken();
  // A client takes about a kilobyte of the wasm's memory and half of one on the heap: kept, they would be 100 times more than this.
  assert.ok(after.wasm - before.wasm <= MEGABYTE, `the wasm's memory: ${before.wasm} bytes, then ${after.wasm}`);
  assert.ok(after.heap - before.heap <= MEGABYTE, `the heap: ${before.heap} bytes, then ${after.heap}`);
}

describe(`${MANY} clients`, () => {
  test('forgotten', () =>
    staysLevel(async (i) => {
      const client = new Client(options);
      assert.ok(client.environments.work);
      // One in a hundred has made a call too.
      if (i % 100 === 0) await client.environments.retrieve('env_1');
    }));

  test('freed', () =>
    staysLevel((i) => {
      const client = new Client({ ...options, maxRetries: i % 5 });
      client.free();
    }));

  test('derived from one that stays', async () => {
    const client = new Client(options);
    await staysLevel(() => client.withOptions({ maxRetries: 1 }).environments);
  });
});

const fails = () => {
  throw new Error('no');
};

const failsAsOurs = () => {
  throw new LeaseholdError('no');
};

/** An answer by hand, with headers that throw. */
const answering = (status) => async () => ({
  status,
  headers: { get: fails, [Symbol.iterator]: fails },
  text: async () => '{"id":"env_1"}',
});
const getter = (name) => Object.defineProperty({ name: 'n' }, name, { get: fails, enumerable: true });
const signal = (how) => ({ aborted: false, addEventListener() {}, removeEventListener() {}, ...how });

/** Calls that fail, each in its way. wasm-bindgen keeps a slot for each exception that it catches, where an object was to be returned. */
const FAILING = {
  'an error page that is no JSON': () => page.environments.retrieve('env_1'),
  'a wrong option': () => page.environments.retrieve('env_1', null, { timeout: 0 }),
  'a getter that throws': () => page.environments.list(Object.defineProperty({}, 'limit', { get: fails })),
  'headers that cannot be gone through': () => page.environments.retrieve('env_1', null, { headers: { [Symbol.iterator]: fails } }),
  'a fetch that throws': () => new Client({ ...options, fetch: fails, maxRetries: 0 }).environments.retrieve('env_1'),
  'a function for a credential that throws': () =>
    new Client({ ...options, apiKey: null, authToken: fails }).environments.retrieve('env_1'),
  'a getter of a body that throws': () => page.environments.create(getter('config')),
  'an option of withOptions that throws': async () => page.withOptions(getter('timeout')),
  'headers of an answer that throw': () => new Client({ ...options, fetch: answering(404) }).environments.retrieve('env_1'),
  'a signal that cannot be listened to': () => page.environments.retrieve('env_1', null, { signal: signal({ addEventListener: fails }) }),
  'a signal whose listeners stay': () => page.environments.retrieve('env_1', null, { signal: signal({ removeEventListener: fails }) }),
  'something that is no answer': () => new Client({ ...options, fetch: async () => undefined }).environments.retrieve('env_1'),
  'a wrong option of a client': async () => new Client({ ...options, timeout: 0 }),
  'a handler that throws': () => held.worker({ onWork: failsAsOurs }).handleItem({ id: 'work_1', environment_id: 'env_1' }),
  'a wrong option of a lease': async () => page.environments.work.lease({ id: 'work_1', environment_id: 'env_1' }, { windDownMs: -1 }),
};
const beat = { type: 'work_heartbeat', last_heartbeat: '2026-01-01T00:00:00Z', lease_extended: true, state: 'active', ttl_seconds: 30 };
const held = new Client({ ...options, fetch: async () => Response.json(beat) }).environments.work;
const page = new Client({ ...options, fetch: async () => new Response('<html>', { status: 400 }) });

describe('no slot of the wasm is left behind, and calls go on, after', () => {
  for (const [what, call] of Object.entries(FAILING)) {
    test(what, async () => {
      const many = async () => {
        for (let i = 0; i < 5_000; i += 1) await assert.rejects(call, LeaseholdError);
        await heapBytes();
      };
      await many();
      const before = slots();
      await many();
      assert.ok(before > 0 && slots() - before < 5_000, `${before} slots, then ${slots()}`);
      assert.equal((await new Client(options).environments.retrieve('env_1')).id, 'env_1');
    });
  }
});

/** What nobody expects to throw, so that the exception goes through the wasm: its stacks would be left as they are then. */
const CROSSING = {
  'the clock of a lease': {
    breaks: () => mock.method(performance, 'now', fails),
    make: () => new Client(options).environments.work.lease({ id: 'work_1', environment_id: 'env_1' }),
    use: (lease) => lease.heldUntil,
    end: (lease) => lease.release(),
  },
  // Its options are lent to the wasm meanwhile: they lie on the glue's own stack.
  'what writes text that is not ASCII, while a client is made': {
    breaks: () => mock.method(TextEncoder.prototype, 'encodeInto', fails),
    make: () => ({ ...options, defaultHeaders: { 'x-own': 'ü' } }),
    use: (options) => new Client(options),
    end: () => {},
  },
  'the clock of a lease whose handler asks whether it is to end': {
    breaks: () => mock.method(performance, 'now', fails),
    make: () => new Client(options).environments.work.lease({ id: 'work_1', environment_id: 'env_1' }),
    use: (lease) => lease.signal,
    end: (lease) => lease.release(),
  },
};

describe('an exception that nobody catches, 5,000 times', () => {
  for (const [what, { breaks, make, use, end }] of Object.entries(CROSSING)) {
    test(what, async () => {
      const used = make();
      const broken = breaks();
      for (let i = 0; i < 5_000; i += 1) assert.throws(() => use(used), { message: 'no' });
      broken.mock.restore();
      end(used);
      assert.equal((await new Client(options).environments.retrieve('env_1')).id, 'env_1');
      const client = new Client(options);
      assert.ok(client.withOptions({ maxRetries: 1 }).environments.work);
    });
  }
});

const isFreed = (error) => error instanceof LeaseholdError && error.message === 'this object was freed, and may not be used any more';

describe('a client that is freed', () => {
  test('lets its parts and its calls go on', async () => {
    const client = new Client(options);
    const { environments } = client;
    const call = environments.retrieve('env_1');
    client.free();
    assert.equal((await call).id, 'env_1');
    assert.equal((await environments.retrieve('env_1')).id, 'env_1');
  });

  test('says so when it is used, and the others go on', async () => {
    const client = new Client(options);
    const { environments, heartbeats } = client;
    const { work } = environments;
    for (const freed of [client, environments, work, heartbeats]) freed.free();
    // More often than there is room for on any stack of the wasm's.
    for (let i = 0; i < 50_000; i += 1) assert.throws(() => client.withOptions({}), isFreed);
    const uses = [() => client.environments, () => environments.list(), () => work.poll('env_1'), () => heartbeats.size];
    for (const use of uses) assert.throws(use, isFreed);
    assert.equal((await new Client(options).environments.retrieve('env_1')).id, 'env_1');
  });

  test('may be freed again, and disposed of after that', () => {
    const client = new Client(options);
    const { environments } = client;
    for (const freed of [client, environments, environments.work, client.heartbeats]) {
      freed.free();
      freed.free();
      freed[Symbol.dispose]?.();
    }
  });

  test('is freed by `using` at the end of its block', async () => {
    const source = 'export default (make) => { using client = make(); return client; };';
    // Not every Node that this runs on knows the word.
    const { code } = await transform(source, { target: 'es2022', format: 'esm' });
    const { default: used } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    const client = used(() => new Client(options));
    assert.throws(() => client.withOptions({}), isFreed);
  });
});
