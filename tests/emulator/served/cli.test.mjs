// `leasehold emulator` from the packed package, driven as work-ack-http.md says: with curl.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../../support/programs.mjs';
import { binary, install, startEmulator, work } from './support.mjs';

let consumer;
let command;
const servers = [];

before(() => {
  consumer = install();
  command = binary('leasehold', consumer.folder);
});

after(async () => {
  for (const server of servers) await server.stop();
  consumer?.remove();
});

async function serve(...args) {
  return serveUntil('ANTHROPIC_ENVIRONMENT_KEY', args);
}

/** Until the value of this name is printed. */
async function serveUntil(last, args) {
  const server = await startEmulator(command, ['emulator', '--port', '0', ...args], { cwd: consumer.folder }, last);
  servers.push(server);
  return server;
}

function file(name, content) {
  writeFileSync(join(consumer.folder, name), JSON.stringify(content));
  return name;
}

/** What curl prints, and its exit code. */
async function curl(...args) {
  const { code, stdout } = await run('curl', ['--silent', '--show-error', '--max-time', '10', ...args]);
  return { code, text: stdout };
}

const queue = ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_ENVIRONMENT_ID: environmentId }, options) =>
  curl(`${url}/_emulator/work`, '-d', JSON.stringify({ environmentId, ...options })).then(({ text }) => JSON.parse(text));

test('an item is acknowledged with curl', async () => {
  const { values } = await serve();
  const { id } = await queue(values, { sessionId: 'session_1' });
  const { text } = await curl(
    `${values.ANTHROPIC_BASE_URL}/v1/environments/${values.ANTHROPIC_ENVIRONMENT_ID}/work/${id}/ack`,
    ...['-X', 'POST'],
    ...['-H', 'anthropic-version: 2023-06-01'],
    ...['-H', 'anthropic-beta: managed-agents-2026-04-01'],
    ...['-H', `X-Api-Key: ${values.ANTHROPIC_API_KEY}`],
  );
  const item = JSON.parse(text);
  assert.deepEqual([item.id, item.type, item.state, item.data], [id, 'work', 'starting', { type: 'session', id: 'session_1' }]);
});

test('a method that no path takes is answered, TRACE too', async () => {
  const { values } = await serve('--quiet');
  for (const method of ['PUT', 'TRACE']) {
    const { text } = await curl(`${values.ANTHROPIC_BASE_URL}/v1/environments`, '-X', method, '-w', ' %{http_code}');
    assert.match(text, /"this path takes GET, POST".* 405$/);
  }
});

test('its keys are ready-made, each request is a line, and a signal ends it', async () => {
  const server = await serve('--strict');
  assert.match(server.lines[0], /^leasehold emulator: http:\/\/127\.0\.0\.1:\d+$/);
  await queue(server.values);
  const id = await work(server.values);
  const refused = await fetch(`${server.values.ANTHROPIC_BASE_URL}/v1/environments/${server.values.ANTHROPIC_ENVIRONMENT_ID}/work/poll`, {
    headers: { 'x-api-key': server.values.ANTHROPIC_API_KEY, 'anthropic-version': '2023-06-01' },
  });
  assert.equal(refused.status, 403, 'strict about credentials');
  // A poll that waits must not hold the end up.
  const { ANTHROPIC_BASE_URL: url, ANTHROPIC_ENVIRONMENT_ID: environment, ANTHROPIC_ENVIRONMENT_KEY: key } = server.values;
  const waiting = fetch(`${url}/v1/environments/${environment}/work/poll?block_ms=999`, {
    headers: { authorization: `Bearer ${key}`, 'anthropic-version': '2023-06-01' },
  }).catch(() => 'cut off');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await server.stop('SIGINT'), 0);
  await waiting;
  const requests = server.lines.filter((line) => / (GET|POST) +work\./.test(line));
  assert.deepEqual(
    requests.slice(0, 6).map((line) => /(work\.\w+).* → (\d+)/.exec(line).slice(1)),
    [
      ['work.poll', '200'],
      ['work.ack', '200'],
      ['work.heartbeat', '200'],
      ['work.stop', '200'],
      ['work.poll', '200'],
      ['work.poll', '403'],
    ],
  );
  assert.ok(requests[1].includes(id));
  assert.equal(server.lines.at(-1), 'stopped');
  const logged = server.lines.filter((line) => !/^[A-Z_]+=/.test(line)).join('\n');
  for (const secret of [server.values.ANTHROPIC_API_KEY, key]) assert.ok(!logged.includes(secret));
});

