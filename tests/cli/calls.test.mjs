// Each of the fourteen calls from the packed package, against the served emulator.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { commands } from '../../js/cli/commands.mjs';
import { installed, queue, recorder } from './support.mjs';

let cli;
let server;
const made = new Set();

before(async () => {
  cli = installed();
  server = await cli.emulator('--quiet');
});

after(async () => {
  await server?.stop();
  cli?.remove();
});

/** What a command prints, as JSON. */
async function call(path, args, { input, env } = {}) {
  const { code, stdout, stderr } = await cli.run([...path, ...args], { ...server.values, ...env }, input === undefined ? {} : { input });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  made.add(path.join(' '));
  return JSON.parse(stdout);
}

const environments = (method, ...args) => call(['beta:environments', method], args);
const work = (method, ...args) => call(['beta:environments:work', method], args);

test('an environment’s life', async () => {
  const created = await environments('create', '--name', 'one', '--config.type', 'self_hosted', '--metadata', 'a=1', '--description', 'x');
  assert.deepEqual(
    [created.name, created.config, created.metadata, created.description],
    ['one', { type: 'self_hosted' }, { a: '1' }, 'x'],
  );
  const at = ['--environment-id', created.id];
  assert.deepEqual(await environments('retrieve', ...at), created);

  const updated = await environments('update', ...at, '--description', 'null', '--metadata', 'b=2', '--metadata', 'a=');
  assert.deepEqual([updated.description, updated.metadata, updated.name], [null, { b: '2' }, 'one']);
  const listed = await environments('list', '--limit', '1');
  assert.ok(listed.length >= 2 && listed.some(({ id }) => id === created.id), 'all pages');

  assert.ok((await environments('archive', ...at)).archived_at);
  const ids = async (...args) => (await environments('list', ...args)).map(({ id }) => id);
  assert.ok(!(await ids()).includes(created.id));
  assert.ok((await ids('--include-archived')).includes(created.id));
  assert.deepEqual(await environments('delete', ...at), { id: created.id, type: 'environment_deleted' });
});

test('a work item’s life', async () => {
  const environment = ['--environment-id', server.values.ANTHROPIC_ENVIRONMENT_ID];
  assert.equal(await work('poll', ...environment), null);
  const { id } = await queue(server.values, { sessionId: 'session_1' });
  const at = [...environment, '--work-id', id];

  const polled = await work('poll', ...environment, '--block-ms', '500', '--reclaim-older-than-ms', '9000', '--anthropic-worker-id', 'me');
  assert.equal(polled.id, id);
  assert.deepEqual(polled.data, { type: 'session', id: 'session_1' });
  assert.equal(typeof polled.secret, 'string');
  assert.equal((await work('stats', ...environment)).pending, 1);
  assert.equal((await work('ack', ...at)).state, 'starting');
  const beat = await work('heartbeat', ...at, '--expected-last-heartbeat', 'NO_HEARTBEAT', '--desired-ttl-seconds', '60');
  assert.deepEqual([beat.state, beat.ttl_seconds], ['active', 60]);
  assert.equal((await work('heartbeat', ...at, '--expected-last-heartbeat', beat.last_heartbeat)).lease_extended, true);
  assert.deepEqual((await work('update', ...at, '--metadata', 'step=2')).metadata, { step: '2' });
  assert.equal((await work('retrieve', ...at)).state, 'active');
  assert.equal((await work('stop', ...at)).state, 'stopping');
  assert.equal((await work('stop', ...at, '--force')).state, 'stopped');
  assert.deepEqual(
    (await work('list', ...environment)).map((item) => item.id),
    [id],
  );
});

test('those were all calls', () => {
  const calls = commands.filter((command) => command.call).map(({ path }) => path.join(' '));
  assert.deepEqual([...made].sort(), calls.sort());
});

test('a body comes from the command line, a file, or standard input, and options count more', async () => {
  const create = (args, options) => call(['beta:environments', 'create'], args, options);
  const body = JSON.stringify({ name: 'from the body', description: 'kept', config: { type: 'cloud' } });
  writeFileSync(join(cli.folder, 'body.json'), body);
  // As programs on Windows write it.
  writeFileSync(join(cli.folder, 'marked.json'), `\ufeff${body}`);
  for (const [args, options] of [
    [['--body', body]],
    [['--body', '@body.json']],
    [['--body', '@marked.json']],
    [['--body', '-'], { input: body }],
    [['--name', 'from the body', '--description', 'kept', '--config', '-'], { input: '{"type": "cloud"}' }],
  ]) {
    const { name, description, config } = await create(args, options);
    assert.deepEqual([name, description, config.type], ['from the body', 'kept', 'cloud']);
  }
  const { name, description } = await create(['--name', 'mine', '--body', '@body.json']);
  assert.deepEqual([name, description], ['mine', 'kept']);
  const { config } = await create(['--name', 'n', '--config', '{"type": "cloud"}', '--config.networking', '{"type": "limited"}']);
  assert.deepEqual([config.type, config.networking.type], ['cloud', 'limited']);
});

