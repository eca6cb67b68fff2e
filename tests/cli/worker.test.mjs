// `leasehold worker poll` from the packed package against the served emulator: commands that work, fail, hang, will not end, and
// outlive their lease. Nothing is lost, and nothing is left behind.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { which } from '../../scripts/lib/command.mjs';
import { isRunning, until, untilGone, wordsOf } from '../support/processes.mjs';
import { run } from '../support/programs.mjs';
import { installed, itemsOf, journalOf, queue, startCommand } from './support.mjs';

let cli;
const started = [];
let files = 0;

const SHORT = { ttlSeconds: 6 };

before(() => {
  cli = installed();
});

afterEach(async () => {
  for (const stop of started.splice(0).reverse()) await stop();
});

after(() => cli?.remove());

/**
 * An emulator, and a file that commands may write to. Leases are short where a test waits for a beat or for an end, and long enough for a
 * machine that is busy with something else.
 */
async function scene({ faults, ttlSeconds = 30 } = {}) {
  files += 1;
  const seed = join(cli.folder, `seed-${files}.json`);
  writeFileSync(seed, JSON.stringify({ options: { defaultTtlSeconds: ttlSeconds, faults } }));
  const server = await cli.emulator('--quiet', '--seed-file', seed);
  started.push(() => server.stop('SIGKILL'));
  return { server, ...server, file: join(cli.folder, `file-${files}`) };
}

const onScene = ({ values, file }) => ({ ...values, FILE: file });
const args = (command, more = []) => ['worker', 'poll', '--on-work', command, ...more];

/** Runs a worker until the queue is empty. */
function drained(place, command, more = [], env = {}) {
  return cli.run(args(command, ['--drain', ...more]), { ...onScene(place), ...env }, { timeout: 120_000 });
}

/** Starts a worker that goes on. */
async function working(place, command, more = []) {
  const worker = await startCommand(cli, args(command, more), onScene(place), /^working on /);
  started.push(() => worker.stop('SIGKILL'));
  return worker;
}

const stateOf = async (place, id) => (await itemsOf(place.values)).find((item) => item.id === id).state;
const whenIn = (place, id, state) => until(`${id} is ${state}`, async () => (await stateOf(place, id)) === state);

test('200 items through a shell script, 16 at once: each once, none lost, none left behind', async () => {
  const place = await scene();
  const items = [];
  for (let i = 0; i < 200; i += 1) items.push(await queue(place.values, { sessionId: `session_${i}` }));
  const script = join(cli.folder, 'handle.sh');
  writeFileSync(script, '#!/bin/sh\nread item\nsleep 0.02\necho "$ANTHROPIC_WORK_ID/$ANTHROPIC_SESSION_ID/$$" >> "$FILE"\necho done\n', {
    mode: 0o755,
  });
  const { code, stdout, stderr } = await drained(place, script, ['--concurrency', '16']);
  assert.equal(code, 0, stderr);

  const done = readFileSync(place.file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('/'));
  const pairs = (list) => list.map(([work, session]) => `${work} ${session}`).sort();
  assert.deepEqual(pairs(done), pairs(items.map(({ id, data }) => [id, data.id])));
  assert.equal(stdout, 'done\n'.repeat(200));
  assert.match(stderr, /^200 finished, 0 failed, 0 lost, \d+ heartbeats$/m);
  const states = (await itemsOf(place.values)).map(({ state }) => state);
  assert.deepEqual(states, Array(200).fill('stopped'));
  await untilGone(done.map(([, , pid]) => pid));
  assert.ok(mostAtOnce(await journalOf(place.values)) <= 16);
});

/** By the beginning of its session's name, what a command does. The others end at once. */
const troublesome = `#!/bin/sh
case "$ANTHROPIC_SESSION_ID" in
  hang*) echo "$ANTHROPIC_WORK_ID $$" >> "$FILE"; while :; do sleep 0.05; done;;
  deaf*) trap '' TERM; sleep 600 & echo "$ANTHROPIC_WORK_ID $$ $!" >> "$FILE"; wait; sleep 600;;
  rob*) trap '' TERM; sleep 600 & echo "$ANTHROPIC_WORK_ID $$ $!" >> "$FILE"
    if mkdir "$FILE-$ANTHROPIC_WORK_ID" 2>/dev/null; then wait; sleep 600; fi;;
  *) sleep 600 & echo "$ANTHROPIC_WORK_ID $$ $!" >> "$FILE"; case "$ANTHROPIC_SESSION_ID" in fail*) exit 3;; esac;;
esac
`;