test('a seed file says what is there', async () => {
  const seed = {
    options: { apiKey: 'sk-mine', stopAnswer: 'empty' },
    environments: [
      { name: 'cloud' },
      { name: 'one', config: { type: 'self_hosted' }, work: [{ sessionId: 'session_7' }, { type: 'healthcheck' }] },
      { name: 'two', config: { type: 'self_hosted' } },
    ],
  };
  const { values } = await serveUntil('ANTHROPIC_ENVIRONMENT_KEY_2', ['--seed-file', file('seed.json', seed)]);
  assert.equal(values.ANTHROPIC_API_KEY, 'sk-mine');
  assert.ok(values.ANTHROPIC_ENVIRONMENT_ID_2);
  const { text } = await curl(
    `${values.ANTHROPIC_BASE_URL}/v1/environments/${values.ANTHROPIC_ENVIRONMENT_ID}/work`,
    ...['-H', 'anthropic-version: 2023-06-01', '-H', 'X-Api-Key: sk-mine'],
  );
  assert.deepEqual(
    JSON.parse(text).data.map(({ data }) => data.type),
    ['healthcheck', 'session'],
  );
});

test('a state that was exported goes on', async () => {
  const first = await serve();
  const { id } = await queue(first.values);
  const state = JSON.parse((await curl(`${first.values.ANTHROPIC_BASE_URL}/_emulator/state`)).text);
  const { values } = await serve('--seed-file', file('state.json', state));
  assert.equal(values.ANTHROPIC_ENVIRONMENT_KEY, first.values.ANTHROPIC_ENVIRONMENT_KEY);
  assert.equal(await work(values), id);
});

test('--strict counts more than what the seed file or the state says', async () => {
  const asked = async ({ values }) => {
    const list = `${values.ANTHROPIC_BASE_URL}/v1/environments/${values.ANTHROPIC_ENVIRONMENT_ID}/work/poll`;
    const headers = ['-H', 'anthropic-version: 2023-06-01', '-H', `X-Api-Key: ${values.ANTHROPIC_API_KEY}`];
    return (await curl(list, '-o', '/dev/null', '-w', '%{http_code}', ...headers)).text;
  };
  const said = (credentials) => file(`${credentials}.json`, { options: { credentials } });
  const relaxed = await serve('--seed-file', said('relaxed'));
  const state = JSON.parse((await curl(`${relaxed.values.ANTHROPIC_BASE_URL}/_emulator/state`)).text);
  assert.equal(await asked(relaxed), '200');
  assert.equal(await asked(await serve('--seed-file', said('strict'))), '403');
  assert.equal(await asked(await serve('--seed-file', said('relaxed'), '--strict')), '403');
  assert.equal(await asked(await serve('--seed-file', file('relaxed-state.json', state))), '200');
  assert.equal(await asked(await serve('--seed-file', file('relaxed-state.json', state), '--strict')), '403');
});

const hosts = { '0.0.0.0': '127.0.0.1', ...(hasIPv6() && { '::': '[::1]' }) };

for (const [host, named] of Object.entries(hosts)) {
  test(`its address is one to ask at when it listens on ${host}`, async () => {
    const { values } = await serve('--host', host);
    assert.equal(new URL(values.ANTHROPIC_BASE_URL).hostname, named);
    const { code, stderr } = await run(command, ['beta:environments', 'list'], {
      cwd: consumer.folder,
      env: { ...process.env, ...values },
    });
    assert.equal(code, 0, stderr);
  });
}

function hasIPv6() {
  return Object.values(networkInterfaces()).some((addresses) => addresses.some(({ address }) => address === '::1'));
}

test('faults reach the socket', async () => {
  const rules = [
    { endpoint: 'environments.list', call: 1, fault: 'refuse' },
    { endpoint: 'environments.list', call: 2, fault: 'cutBody' },
    { endpoint: 'environments.list', call: 3, fault: 'status', status: 529, headers: { 'retry-after': '1' } },
    { endpoint: 'environments.list', call: 4, fault: 'loseAnswer', answerDelayMs: 20 },
  ];
  const { values } = await serve('--faults', file('faults.json', { rules }));
  const list = () =>
    curl(
      `${values.ANTHROPIC_BASE_URL}/v1/environments`,
      ...['-i', '-H', 'anthropic-version: 2023-06-01', '-H', `X-Api-Key: ${values.ANTHROPIC_API_KEY}`],
    );
  const [refused, cut, overloaded, lost, good] = [await list(), await list(), await list(), await list(), await list()];
  const emptyReply = 52;
  assert.deepEqual([refused.code, refused.text], [emptyReply, '']);
  // 18: partial file; 56: failure in receiving.
  assert.ok([18, 56].includes(cut.code) && cut.text.includes('{"data":'), `${cut.code} ${cut.text}`);
  assert.match(overloaded.text, /^HTTP\/1\.1 529 .*retry-after: 1\r\n.*overloaded_error/s);
  assert.deepEqual([lost.code, lost.text], [emptyReply, '']);
  assert.match(good.text, /^HTTP\/1\.1 200 /);
  const journal = (await curl(`${values.ANTHROPIC_BASE_URL}/_emulator/journal`)).text;
  assert.match(journal, /environments\.list +→ no answer \(0 ms, req_01\w+, fault refuse\)\n/);
  assert.match(journal, /→ 200, broken off \(0 ms, req_01\w+, fault cutBody\)\n/);
});

