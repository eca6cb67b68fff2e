// The native program against the served emulator, over real HTTP.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { itemsOf, journalOf } from '../../../tests/cli/support.mjs';
import { run } from '../../../tests/support/programs.mjs';
import { serveEmulator, toldBy } from './support/emulator.mjs';
import { bare, runNative, startNative } from './support/native.mjs';

const script = fileURLToPath(new URL('../../../scripts/rust.mjs', import.meta.url));

let server;

afterEach(() => server?.close());

const FINISHED = /^(\S+) finished after \d+ ms$/;

/** The variables without the API key, which no worker needs. */
function workerOf({ ANTHROPIC_API_KEY: _, ...values }) {
  return values;
}

/** That each item was one worker's only, and is over. */
async function assertAllOnce(values, count) {
  const { items } = toldBy(await journalOf(values));
  assert.equal(items.size, count);
  for (const [id, { 'work.acknowledged': claimed, 'work.stopped': stopped, 'work.reclaimed': reclaimed = 0 }] of items) {
    assert.deepEqual({ id, claimed, stopped }, { id, claimed: 1, stopped: 1 }, `taken back ${reclaimed} times`);
  }
  const states = (await itemsOf(values)).map(({ state }) => state);
  assert.deepEqual(states, Array(count).fill('stopped'));
}

test('environments are listed and shown', async () => {
  server = await serveEmulator({ items: 3 });
  const { ANTHROPIC_ENVIRONMENT_ID: id } = server.values;
  const listed = await runNative(['environments'], server.values);
  assert.deepEqual(listed, { code: 0, lines: [`${id}  self-hosted  default`], errors: '' });
  const shown = await runNative(['environment', id], server.values);
  assert.deepEqual(shown, { code: 0, lines: [`${id}  self-hosted  default`, '3 waiting, 0 pending, 0 workers polling'], errors: '' });
});

test('`npm run rust` needs nothing, and shows all of it', async () => {
  const { code, stdout, stderr } = await run(process.execPath, [script], { env: bare, timeout: 60_000 });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^(env_\w+) {2}self-hosted {2}builders$/m);
  assert.match(stdout, /^env_\w+ {2}cloud {2}sandboxes$/m);
  assert.match(stdout, /^20 waiting, 0 pending, 0 workers polling$/m);
  assert.match(stdout, /^20 claimed, 20 finished, 0 failed, 0 lost$/m);
});

test('40 items are finished, at most 8 at once, none twice', async () => {
  server = await serveEmulator({ items: 40 });
  const args = ['work', '--until-empty', '--concurrency', '8', '--item-ms', '150'];
  const { code, lines, errors } = await runNative(args, workerOf(server.values));
  assert.deepEqual({ code, errors }, { code: 0, errors: '' });
  assert.equal(new Set(lines.filter((line) => FINISHED.test(line))).size, 40);
  assert.ok(lines.includes('40 claimed, 40 finished, 0 failed, 0 lost'), lines.join('\n'));
  await assertAllOnce(server.values, 40);
  assert.ok(toldBy(await journalOf(server.values)).most <= 8);
});

test('SIGTERM lets what runs finish, takes nothing new, and loses none', async () => {
  server = await serveEmulator({ items: 30 });
  const args = ['work', '--concurrency', '6', '--item-ms', '1000'];
  const { child, ended, said } = startNative(args, workerOf(server.values));
  await said(FINISHED, 6);
  await said(/ runs session_/, 8);
  child.kill('SIGTERM');
  const { code, lines, errors } = await ended;
  assert.deepEqual({ code, errors }, { code: 0, errors: '' });
  const drained = lines.findIndex((line) => /^draining: \d+ items run/.test(line));
  assert.ok(drained > 0, lines.join('\n'));
  assert.ok(
    lines.slice(drained).some((line) => FINISHED.test(line)),
    'items ran when the signal came',
  );
  const finished = lines.filter((line) => FINISHED.test(line)).length;
  assert.ok(finished < 30, 'the signal came in the middle');
  assert.ok(lines.includes(`${finished} claimed, ${finished} finished, 0 failed, 0 lost`), lines.join('\n'));
  // What it did not claim waits for the next worker; nothing is half done.
  const states = (await itemsOf(server.values)).map(({ state }) => state);
  assert.deepEqual([...new Set(states)].sort(), ['queued', 'stopped']);
  assert.equal(states.filter((state) => state === 'stopped').length, finished);

  // A poll that was under way when the signal came may have taken an item out of the queue, for the five seconds that it is given.
  const left = 30 - finished;
  const next = startNative(['work', '--concurrency', '8', '--item-ms', '20'], workerOf(server.values));
  await next.said(FINISHED, left);
  next.child.kill('SIGINT');
  assert.equal((await next.ended).code, 0);
  await assertAllOnce(server.values, 30);
});

