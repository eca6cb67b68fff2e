// A command under a lease: how it is told to end, and that nothing of it is left.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../js/cli/worker/command.mjs';
import { untilGone, wordsOf } from '../support/processes.mjs';

const folder = mkdtempSync(join(tmpdir(), 'leasehold-command-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

const NEVER_MS = 600_000;

const script = (name) => fileURLToPath(new URL(`scripts/${name}`, import.meta.url));

/** A lease that does what the test says. */
function fakeLease() {
  const controller = new AbortController();
  const lease = { signal: controller.signal, heldUntil: Number.POSITIVE_INFINITY };
  lease.done = new Promise((resolve) => {
    lease.end = (how) => {
      if (how !== 'stopped') controller.abort(Object.assign(new Error(how), { name: 'LeaseLostError' }));
      resolve(how);
    };
  });
  lease.askToStop = () => controller.abort(Object.assign(new Error('stop'), { name: 'StopRequestedError' }));
  return lease;
}

/** Runs a command, and gives what became of it, what it printed, and a file that it may write to. Its output is taken once `taken` is there. */
function running(command, { lease = fakeLease(), windDownMs = NEVER_MS, input = '{}\n', env = {}, taken = undefined } = {}) {
  files += 1;
  const file = join(folder, `${files}`);
  const printed = { stdout: '', stderr: '' };
  const ended = runCommand(command, {
    env: { ...process.env, FILE: file, ...env },
    input,
    lease,
    windDownMs,
    print: async (from, lines) => {
      assert.equal(lines.at(-1), '\n'.charCodeAt(0), 'whole lines');
      await taken;
      printed[from] += lines;
    },
  });
  ended.catch(() => {});
  return { lease, file, printed, ended };
}

test('it has its variables and its input, and its output is passed on', async () => {
  const { ended, printed } = running('read line; echo "$line $GREETING"; echo wrong >&2; printf "no newline"', {
    input: '{"id": 1}\n',
    env: { GREETING: 'hello' },
  });
  await ended;
  assert.deepEqual(printed, { stdout: '{"id": 1} hello\nno newline\n', stderr: 'wrong\n' });
});

/** What `seq 1 count` prints. */
const numbers = (count) => Array.from({ length: count }, (_, i) => `${i + 1}\n`).join('');

test('a command that prints much at once prints whole lines', async () => {
  const { ended, printed } = running('seq 1 60000');
  await ended;
  assert.equal(printed.stdout, numbers(60_000));
});

test('nothing of what a command has printed is lost where its reader is slow', async () => {
  let take;
  const taken = new Promise((resolve) => {
    take = resolve;
  });
  // More than is read at once, and not more than a pipe holds.
  const { file, ended, printed } = running('echo $$ > $FILE; seq 1 20000', { taken });
  await untilGone(await wordsOf(file));
  // For longer than output of a command that has ended is waited for.
  await sleep(1500);
  take();
  await ended;
  assert.equal(printed.stdout, numbers(20_000));
});

test('a command that failed has failed, whatever is asked while its reader is slow', async () => {
  let take;
  const taken = new Promise((resolve) => {
    take = resolve;
  });
  const { lease, file, ended } = running('echo $$ > $FILE; echo out; exit 3', { taken });
  await untilGone(await wordsOf(file));
  await sleep(200);
  lease.askToStop();
  lease.end('stopped');
  take();
  await assert.rejects(ended, { message: 'its command ended with exit code 3' });
});

test('once its lease is over, a command waits for no reader', { timeout: 60_000 }, async () => {
  const { lease, file, ended } = running('echo out; echo $$ > $FILE; sleep 600', { taken: new Promise(() => {}) });
  const pids = await wordsOf(file);
  lease.end('released');
  await ended;
  await untilGone(pids);
});

test('many commands that wait for one reader are nothing to warn of', async () => {
  const child = spawn(process.execPath, [script('print.mjs')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said] = await once(child.stderr, 'data');
  const [output, more] = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert.deepEqual([`${said}${more}`, output.length], ['all wait\n', 12_000_000]);
});

test('a command that does not read its input is not disturbed', async () => {
  await running('exec 0<&-; true', { input: 'x'.repeat(1_000_000) }).ended;
});

test('a command that fails says how', async () => {
  await assert.rejects(running('exit 3').ended, { name: 'CommandFailed', message: 'its command ended with exit code 3' });
  await assert.rejects(running('kill -9 $$').ended, { name: 'CommandFailed', message: 'its command was ended by SIGKILL' });
  await assert.rejects(running('there-is-no-such-command').ended, { message: 'its command ended with exit code 127' });
});

test('a stop request is SIGTERM, and a command that ends on it has not failed', async () => {
  const { lease, file, ended, printed } = running('trap "echo asked; exit 7" TERM; echo $$ > $FILE; while :; do sleep 0.05; done');
  const pids = await wordsOf(file);
  lease.askToStop();
  await ended;
  assert.equal(printed.stdout, 'asked\n');
  await untilGone(pids);
});

test('a command that ignores SIGTERM is killed after the wind-down, with all its children', async () => {
  const { lease, file, ended } = running('trap "" TERM; sleep 600 & echo $$ $! > $FILE; wait; sleep 600', { windDownMs: 50 });
  const pids = await wordsOf(file, 2);
  lease.askToStop();
  await ended;
  await untilGone(pids);
});

test('a command that ignores SIGTERM is killed while its lease leaves time for a stop, however long it may wind down', async () => {
  const lease = Object.assign(fakeLease(), { heldUntil: Date.now() + 1500 });
  const { file, ended } = running('trap "" TERM; echo $$ > $FILE; while :; do sleep 0.05; done', { lease });
  const pids = await wordsOf(file);
  lease.askToStop();
  await untilGone(pids);
  await ended;
});

for (const end of ['expired', 'released']) {
  test(`a command whose lease is ${end} is killed at once, with all its children`, async () => {
    const { lease, file, ended } = running('trap "" TERM; sleep 600 & echo $$ $! > $FILE; sleep 600');
    const pids = await wordsOf(file, 2);
    lease.end(end);
    await ended;
    await untilGone(pids);
  });
}

test('a lease that ends during the wind-down ends its command', async () => {
  const { lease, file, ended } = running('trap "" TERM; echo $$ > $FILE; while :; do sleep 0.05; done');
  const pids = await wordsOf(file);
  lease.askToStop();
  lease.end('stopped');
  await ended;
  await untilGone(pids);
});

test('what a command leaves behind ends with it', async () => {
  const { file, ended } = running('sleep 600 & echo $! > $FILE');
  await ended;
  await untilGone(await wordsOf(file));
});

test('a process that leaves the group does not hold its item', async () => {
  // It keeps the command's output open: whoever waited for that would wait for ever.
  const { file, ended } = running('setsid sh -c \'echo $$ > "$FILE"; exec sleep 600\' & while [ ! -s "$FILE" ]; do sleep 0.02; done');
  await ended;
  const [pid] = await wordsOf(file);
  process.kill(Number(pid), 'SIGKILL');
});

test('nothing is started once the lease is over', async () => {
  const lease = fakeLease();
  lease.end('expired');
  const { ended, printed } = running('echo started', { lease });
  await ended;
  assert.equal(printed.stdout, '');
});

test('a command that cannot be started lets its item go, and ends nothing else', () => {
  const line = `ulimit -n 64; exec "${process.execPath}" "${script('out-of-files.mjs')}"`;
  const said = execFileSync('sh', ['-c', line], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  assert.match(said, /^released\nits command could not be started \(.*EMFILE\), and the item goes back to the queue\n$/);
});
