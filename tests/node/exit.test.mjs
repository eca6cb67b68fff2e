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
