// The package as JSR wants it. Nothing is sent: a dry run makes the checks that the registry makes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeJsr } from '../../scripts/jsr.mjs';

test('JSR takes it: types, no slow types, no change to globals', async () => {
  const deno = fileURLToPath(new URL('../../node_modules/.bin/deno', import.meta.url));
  const { stderr } = await promisify(execFile)(deno, ['publish', '--dry-run', '--allow-dirty'], { cwd: writeJsr() });
  assert.match(stderr, /Dry run complete/);
  assert.match(stderr, new RegExp(join('dist', 'leasehold.wasm').replace('\\', '.')));
});
