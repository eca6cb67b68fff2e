// How long the command takes to start: at most 100 ms more than bare Node, in the same run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../emulator/served/support.mjs';

const bench = fileURLToPath(new URL('../../benches/cli-start.mjs', import.meta.url));

test('leasehold --help starts within its budget', async (context) => {
  const { code, stdout, stderr } = await run(process.execPath, [bench, '10'], { timeout: 120_000 });
  context.diagnostic(stdout.trim().split('\n').at(-1) ?? '');
  assert.equal(code, 0, stdout + stderr);
});
