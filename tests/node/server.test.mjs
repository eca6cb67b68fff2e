// The test server as a command ends when it is told to, and when whoever started it has gone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ways = {
  'on SIGTERM': (server) => server.kill(),
  'when its standard input ends': (server) => server.stdin.end(),
};

for (const [way, stop] of Object.entries(ways)) {
  it(`ends ${way}, whoever still waits for an answer`, { timeout: 30_000 }, async () => {
    const server = spawn(process.execPath, [fileURLToPath(new URL('../server/main.mjs', import.meta.url))], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = await once(server.stdout.setEncoding('utf8'), 'data');
    const url = line.trim();
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const made = await fetch(`${url}/scripts`, { method: 'POST', body: '[{"stall":"before-headers"}]' });
    const { path } = await made.json();
    const waiting = fetch(`${url}${path}/v1`).then(
      () => 'an answer',
      () => 'none',
    );
    while (!(await (await fetch(`${url}${path}/log`)).json()).length);
    stop(server);
    const [code] = await once(server, 'exit');
    assert.deepEqual([code, await waiting], [0, 'none']);
  });
}
