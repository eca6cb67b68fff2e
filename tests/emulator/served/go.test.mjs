// The official Go SDK at a served emulator, where there is Go: the fourteen calls as in the reference documents, and its work poller.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../../support/programs.mjs';
import { binary, install, startEmulator } from './support.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'go');

test('the official Go SDK', { skip: installed() ? false : 'Go 1.24 or newer is not installed here' }, async () => {
  const consumer = install();
  const server = await startEmulator(binary('leasehold', consumer.folder), ['emulator', '--port', '0', '--quiet'], {
    cwd: consumer.folder,
  });
  try {
    const env = { ...process.env, ...server.values, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' };
    // The first run downloads and compiles the SDK.
    const { code, stdout, stderr } = await run('go', ['test', '-count=1', '-v', './...'], { cwd: folder, env, timeout: 600_000 });
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    const passed = [...stdout.matchAll(/^--- PASS: (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(passed.sort(), [
      'TestFourteenCalls',
      'TestPages',
      'TestPollerDrainsAndStops',
      'TestPollerReclaims',
      'TestPollerWaitsForWork',
      'TestRefusals',
    ]);
  } finally {
    await server.stop();
    consumer.remove();
  }
});

function installed() {
  try {
    const [, minor] = /go1\.(\d+)/.exec(execFileSync('go', ['version'], { encoding: 'utf8' })) ?? [];
    return Number(minor) >= 24;
  } catch {
    return false;
  }
}
