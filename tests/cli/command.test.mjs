// A command under a lease: how it is told to end, and that nothing of it is left.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCommand } from '../../js/cli/worker/command.mjs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { untilGone, wordsOf } from './processes.mjs';

const folder = mkdtempSync(join(tmpdir(), 'leasehold-command-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

const NEVER_MS = 600_000;

/** A lease that does what the test says. */
const script = (name) => fileURLToPath(new URL(`scripts/${name}`, import.meta.url));

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

/** Runs a command, and gives what became of it, what it printed, and a file that it may write to. */
function running(command, { lease = fakeLease(), windDownMs = NEVER_MS, input = '{}\n', env = {} } = {}) {
  files += 1;
  const file = join(folder, `${files}`);
  const printed = { stdout: '', stderr: '' };
  const ended = runCommand(command, {
    env: { ...process.env, FILE: file, ...env },
    input,
    lease,
    windDownMs,
    print: async (from, lines) => {
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
test('a command that ignores SIGTERM is killed while its lease leaves time for a stop, however long it may wind down', async () => {
  const lease = Object.assign(fakeLease(), { heldUntil: Date.now() + 1500 });
  const { file, ended } = running('trap "" TERM; echo $$ > $FILE; while :; do sleep 0.05; done', { lease });
  const pids = await wordsOf(file);
  lease.askToStop();
  await untilGone(pids);
  await ended;
});

test('a command that cannot be started fails, and nothing else does', () => {
  const line = `ulimit -n 64; exec "${process.execPath}" "${script('out-of-files.mjs')}"`;
  const said = execFileSync('sh', ['-c', line], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  assert.equal(said, 'EMFILE, and the worker goes on\n');
});
