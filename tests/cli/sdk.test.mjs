// The official SDK's `handleItem()` in a script that the command starts: it finds its variables.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installed, itemsOf, journalOf, queue } from './support.mjs';

const script = join(dirname(fileURLToPath(import.meta.url)), 'scripts/handle-item.mjs');
const onWork = `'${process.execPath}' '${script}'`;
let cli;
let server;

before(async () => {
  cli = installed();
  server = await cli.emulator('--quiet', '--strict');
});

after(async () => {
  await server?.stop();
  cli?.remove();
});

/** Does one item, and gives what became of it and the requests about it. */
async function handled(more) {
  const { id, data } = await queue(server.values);
  const { code, stdout, stderr } = await cli.run(['worker', 'poll', '--drain', '--on-work', onWork, ...more], server.values);
  const journal = await journalOf(server.values);
  const requests = journal.filter(({ type, workId, path }) => type === 'request' && (workId === id || path?.includes(data.id)));
  const { state } = (await itemsOf(server.values)).find((item) => item.id === id);
  return { code, stdout, stderr, state, session: data.id, requests };
}

test('handleItem() finds the item and its credential', async () => {
  const { code, stderr, state, requests } = await handled([]);
  assert.equal(code, 0, stderr);
  assert.equal(state, 'stopped');
  // Ours and the script's own, which claims the item once more: so it knows which one it is.
  const beats = requests.filter(({ endpoint }) => endpoint === 'work.heartbeat');
  assert.ok(beats.some(({ status }) => status === 200) && beats.some(({ status }) => status === 412));
  assert.deepEqual([...new Set(beats.map(({ credential }) => credential))], ['a sessions token']);
});

test('with --hand-over, handleItem() holds its item and stops it itself', async () => {
  const { code, stderr, state, session, requests } = await handled(['--hand-over']);
  assert.equal(code, 0, stderr);
  assert.equal(state, 'stopped');
  assert.ok(
    requests.some(({ path }) => path?.includes(session)),
    'it asked for its session',
  );
  const calls = requests.filter(({ endpoint }) => endpoint).map(({ endpoint, status }) => `${endpoint} ${status}`);
  assert.deepEqual(calls, ['work.poll 200', 'work.ack 200', 'work.heartbeat 200', 'work.stop 200']);
});

for (const [how, more] of Object.entries({ 'by the worker': [], 'with --hand-over': ['--hand-over'] })) {
  test(`a health check is answered ${how}, and no command runs for it`, async () => {
    const { id } = await queue(server.values, { type: 'healthcheck' });
    const { code, stdout, stderr } = await cli.run(['worker', 'poll', '--drain', '--on-work', 'echo ran', ...more], server.values);
    assert.deepEqual([code, stdout], [0, ''], stderr);
    const requests = (await journalOf(server.values)).filter(({ type, workId }) => type === 'request' && workId === id);
    assert.deepEqual(
      requests.map(({ endpoint, status, credential }) => [endpoint, status, credential]),
      [
        ['work.poll', 200, 'an environment key'],
        ['work.ack', 200, 'a sessions token'],
        ['work.stop', 200, 'a sessions token'],
      ],
    );
    assert.equal((await itemsOf(server.values)).find((item) => item.id === id).state, 'stopped');
  });
}
