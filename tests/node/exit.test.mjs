// A program that has made its calls ends: no timer of the client's, and no connection, holds it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { it } from 'node:test';
import { promisify } from 'node:util';

const program = `
import { Client } from 'leasehold';
const client = new Client({ baseURL: process.argv[1], apiKey: 'key', maxRetries: 0 });
console.log((await client.environments.retrieve('env_1')).id);
await client.environments.retrieve('env_2', null, { signal: AbortSignal.timeout(20) }).catch((error) => console.log(error.name));
`;

it('ends by itself', { timeout: 60_000 }, async () => {
  const server = createServer(({ url }, response) => url.endsWith('env_1') && response.end('{"id":"env_1"}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const args = ['--input-type=module', '--eval', program, `http://127.0.0.1:${server.address().port}`];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: new URL('../..', import.meta.url) });
    assert.equal(stdout, 'env_1\nAPIUserAbortError\n');
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

const worker = `
import { Client } from 'leasehold';
import { Emulator } from 'leasehold/emulator';
const emulator = new Emulator({ defaultTtlSeconds: 300 });
const client = new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch });
const { id } = await client.environments.create({ name: 'n', config: { type: 'self_hosted' } });
emulator.enqueue(id);
const environmentKey = emulator.environmentKey(id);
await client.environments.work.worker({ environmentId: id, environmentKey, drain: true, blockMs: 1, onWork: () => {} }).run();
console.log(client.heartbeats.size, client.heartbeats.nextAt);
`;

it('ends by itself when the last lease is over, and does not wait for its next beat', async () => {
  // The next beat would have been due after 24 seconds.
  const options = { cwd: new URL('../..', import.meta.url), timeout: 20_000 };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', worker], options);
  assert.equal(stdout, '0 null\n');
});
