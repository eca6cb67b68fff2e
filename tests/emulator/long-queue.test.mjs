// A long queue in a process of its own. Node 20 ended it ("unreachable code"), when it threw code away in the middle of a call into wasm.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('../../benches/emulator/operations.mjs', import.meta.url));

test('a queue of 100,000 items, asked again and again while its heap is collected', { timeout: 300_000 }, async () => {
  const how = { items: 100_000, count: 50, rounds: 15, warmUp: 5 };
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(how)]);
  const results = Object.values(JSON.parse(stdout));
  assert.ok(results.length > 0 && results.every((values) => values.length === how.rounds), stdout);
});