test('200 items, 16 at once, of which some fail, hang, ignore SIGTERM, or lose their lease', async () => {
  const place = await scene(SHORT);
  const script = join(cli.folder, 'troublesome.sh');
  writeFileSync(script, troublesome, { mode: 0o755 });
  const ids = { plain: [], fail: [], hang: [], deaf: [], rob: [] };
  for (let i = 0; i < 200; i += 1) {
    const kind = i % 10 === 0 ? 'fail' : ({ 7: 'hang', 11: 'deaf', 13: 'rob' }[i % 50] ?? 'plain');
    ids[kind].push((await queue(place.values, { sessionId: `${kind}_${i}` })).id);
  }
  assert.deepEqual(
    [ids.fail, ids.hang, ids.deaf, ids.rob].map(({ length }) => length),
    [20, 4, 4, 4],
  );
  const worker = await working(place, script, ['--concurrency', '16', '--wind-down', '1']);
  for (const id of [...ids.hang, ...ids.deaf]) {
    await whenIn(place, id, 'active');
    assert.equal((await askToStop(place, id)).code, 0);
  }
  for (const id of ids.rob) await until(`${id} is stolen`, () => steal(place, id));
  await until('all are stopped', async () => (await itemsOf(place.values)).every(({ state }) => state === 'stopped'));
  assert.equal(await worker.stop('SIGINT'), 0);
  assert.match(worker.lines.at(-1), /^180 finished, 20 failed, 4 lost, /);

  const runs = readFileSync(place.file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  // Those that were stolen came again, and no other.
  const all = Object.values(ids).flat();
  assert.deepEqual(runs.map(([id]) => id).sort(), [...all, ...ids.rob].sort());
  await untilGone(runs.flatMap(([, ...pids]) => pids));
  assert.ok(mostAtOnce(await journalOf(place.values)) <= 16);
});

/** Takes an item's lease over, as another worker would; false where its holder has just beaten. */
async function steal({ values }, id) {
  const { latest_heartbeat_at: last } = (await itemsOf(values)).find((item) => item.id === id);
  if (!last) return false;
  const at = ['--environment-id', values.ANTHROPIC_ENVIRONMENT_ID, '--work-id', id];
  const { code } = await cli.run(['beta:environments:work', 'heartbeat', ...at, '--expected-last-heartbeat', last], values);
  return code === 0;
}

test('an item is held for as long as its command runs, however short its leases are', async () => {
  const place = await scene(SHORT);
  const { id } = await queue(place.values);
  const running = drained(place, 'echo $$ >> $FILE; while [ ! -e $FILE.go ]; do sleep 0.05; done');
  const beats = (journal) =>
    journal.filter(({ endpoint, status, workId }) => endpoint === 'work.heartbeat' && status === 200 && workId === id);
  await until('a lease and a half have passed', async () => {
    const [first, ...more] = beats(await journalOf(place.values)).map(({ at }) => Date.parse(at));
    return first !== undefined && more.at(-1) - first > 1500 * SHORT.ttlSeconds;
  });
  writeFileSync(`${place.file}.go`, '');
  const { code, stderr } = await running;
  assert.equal(code, 0, stderr);
  assert.equal((await wordsOf(place.file)).length, 1);
  assert.equal(await stateOf(place, id), 'stopped');
});

/** How many items were held at once at most. */
function mostAtOnce(journal) {
  let [now, most] = [0, 0];
  for (const { change } of journal) {
    if (change === 'work.acknowledged') now += 1;
    else if (change === 'work.stopped') now -= 1;
    most = Math.max(most, now);
  }
  return most;
}

test('a command finds its variables and its item, and no other item’s', async () => {
  const place = await scene();
  const { id, data } = await queue(place.values, { metadata: { a: 'b' } });
  const print = `node -e '${'console.log(JSON.stringify([process.env, JSON.parse(require("fs").readFileSync(0, "utf8"))]))'}'`;
  const { stdout } = await drained(place, print, [], { ANTHROPIC_WORK_ID: 'another', ANTHROPIC_WORK_SECRET: 'another' });
  const [env, item] = JSON.parse(stdout);
  const { ANTHROPIC_BASE_URL, ANTHROPIC_ENVIRONMENT_ID, ANTHROPIC_ENVIRONMENT_KEY } = place.values;
  const found = Object.fromEntries(Object.entries(env).filter(([name]) => /^ANTHROPIC_/.test(name)));
  delete found.ANTHROPIC_API_KEY;
  assert.deepEqual(found, {
    ANTHROPIC_BASE_URL,
    ANTHROPIC_ENVIRONMENT_ID,
    ANTHROPIC_ENVIRONMENT_KEY,
    ANTHROPIC_SESSION_ID: data.id,
    ANTHROPIC_WORK_ID: id,
    ANTHROPIC_WORK_SECRET: item.secret,
  });
  assert.deepEqual([item.id, item.metadata], [id, { a: 'b' }]);
});

test('output is passed on in whole lines, with the item’s id where that is asked for', async () => {
  const place = await scene();
  const { id } = await queue(place.values);
  const { stdout, stderr } = await drained(place, 'echo one; echo two; echo three >&2', ['--prefix', '--quiet']);
  assert.equal(stdout, `${id}: one\n${id}: two\n`);
  assert.equal(stderr, `${id}: three\n`);
});

test('a command that fails ends its item and nothing else, and the exit code says so', async () => {
  const place = await scene();
  const first = await queue(place.values, { sessionId: 'session_bad' });
  await queue(place.values);
  const { code, stderr } = await drained(place, '[ $ANTHROPIC_SESSION_ID != session_bad ] || exit 3');
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`^${first.id} failed after .* s: its command ended with exit code 3$`, 'm'));
  assert.match(stderr, /^1 finished, 1 failed, 0 lost/m);
  assert.deepEqual(
    (await itemsOf(place.values)).map(({ state }) => state),
    ['stopped', 'stopped'],
  );
});

