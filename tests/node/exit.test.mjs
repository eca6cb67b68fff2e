// A program that has done its work ends: no timer of the client's, and no connection, holds it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { binary } from '../emulator/served/support.mjs';

/** Less than a lease holds: what ends with its lease only is stuck. */
const TIMEOUT_MS = 15_000;

/** What a program prints until it ends by itself. */
function printed(program, ...args) {
  return printedBy(process.execPath, ['--input-type=module', '--eval', program, ...args]);
}

async function printedBy(command, args, input = '') {
  const running = promisify(execFile)(command, args, { cwd: new URL('../..', import.meta.url), timeout: TIMEOUT_MS });
  running.child.stdin.end(input);
  const { stdout } = await running;
  return stdout;
}

const calls = `
import { Client } from 'leasehold';
const client = new Client({ baseURL: process.argv[1], apiKey: 'key', maxRetries: 0 });
console.log((await client.environments.retrieve('env_1')).id);
await client.environments.retrieve('env_2', null, { signal: AbortSignal.timeout(20) }).catch((error) => console.log(error.name));
`;

/** A client over an emulator in the process, and an item that was claimed. */
const claimed = (ttlSeconds) => `
import { Client } from 'leasehold';
import { Emulator } from 'leasehold/emulator';
const emulator = new Emulator({ defaultTtlSeconds: ${ttlSeconds} });
const account = new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch });
const { id } = await account.environments.create({ name: 'e', config: { type: 'self_hosted' } });
const client = account.withOptions({ authToken: emulator.environmentKey(id) });
const { work } = client.environments;
const claim = async () => {
  emulator.enqueue(id);
  const item = await work.poll(id);
  await work.ack(item.id, { environment_id: id });
  return item;
};
const beats = () => emulator.journal({ endpoint: 'work.heartbeat' }).length;
`;

/** By what they do: programs, and what they print. */
const PROGRAMS = {
  'a lease is stopped': ['const lease = work.lease(await claim()); await lease.ready; console.log(await lease.stop());', 'stopped'],
  'a lease is released': [
    'const lease = work.lease(await claim()); await lease.ready; lease.release(); console.log(await lease.done);',
    'released',
  ],
  'a lease is lost': [
    `emulator.setFaults({ rules: [{ endpoint: 'work.heartbeat', call: 2, fault: 'stealLease' }] });
     const lease = work.lease(await claim()); await lease.ready; console.log((await lease.beat().catch((error) => error)).reason);`,
    'taken',
  ],
  'its leases are unref’d': [
    'const lease = work.lease(await claim()); await lease.ready; client.heartbeats.unref(); console.log(lease.state);',
    'held',
  ],
  'its leases were unref’d before': [
    'client.heartbeats.unref(); const lease = work.lease(await claim()); await lease.ready; console.log(lease.state);',
    'held',
  ],
  'its leases are beaten by hand': [
    `const manual = client.withOptions({ timers: 'manual' }); const lease = manual.environments.work.lease(await claim());
     await manual.heartbeats.tick(); console.log(lease.state);`,
    'held',
  ],
  'a worker is drained': [
    'await claim(); emulator.enqueue(id); const worker = work.worker({ environmentId: id, drain: true, blockMs: 20, onWork() {} }); await worker.run(); console.log(worker.stats().finished);',
    '1',
  ],
  'a worker is aborted': [
    `emulator.enqueue(id); const ending = new AbortController();
     await work.worker({ environmentId: id, windDownMs: 10, onWork: () => { ending.abort(); return new Promise(() => {}); } }).run(ending.signal);
     console.log('aborted');`,
    'aborted',
  ],
  'a poller is aborted': [
    "emulator.enqueue(id); const poller = work.poller({ environmentId: id }); for await (const item of poller) poller.abort(); console.log('aborted');",
    'aborted',
  ],
};