test('every slot is used, and a second signal stops the handlers', async () => {
  server = await serveEmulator({ items: 10 });
  const { child, ended, said } = startNative(['work', '--concurrency', '8', '--item-ms', '60000'], workerOf(server.values));
  await said(/ runs session_/, 8);
  child.kill('SIGTERM');
  await said(/^draining: 8 items run/);
  child.kill('SIGTERM');
  const { code, lines } = await ended;
  assert.equal(code, 0);
  assert.equal(lines.filter((line) => / failed: told to end$/.test(line)).length, 8, lines.join('\n'));
  const states = (await itemsOf(server.values)).map(({ state }) => state);
  assert.deepEqual(states.sort(), [...Array(2).fill('queued'), ...Array(8).fill('stopped')]);
  assert.equal(toldBy(await journalOf(server.values)).most, 8);
});

test('lost answers do not cost the lease', async () => {
  const lose = (endpoint, call) => ({ endpoint, call, fault: 'loseAnswer' });
  const rules = [lose('work.heartbeat', 1), lose('work.heartbeat', 2), lose('work.stop', 1)];
  server = await serveEmulator({ items: 3, faults: { rules } });
  const { code, lines, errors } = await runNative(['work', '--until-empty', '--item-ms', '50'], workerOf(server.values));
  assert.deepEqual({ code, errors }, { code: 0, errors: '' });
  assert.ok(lines.includes('3 claimed, 3 finished, 0 failed, 0 lost'), lines.join('\n'));
  assert.ok(
    lines.some((line) => /^\d+ beats, \d+ failed, 2 lost answers taken over, \d+ late$/.test(line)),
    lines.join('\n'),
  );
  await assertAllOnce(server.values, 3);
});

test('a lease that was stolen is let go, and said to be', async () => {
  server = await serveEmulator({ items: 1, faults: { rules: [{ endpoint: 'work.heartbeat', call: 1, fault: 'stealLease' }] } });
  const { child, ended, said } = startNative(['work', '--item-ms', '50'], workerOf(server.values));
  const [lost] = await said(/ lost: /);
  assert.match(lost, /^work_\w+ lost: another worker has it$/);
  child.kill('SIGTERM');
  assert.equal((await ended).code, 0);
});

for (const [what, args] of [
  ['environments', ['environments']],
  ['work', ['work', '--until-empty']],
]) {
  test(`${what}: a key that is wrong ends it with the API's message, and is shown to nobody`, async () => {
    server = await serveEmulator();
    const key = 'sk-ant-wrong-0123456789';
    const env = { ...server.values, ANTHROPIC_API_KEY: key, ANTHROPIC_ENVIRONMENT_KEY: key };
    const { code, lines, errors } = await runNative(args, env);
    assert.equal(code, 1);
    assert.match(errors, /^leasehold-native: 401 authentication_error: nobody knows this credential$/m);
    assert.ok(!`${errors}${lines.join()}`.includes(key));
  });
}

test('what cannot be done is said in a line', async () => {
  const key = 'sk-ant-0123456789';
  const rows = [
    [['environments'], {}, 1, /^leasehold-native: no credential: set ANTHROPIC_API_KEY$/m],
    [['work'], { ANTHROPIC_API_KEY: key }, 2, /^leasehold-native: --environment-id is missing$/m],
    [['sing'], {}, 2, /^leasehold-native: .*"sing"$/m],
    [['work', '--concurrency', 'many'], {}, 2, /^leasehold-native: .*many/m],
    [['environment', '..'], { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' }, 1, /must be an id such as/],
    [['environments'], { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: 'http://example.com' }, 1, /plain http carries the credential/],
    [['environments'], { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: 'https://example.com' }, 1, /needs TLS.*--features tls$/m],
    [
      ['environments'],
      { ANTHROPIC_API_KEY: `${key}\nx: y`, ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
      1,
      /the credential as it was issued/,
    ],
  ];
  for (const [args, env, expected, pattern] of rows) {
    const { code, lines, errors } = await runNative(args, env);
    assert.equal(code, expected, `${args}: ${errors}`);
    assert.match(errors, pattern);
    assert.ok(!`${errors}${lines.join()}`.includes(key));
  }
});