/** Asks for an item to be stopped, as an operator does. */
const askToStop = ({ values }, id) =>
  cli.run(['beta:environments:work', 'stop', '--environment-id', values.ANTHROPIC_ENVIRONMENT_ID, '--work-id', id], values);

test('a command that hangs gets SIGTERM when its item is asked to stop', async () => {
  const place = await scene(SHORT);
  const { id } = await queue(place.values);
  const worker = await working(place, 'trap "echo asked; exit 9" TERM; echo $$ > $FILE; while :; do sleep 0.05; done');
  const pids = await wordsOf(place.file);
  await whenIn(place, id, 'active');
  assert.equal((await askToStop(place, id)).code, 0);
  await whenIn(place, id, 'stopped');
  await untilGone(pids);
  assert.ok(worker.lines.includes('asked'));
  assert.equal(await worker.stop('SIGINT'), 0);
  assert.match(worker.lines.join('\n'), /asked to stop/);
  assert.doesNotMatch(worker.lines.join('\n'), /failed after/);
});

test('a command that ignores SIGTERM is killed after the wind-down, with its children', async () => {
  const place = await scene(SHORT);
  const { id } = await queue(place.values);
  const worker = await working(place, 'trap "" TERM; sleep 600 & echo $$ $! > $FILE; wait; sleep 600', ['--wind-down', '1']);
  const pids = await wordsOf(place.file, 2);
  await whenIn(place, id, 'active');
  await askToStop(place, id);
  await whenIn(place, id, 'stopped');
  await untilGone(pids);
  assert.equal(await worker.stop('SIGINT'), 0);
});

test('a command that winds down for longer than its lease lasts is killed, and its item stopped, before that runs out', async () => {
  // The second stop is the worker's. It has taken effect long before its answer comes.
  const place = await scene({ ...SHORT, faults: { rules: [{ endpoint: 'work.stop', call: 2, answerDelayMs: 1000 }] } });
  const { id } = await queue(place.values);
  const worker = await working(place, 'trap "" TERM; sleep 600 & echo $$ $! > $FILE; wait; sleep 600', ['--wind-down', '600']);
  const pids = await wordsOf(place.file, 2);
  await whenIn(place, id, 'active');
  await askToStop(place, id);
  // Nothing is extended any more.
  await whenIn(place, id, 'stopped');
  assert.ok(!pids.some(isRunning), 'what runs on is done twice');
  assert.equal(await worker.stop('SIGINT'), 0);
  assert.match(worker.lines.at(-1), /^1 finished, 0 failed, 0 lost/);
});