test('what is wrong is said in a line, with exit code 2', async () => {
  for (const [args, message] of [
    [['nonsense'], /^leasehold: unknown command 'nonsense'/],
    [['emulator', '--prot', '1'], /unknown option '--prot'\n\(Did you mean --port\?\)/],
    [
      ['emulator', '--port', 'x'],
      /^leasehold: option '--port <number>' argument 'x' is invalid\. expected a whole number from 0 to 65535\n$/,
    ],
    [['emulator', '--seed-file', 'missing.json'], /^leasehold: missing\.json: ENOENT/],
    [['emulator', '--seed-file', ''], /^leasehold: : ENOENT/],
    [['emulator', '--faults', 'missing.json'], /^leasehold: missing\.json: ENOENT/],
    [['emulator', '--faults', ''], /^leasehold: : ENOENT/],
    [['emulator', '--host', ''], /^leasehold: --host: expected an address/],
    ...[null, '', [], 5].map((seed, i) => [
      ['emulator', '--seed-file', file(`no-object-${i}.json`, seed)],
      /^leasehold: the seed file: expected an object with options and environments, or a state that was exported\n$/,
    ]),
    ...[{ environments: {} }, { environments: [null] }, { options: null }, { environments: [{ name: 'x', work: {} }] }].map((seed, i) => [
      ['emulator', '--seed-file', file(`no-list-${i}.json`, seed)],
      /^leasehold: the seed file: (environments|options|work): expected (a list|an object)/,
    ]),
    ...[{ clock: 'virtual' }, { startAt: '2026-01-01T00:00:00Z' }].map((options, i) => [
      ['emulator', '--seed-file', file(`virtual-${i}.json`, { options })],
      /^leasehold: the seed file: options: expected no virtual clock: nobody could move it/,
    ]),
    ...[0, false, ''].map((faults, i) => [
      ['emulator', '--seed-file', file(`no-faults-${i}.json`, { options: { faults } })],
      /^leasehold: the seed file: faults: expected an object/,
    ]),
    [
      ['emulator', '--seed-file', file('a.json', { environment: [] })],
      /^leasehold: the seed file: environment: expected only options, environments/,
    ],
    [
      ['emulator', '--seed-file', file('b.json', { environments: [{ nmae: 'x' }] })],
      /^leasehold: the seed file: name: expected a string, received nothing\n$/,
    ],
    [
      ['emulator', '--faults', file('c.json', { rules: [{ call: 0 }] })],
      /^leasehold: c\.json: rules\[0\]\.call: expected a whole number, 1 or more/,
    ],
  ]) {
    const { code, stderr } = await run(command, args, { cwd: consumer.folder });
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
  const { code, stdout } = await run(command, ['emulator', '--help'], { cwd: consumer.folder });
  assert.equal(code, 0);
  assert.match(stdout, /--seed-file <file>/);
});

test('a port that is taken is named', async () => {
  const { values } = await serve();
  const { port } = new URL(values.ANTHROPIC_BASE_URL);
  const { code, stderr } = await run(command, ['emulator', '--port', port], { cwd: consumer.folder });
  assert.equal(code, 2);
  assert.match(stderr, new RegExp(`^leasehold: cannot listen on 127\\.0\\.0\\.1:${port}: `));
});

test('the command knows nothing but its own paths beside the API', async () => {
  const { values } = await serve();
  const unknown = await fetch(`${values.ANTHROPIC_BASE_URL}/_emulator/constructor`);
  assert.equal(unknown.status, 404);
  const wrong = await fetch(`${values.ANTHROPIC_BASE_URL}/_emulator/work`, { method: 'POST', body: '{"environmentId": "env_x"}' });
  assert.equal(wrong.status, 400);
  assert.match((await wrong.json()).message, /^environmentId: /);
  for (const body of ['null', '[]', '"text"', 'no JSON', '']) {
    const refused = await fetch(`${values.ANTHROPIC_BASE_URL}/_emulator/work`, { method: 'POST', body });
    assert.deepEqual(
      [refused.status, await refused.json()],
      [400, { message: 'expected a JSON object such as {"environmentId": "env_…"}' }],
    );
  }
});