/** Clients whose timers are a Worker's: how many were made, how many run, and how many of their URLs are left. */
const timedByWorkers = `
import { Client } from '${new URL('../../dist/index.js', import.meta.url)}';
const counts = { made: 0, running: 0, urls: 0 };
const { Worker, URL: { createObjectURL, revokeObjectURL } } = globalThis;
globalThis.Worker = class extends Worker {
  constructor(...given) { super(...given); counts.made += 1; counts.running += 1; }
  terminate() { counts.running -= 1; super.terminate(); }
};
URL.createObjectURL = (blob) => { counts.urls += 1; return createObjectURL.call(URL, blob); };
URL.revokeObjectURL = (url) => { counts.urls -= 1; revokeObjectURL.call(URL, url); };
const hang = (_, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
const client = new Client({ authToken: 'k', timers: 'worker', timeout: 50, maxRetries: 0, fetch: hang });
const calls = async () => {
  const all = Array.from({ length: 20 }, (_, i) => client.withOptions({ authToken: 'k' + i }).environments.work.poll('env_1'));
  console.log([...new Set((await Promise.allSettled(all)).map(({ reason }) => reason.name))].join(), counts.made);
};
console.log(JSON.stringify(counts));
await calls();
for (let i = 0; i < 500 && counts.running; i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
await calls();
process.on('exit', () => console.log(JSON.stringify({ ...counts, made: undefined })));
`;

/** By runtime: how it runs what it reads, and how many Workers it has made after each round. Deno makes no Workers from such scripts. */
const RUNTIMES = {
  deno: [
    ['run', '--allow-all', '-'],
    [0, 0],
  ],
  bun: [
    ['run', '-'],
    [1, 2],
  ],
};

describe('a program ends by itself', { concurrency: 2 }, () => {
  it('when its calls are over', { timeout: 60_000 }, async () => {
    const server = createServer(({ url }, response) => url.endsWith('env_1') && response.end('{"id":"env_1"}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      assert.equal(await printed(calls, `http://127.0.0.1:${server.address().port}`), 'env_1\nAPIUserAbortError\n');
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  for (const [name, [args, made]] of Object.entries(RUNTIMES)) {
    it(`when all its clients were timed by one Worker, on ${name}`, { timeout: 60_000 }, async () => {
      const text = await printedBy(binary(name), args, timedByWorkers);
      const rounds = made.map((count) => `APIConnectionTimeoutError ${count}\n`).join('');
      assert.equal(text, `{"made":0,"running":0,"urls":0}\n${rounds}{"running":0,"urls":0}\n`);
    });
  }

  it('when its leases, timed by a Worker, are unref’d, on bun', { timeout: 60_000 }, async () => {
    const program = `
      import { Client } from '${new URL('../../dist/index.js', import.meta.url)}';
      const beat = { last_heartbeat: '2026-01-01T00:00:00Z', lease_extended: true, state: 'active', ttl_seconds: 30 };
      const client = new Client({ authToken: 'k', timers: 'worker', fetch: async () => Response.json(beat) });
      const lease = client.environments.work.lease({ id: 'work_1', environment_id: 'env_1' });
      await lease.ready;
      client.heartbeats.unref();
      console.log(lease.state);
    `;
    assert.equal(await printedBy(binary('bun'), ['run', '-'], program), 'held\n');
  });

  for (const [when, [program, text]] of Object.entries(PROGRAMS)) {
    it(`when ${when}`, { timeout: 60_000 }, async () => {
      assert.equal(await printed(`${claimed(30)}${program}`), `${text}\n`);
    });
  }
});

describe('a program goes on', () => {
  it('while a lease is held, and beats', { timeout: 60_000 }, async () => {
    const program = `
      const lease = work.lease(await claim());
      client.heartbeats.unref();
      client.heartbeats.ref();
      process.on('exit', () => console.log('ended after', beats(), lease.reason));
      // Nothing but its heartbeats keeps the process.
      setInterval(() => beats() >= 3 && lease.release(), 10).unref();
    `;
    assert.equal(await printed(`${claimed(3)}${program}`), 'ended after 3 released\n');
  });
});