test('a command whose lease was taken is killed at once, and its item is done by whoever gets it next', async () => {
  const place = await scene({ ...SHORT, faults: { rules: [{ endpoint: 'work.heartbeat', call: 2, fault: 'stealLease' }] } });
  const { id } = await queue(place.values);
  // The first one would hang for ever; the item comes back when the thief's lease runs out.
  const worker = await working(
    place,
    'if [ -e $FILE ]; then echo again; else trap "" TERM; sleep 600 & echo $$ $! > $FILE; wait; sleep 600; fi',
  );
  const pids = await wordsOf(place.file, 2);
  await untilGone(pids);
  await whenIn(place, id, 'stopped');
  assert.equal(await worker.stop('SIGTERM'), 0);
  assert.match(worker.lines.join('\n'), new RegExp(`^${id} lost: taken; its command is killed$`, 'm'));
  assert.ok(worker.lines.includes('again'));

  const ours = (await journalOf(place.values)).filter(({ workId }) => workId === id);
  const stolen = ours.findIndex(({ change }) => change === 'work.stolen');
  const polledAgain = ours.findIndex(({ change }, index) => change === 'work.polled' && index > stolen);
  const between = ours.slice(stolen + 1, polledAgain).filter(({ type }) => type === 'request');
  assert.deepEqual(
    between.map(({ endpoint, status }) => [endpoint, status]),
    [['work.heartbeat', 412]],
    'no call after the loss',
  );
});

test('a command outlives its lease by nothing when the network is gone', async () => {
  const place = await scene(SHORT);
  await queue(place.values);
  const worker = await working(place, 'trap "" TERM; sleep 600 & echo $$ $! > $FILE; wait; sleep 600', ['--max-retries', '0']);
  const pids = await wordsOf(place.file, 2);
  place.child.kill('SIGSTOP');
  try {
    await untilGone(pids);
    await until('the loss is reported', () => worker.lines.some((line) => /lost: expired/.test(line)));
  } finally {
    place.child.kill('SIGCONT');
  }
});

test('SIGINT waits for the commands that run, and claims no more', async () => {
  const place = await scene();
  const { id } = await queue(place.values);
  const worker = await working(place, 'echo $$ >> $FILE; while [ ! -e $FILE.go ]; do sleep 0.02; done; echo ended well');
  await wordsOf(place.file);
  worker.child.kill('SIGINT');
  await until('it drains', () => worker.lines.some((line) => line.startsWith('draining: waits for 1 ')));
  const later = await queue(place.values);
  writeFileSync(`${place.file}.go`, '');
  await worker.closed;
  assert.equal(worker.child.exitCode, 0);
  assert.ok(worker.lines.includes('ended well'));
  assert.equal(await stateOf(place, id), 'stopped');
  assert.equal(await stateOf(place, later.id), 'queued');
});

test('a second SIGINT ends the commands, and their items go back to the queue', async () => {
  const place = await scene(SHORT);
  const { id } = await queue(place.values);
  const worker = await working(place, 'trap "" INT TERM; sleep 600 & echo $$ $! > $FILE; wait; sleep 600');
  const pids = await wordsOf(place.file, 2);
  await whenIn(place, id, 'active');
  worker.child.kill('SIGINT');
  await until('it drains', () => worker.lines.some((line) => line.startsWith('draining')));
  worker.child.kill('SIGINT');
  await worker.closed;
  assert.equal(worker.child.exitCode, 130);
  await untilGone(pids);
  assert.match(
    worker.lines.join('\n'),
    new RegExp(`^${id} failed after .* s: the worker was stopped, and the item goes back to the queue$`, 'm'),
  );
  assert.match(worker.lines.at(-1), /^0 finished, 1 failed, 0 lost/);
  await whenIn(place, id, 'queued');
  const { code } = await drained(place, 'echo again');
  assert.equal(code, 0);
  assert.equal(await stateOf(place, id), 'stopped');
});

test('a terminal that goes away takes the commands with it', async () => {
  const place = await scene();
  await queue(place.values);
  const worker = await working(place, 'sleep 600 & echo $$ $! > $FILE; wait');
  const pids = await wordsOf(place.file, 2);
  assert.equal(await worker.stop('SIGHUP'), 129);
  await untilGone(pids);
});