test('each format says the same', async () => {
  const retrieve = ['beta:environments', 'retrieve', '--environment-id', server.values.ANTHROPIC_ENVIRONMENT_ID];
  const [plain, pretty, line] = await Promise.all(
    [[], ['--format', 'json'], ['--format', 'jsonl']].map(async (args) => (await cli.run([...retrieve, ...args], server.values)).stdout),
  );
  assert.equal(plain, pretty);
  assert.equal(plain, `${JSON.stringify(JSON.parse(line), null, 2)}\n`);
  assert.equal(line.trim().split('\n').length, 1);
});

test('a table shows what matters, and no secret', async () => {
  const environment = ['--environment-id', server.values.ANTHROPIC_ENVIRONMENT_ID, '--format', 'table'];
  const { id } = await queue(server.values);
  const table = async (...args) => (await cli.run([...args, ...environment], server.values)).stdout;
  const polled = await table('beta:environments:work', 'poll');
  assert.match(polled, new RegExp(`^FIELD +VALUE\nid +${id}\n`));
  assert.match(polled, /^secret +\(hidden\)$/m);
  const listed = (await table('beta:environments:work', 'list')).split('\n');
  assert.match(listed[0], /^ID +STATE +WHAT +SESSION +CREATED +HEARTBEAT$/);
  assert.ok(listed.some((line) => line.startsWith(`${id}  queued    session`)));
  assert.equal(await table('beta:environments:work', 'poll', '--reclaim-older-than-ms', '600000'), '', 'an empty queue');
});

test('names cannot steer a terminal', async () => {
  const name = 'a\u001b[31m\u009b31mb\u202ec';
  const { stdout } = await cli.run(['beta:environments', 'create', '--name', name], server.values);
  assert.equal(JSON.parse(stdout).name, name);
  for (const sign of ['\u001b', '\u009b', '\u202e']) assert.ok(!stdout.includes(sign));
  const table = await cli.run(['beta:environments', 'list', '--format', 'table'], server.values);
  assert.match(table.stdout, /a \[31m 31mb c/);
});

test('a list comes page by page, and is not waited for', async () => {
  const shown = Promise.withResolvers?.() ?? deferred();
  const page = async ({ url }) => {
    if (!url.includes('page=2')) return { data: [{ id: 'a' }, { id: 'b' }], next_page: '2' };
    await shown.promise;
    return { data: [{ id: 'c' }], next_page: null };
  };
  const api = await recorder(page);
  const child = cli.spawn(['beta:environments', 'list', '--format', 'jsonl'], { ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: 'k' });
  const lines = [];
  // The second page is answered once the first one has been read.
  for await (const line of createInterface({ input: child.stdout })) if (lines.push(line) === 2) shown.resolve();
  assert.deepEqual(lines, ['{"id":"a"}', '{"id":"b"}', '{"id":"c"}']);
  api.close();
});

test('a list ends after --max-items, and asks for no page that it does not need', async () => {
  const api = await recorder(() => ({ data: [{ id: 'a' }, { id: 'b' }], next_page: 'more' }));
  const list = async (...args) => cli.run(['beta:environments', 'list', ...args], { ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: 'k' });
  assert.deepEqual(JSON.parse((await list('--max-items', '4')).stdout).length, 4);
  assert.equal(api.requests.length, 2);
  assert.deepEqual(JSON.parse((await list('--max-items', '0')).stdout), []);
  assert.equal(api.requests.length, 2);
  const { code, stdout } = await list('--max-items', '3', '--format', 'jsonl', '--limit', '2');
  assert.deepEqual([code, stdout], [0, '{"id":"a"}\n{"id":"b"}\n{"id":"a"}\n']);
  api.close();
});

test('a reader that has had enough ends an endless list', async () => {
  const api = await recorder(() => ({ data: [{ id: 'a' }], next_page: 'more' }));
  const child = cli.spawn(['beta:environments', 'list', '--format', 'jsonl'], { ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: 'k' });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
  api.close();
});

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve) => {
    parts.resolve = resolve;
  });
  return parts;
}
