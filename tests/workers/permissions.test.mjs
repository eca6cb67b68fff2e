// examples/deno has the permissions that it needs, and none besides.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { settings } from '../../examples/worker/settings.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { taskOf } from '../../scripts/workers/command.mjs';
import { until } from '../support/processes.mjs';
import { copied, Scene } from './support/scene.mjs';

const example = join(root, 'examples/deno');
const flags = taskOf(example).filter((word) => word.startsWith('--'));

let examples;
let scene;

before(async () => {
  examples = await copied();
});

afterEach(() => scene?.close());

after(() => examples?.remove());

/** Starts the worker with its permissions changed. */
async function startWith(changed) {
  scene = await Scene.open(examples.folder);
  scene.gate.open();
  scene.queue(1);
  return scene.start('deno', {}, changed);
}

test('it may reach the API and serve its port, read its settings, and nothing else', () => {
  const listed = (name) =>
    flags
      .find((flag) => flag.startsWith(`--${name}=`))
      .split('=')[1]
      .split(',');
  assert.deepEqual(
    flags.map((flag) => flag.split('=')[0]),
    ['--no-prompt', '--allow-net', '--allow-env'],
  );
  assert.deepEqual(listed('allow-net'), ['api.anthropic.com:443', '127.0.0.1:8080', '0.0.0.0:8080']);
  assert.deepEqual(
    listed('allow-env'),
    settings.map(({ variable }) => variable),
  );
});

test('the README names these permissions', () => {
  const readme = readFileSync(join(example, 'README.md'), 'utf8');
  for (const flag of flags) assert.ok(readme.includes(flag), flag);
});

test('with them it works', async () => {
  const worker = await startWith((args) => args);
  await scene.untilStates({ stopped: 1 });
  worker.signal('SIGTERM');
  assert.deepEqual([await worker.ended, worker.errors], [0, []]);
});

for (const { variable } of settings) {
  test(`without ${variable} among them it does not begin`, async () => {
    const without = (flag) => flag.replace(new RegExp(`([=,])${variable}(,|$)`), (_, first, last) => (first === '=' ? '=' : last));
    const worker = await startWith((args) => args.map(without));
    assert.notEqual(await worker.ended, 0);
    assert.match(worker.printed, new RegExp(`NotCapable: Requires env access to "${variable}"`));
  });
}

test('without the port among them it does not begin', async () => {
  const worker = await startWith((args) => args.map((arg) => arg.replace(/,127\.0\.0\.1:0,/, ',')));
  assert.notEqual(await worker.ended, 0);
  assert.match(worker.printed, /NotCapable: Requires net access to "127\.0\.0\.1:0"/);
});

test('without the API among them it claims nothing, and is never ready', async () => {
  const worker = await startWith((args) => args.map((arg) => arg.replace(/^--allow-net=[^,]+,/, '--allow-net=')));
  await until('it warns', () => worker.log.some(({ msg }) => /leasehold: .*poll/.test(msg)));
  assert.equal(await worker.status('/readyz'), 503);
  assert.deepEqual(await scene.states(), { queued: 1 });
});