for (const [how, more] of Object.entries({ '': [], ' with --hand-over': ['--hand-over'] })) {
  test(`whoever read the output has gone${how}: the commands end, their items go back, and the exit code says so`, async () => {
    const place = await scene(SHORT);
    const { id } = await queue(place.values);
    const wait = 'while [ ! -e $FILE.go ]; do sleep 0.02; done';
    const worker = await working(place, `trap "" TERM; sleep 600 & echo $$ $! > $FILE; ${wait}; echo out; wait; sleep 600`, more);
    const pids = await wordsOf(place.file, 2);
    worker.child.stdout.destroy();
    writeFileSync(`${place.file}.go`, '');
    await worker.closed;
    assert.equal(worker.child.exitCode, 141);
    await untilGone(pids);
    await whenIn(place, id, 'queued');
  });
}

test('whoever read standard error has gone: the work goes on', async () => {
  const place = await scene();
  const { id } = await queue(place.values);
  const worker = await working(place, 'while [ ! -e $FILE.go ]; do sleep 0.02; done; echo said >&2; echo out', ['--drain']);
  worker.child.stderr.destroy();
  writeFileSync(`${place.file}.go`, '');
  await worker.closed;
  assert.equal(worker.child.exitCode, 0);
  assert.equal(await stateOf(place, id), 'stopped');
  assert.ok(worker.lines.includes('out'));
});

test('with --hand-over as many commands as may run at once, and one that ends badly is told', async () => {
  const place = await scene();
  for (let i = 0; i < 12; i += 1) await queue(place.values, { sessionId: `session_${i}` });
  const command = 'echo start >> $FILE; sleep 0.1; echo end >> $FILE; [ $ANTHROPIC_SESSION_ID != session_5 ]';
  const { code, stderr } = await drained(place, command, ['--hand-over', '--concurrency', '3']);
  assert.equal(code, 1);
  assert.match(stderr, /^11 finished, 1 failed, 0 lost/m);
  let [now, most, count] = [0, 0, 0];
  for (const word of await wordsOf(place.file, 24)) {
    now += word === 'start' ? 1 : -1;
    count += word === 'start' ? 1 : 0;
    most = Math.max(most, now);
  }
  assert.ok(count === 12 && most <= 3, `${count} commands, ${most} at once`);
  const endpoints = new Set((await journalOf(place.values)).flatMap(({ endpoint }) => endpoint ?? []));
  assert.ok(!endpoints.has('work.heartbeat') && !endpoints.has('work.stop'), 'that is the command’s affair');
});

test('on a terminal a line says how things stand', { skip: !which('script') && 'there is no `script` here' }, async () => {
  const place = await scene();
  await queue(place.values);
  const line = `'${cli.command}' worker poll --drain --on-work 'echo out; sleep 1'`;
  const { stdout } = await run('script', ['-qec', line, '/dev/null'], { cwd: cli.folder, env: cli.environment(place.values) });
  assert.match(stdout, /1 running, 0 finished, 0 failed, 0 lost, \d heartbeats/);
  assert.match(stdout, /(^|2K)out\r$/m, 'a line of its own');
  assert.doesNotMatch(stdout, /claimed/);
  assert.match(stdout, /\r?1 finished, 0 failed, 0 lost, 1 heartbeats\r\n$/);
});

test('a key that the API refuses ends the worker, with exit code 1 and the API’s words', async () => {
  const place = await scene();
  const { code, stderr } = await drained(place, 'true', [], { ANTHROPIC_ENVIRONMENT_KEY: 'sk-wrong' });
  assert.equal(code, 1);
  assert.match(stderr, /^leasehold: AuthenticationError: 401 /m);
  assert.match(stderr, /"authentication_error"/);
  assert.doesNotMatch(stderr, /sk-wrong/);
});

test('what it needs, and what it warns of', async () => {
  const place = await scene();
  const missing = await drained(place, 'true', [], { ANTHROPIC_ENVIRONMENT_KEY: '' });
  assert.deepEqual([missing.code, /^leasehold: no credential: set ANTHROPIC_ENVIRONMENT_KEY/.test(missing.stderr)], [2, true]);
  assert.equal((await drained(place, ' ')).code, 2);
  const { ANTHROPIC_ENVIRONMENT_KEY: key } = place.values;
  const warned = await drained(place, 'true', ['--environment-key', key], { ANTHROPIC_ENVIRONMENT_KEY: '' });
  assert.equal(warned.code, 0);
  assert.match(warned.stderr, /^leasehold: --environment-key: other users of this machine can read arguments/);
  assert.ok(!warned.stderr.includes(key));
});
