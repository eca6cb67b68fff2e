// The command on Deno and Bun.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { binary } from '../emulator/served/support.mjs';
import { run, start } from '../support/programs.mjs';
import { installed, queue } from './support.mjs';

let cli;
let server;

before(async () => {
  cli = installed();
  server = await cli.emulator('--quiet');
});

after(async () => {
  await server?.stop();
  cli?.remove();
});

const noFullDisk = !existsSync('/dev/full') && 'there is no /dev/full here';
const isServed = /^leasehold console: (\S+)$/;
const runtimes = { deno: ['run', '--quiet', '--allow-all', '--node-modules-dir=manual'], bun: [] };

for (const [name, first] of Object.entries(runtimes)) {
  const program = () => [...first, join(cli.folder, 'node_modules/leasehold/dist/cli.js')];
  const script = (args, env) =>
    run(binary(name), [...program(), ...args], {
      cwd: cli.folder,
      env: cli.environment({ ...server.values, ...env }),
      timeout: 60_000,
    });

  test(`the calls, on ${name}`, async () => {
    const created = await script(['beta:environments', 'create', '--name', name]);
    assert.equal(created.code, 0, created.stderr);
    const { id } = JSON.parse(created.stdout);
    const listed = await script(['beta:environments', 'list', '--limit', '1', '--format', 'jsonl']);
    assert.ok(listed.stdout.split('\n').some((line) => line && JSON.parse(line).id === id));
    assert.equal((await script(['beta:environments', 'delete', '--environment-id', id])).code, 0);
    const gone = await script(['beta:environments', 'retrieve', '--environment-id', id]);
    assert.deepEqual([gone.code, gone.stdout], [1, '']);
    assert.equal((await script(['beta:environments', 'nonsense'])).code, 2);
  });

  test(`a worker, on ${name}`, async () => {
    const { id } = await queue(server.values);
    const { code, stdout, stderr } = await script(['worker', 'poll', '--on-work', 'echo $ANTHROPIC_WORK_ID', '--drain']);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${id}\n`);
    await queue(server.values);
    assert.equal((await script(['worker', 'poll', '--on-work', 'exit 5', '--drain', '--quiet'])).code, 1);
  });

  test(`output that cannot be written ends it, on ${name}`, { skip: noFullDisk }, async () => {
    const env = cli.environment(server.values);
    for (const args of [['beta:environments', 'list'], ['--help']]) {
      const command = [binary(name), ...program(), ...args];
      const { code, stderr } = await run('sh', ['-c', 'exec "$@" > /dev/full', 'sh', ...command], { cwd: cli.folder, env });
      assert.equal(code, 1);
      assert.match(stderr, /^leasehold: standard output: .*no space left on device.*\n$/i);
    }
  });

  test(`the console, on ${name}`, async () => {
    const args = [...program(), 'console', '--port', '0'];
    const served = await start(binary(name), args, isServed, { cwd: cli.folder, env: cli.environment(server.values) });
    const address = new URL(served.found[1]);
    assert.match(await (await fetch(address)).text(), /console\.js/);
    const list = new URL(`${address.searchParams.get('api')}/v1/environments`, address);
    const { data } = await (await fetch(list, { headers: { 'anthropic-version': '2023-06-01' } })).json();
    assert.ok(data.some(({ id }) => id === server.values.ANTHROPIC_ENVIRONMENT_ID));
    assert.equal(await served.stop('SIGINT'), 0);
  });
}
