// The requests that the command makes: as work-ack-http.md's curl makes them, and each call's own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commands } from '../../js/cli/commands.mjs';
import { run } from '../support/programs.mjs';
import { installed, recorder } from './support.mjs';

let cli;
let api;

before(async () => {
  cli = installed();
  api = await recorder();
});

after(() => {
  api?.close();
  cli?.remove();
});

/** The one request that a command line makes, and what it prints on standard error. */
async function request(args, env = { ANTHROPIC_API_KEY: 'sk-key' }) {
  api.requests.length = 0;
  const { code, stderr } = await cli.run(args, { ANTHROPIC_BASE_URL: api.url, ...env });
  assert.equal(code, 0, stderr);
  assert.equal(api.requests.length, 1);
  return { ...api.requests[0], stderr };
}

const E = ['--environment-id', 'env_1'];
const W = [...E, '--work-id', 'work/1'];

/** By command: its options, and the request that they make: method, path with query, body. */
const expected = {
  'beta:environments create': [
    ['--name', 'n', '--scope', 'account', '--config', '{"type":"cloud"}', '--metadata', '{"a":"b"}', '--description', 'null'],
    'POST /v1/environments',
    { name: 'n', scope: 'account', config: { type: 'cloud' }, metadata: { a: 'b' }, description: 'null' },
  ],
  'beta:environments list': [
    ['--include-archived', '--limit', '2', '--page', 'c/1'],
    'GET /v1/environments?include_archived=true&limit=2&page=c%2F1',
  ],
  'beta:environments retrieve': [E, 'GET /v1/environments/env_1'],
  'beta:environments update': [
    [...E, '--description', 'null', '--name', 'm', '--metadata', '{"a":null}'],
    'POST /v1/environments/env_1',
    { description: null, name: 'm', metadata: { a: null } },
  ],
  'beta:environments archive': [E, 'POST /v1/environments/env_1/archive'],
  'beta:environments delete': [E, 'DELETE /v1/environments/env_1'],
  'beta:environments:work retrieve': [W, 'GET /v1/environments/env_1/work/work%2F1'],
  'beta:environments:work poll': [
    [...E, '--block-ms', '5', '--reclaim-older-than-ms', '0', '--anthropic-worker-id', 'me'],
    'GET /v1/environments/env_1/work/poll?block_ms=5&reclaim_older_than_ms=0',
  ],
  'beta:environments:work ack': [W, 'POST /v1/environments/env_1/work/work%2F1/ack'],
  'beta:environments:work heartbeat': [
    [...W, '--desired-ttl-seconds', '9', '--expected-last-heartbeat', '2026-01-01T00:00:00+01:00'],
    'POST /v1/environments/env_1/work/work%2F1/heartbeat?desired_ttl_seconds=9&expected_last_heartbeat=2026-01-01T00%3A00%3A00%2B01%3A00',
  ],
  'beta:environments:work stop': [[...W, '--force'], 'POST /v1/environments/env_1/work/work%2F1/stop', { force: true }],
  'beta:environments:work list': [[...E, '--limit', '3'], 'GET /v1/environments/env_1/work?limit=3'],
  'beta:environments:work update': [[...W, '--metadata', 'a=b=c'], 'POST /v1/environments/env_1/work/work%2F1', { metadata: { a: 'b=c' } }],
  'beta:environments:work stats': [E, 'GET /v1/environments/env_1/work/stats'],
};

for (const { path, call, options } of commands) {
  if (!call) continue;
  const name = path.join(' ');
  test(`the request of ${name}`, async () => {
    const [args, line, body] = expected[name];
    const { method, url, headers, body: sent } = await request([...path, ...args, '--beta', 'one', '--beta', 'two', '--beta', 'one']);
    assert.equal(`${method} ${url}`, line);
    assert.deepEqual(sent === '' ? undefined : JSON.parse(sent), body);
    assert.equal(headers['anthropic-beta'], 'one,two,managed-agents-2026-04-01');
    assert.equal(headers['x-api-key'], 'sk-key');
    assert.equal(headers.authorization, undefined);
    assert.equal(headers['anthropic-worker-id'], name.endsWith('poll') ? 'me' : undefined);
    if (options.some((option) => option.name === 'workspace-id')) {
      const inWorkspace = await request([...path, ...args, '--workspace-id', 'wrkspc_1', '--anthropic-version', '2020-01-01']);
      assert.equal(inWorkspace.headers['anthropic-workspace-id'], 'wrkspc_1');
      assert.equal(inWorkspace.headers['anthropic-version'], '2020-01-01');
    }
  });
}

test('an option for a field leaves what the body has beside it', async () => {
  const create = async (body, ...more) => {
    const args = ['beta:environments', 'create', ...more, '--name', 'n', ...(body ? ['--body', JSON.stringify(body)] : [])];
    return JSON.parse((await request(args)).body);
  };
  const config = { type: 'cloud', packages: { pip: ['x'] } };
  const networking = { type: 'unrestricted' };
  const option = ['--config.networking', JSON.stringify(networking)];
  assert.deepEqual(await create({ config, description: 'd' }, ...option), {
    config: { ...config, networking },
    description: 'd',
    name: 'n',
  });
  assert.deepEqual((await create({ config: { ...config, networking: { type: 'limited' } } }, ...option)).config.networking, networking);
  assert.deepEqual((await create(undefined, '--config', '{"type":"cloud"}', ...option)).config, { type: 'cloud', networking });
  assert.deepEqual((await create({ config }, '--config', '{"type":"self_hosted"}')).config, { type: 'self_hosted' });
  for (const other of [null, 'text', [1]]) assert.deepEqual((await create({ config: other }, ...option)).config, { networking });
  const metadata = { a: '1', b: '1' };
  assert.deepEqual((await create({ metadata }, '--metadata', 'b=2', '--metadata', 'c=3')).metadata, { a: '1', b: '2', c: '3' });
  assert.deepEqual((await create({ metadata: null }, '--metadata', 'b=2')).metadata, { b: '2' });
});

test('ack is the request that the reference’s curl makes', async () => {
  const names = ['anthropic-version', 'anthropic-beta', 'x-api-key', 'content-type', 'authorization', 'content-length'];
  const told = ({ method, url, headers, body }) => ({
    method,
    url,
    body,
    headers: Object.fromEntries(names.map((name) => [name, headers[name]])),
  });
  api.requests.length = 0;
  const { code } = await run('curl', [
    ...['--silent', `${api.url}/v1/environments/env_1/work/work_1/ack`, '-X', 'POST'],
    ...['-H', 'anthropic-version: 2023-06-01', '-H', 'anthropic-beta: managed-agents-2026-04-01', '-H', 'X-Api-Key: sk-key'],
  ]);
  assert.equal(code, 0);
  const curls = told(api.requests[0]);
  const ours = told(await request(['beta:environments:work', 'ack', ...E, '--work-id', 'work_1']));
  // An empty body may be said to be empty, or left unsaid.
  for (const { headers } of [curls, ours]) if (headers['content-length'] === '0') headers['content-length'] = undefined;
  assert.deepEqual(ours, curls);
});

test('the reference’s command line is taken as it stands', async () => {
  const { method, url, headers } = await request(
    [
      ...['beta:environments:work', 'ack', '--api-key', 'my-anthropic-api-key'],
      ...['--environment-id', 'env_011CZkZ9X2dpNyB7HsEFoRfW', '--work-id', 'work_id'],
    ],
    {},
  );
  assert.equal(`${method} ${url}`, 'POST /v1/environments/env_011CZkZ9X2dpNyB7HsEFoRfW/work/work_id/ack');
  assert.equal(headers['x-api-key'], 'my-anthropic-api-key');
});

test('--base-url counts more than its variable', async () => {
  const other = await recorder();
  await cli.run(['beta:environments', 'list', '--base-url', `${other.url}/below`], {
    ANTHROPIC_BASE_URL: api.url,
    ANTHROPIC_API_KEY: 'k',
  });
  assert.deepEqual(
    other.requests.map(({ url }) => url),
    ['/below/v1/environments'],
  );
  other.close();
});

test('each call takes the credential that its endpoint rather has', async () => {
  const env = { ANTHROPIC_API_KEY: 'sk-key', ANTHROPIC_AUTH_TOKEN: 'token', ANTHROPIC_ENVIRONMENT_KEY: 'sk-env' };
  const sent = async (args, variables) => {
    const { headers } = await request(args, variables);
    return headers.authorization ?? headers['x-api-key'];
  };
  const retrieve = ['beta:environments', 'retrieve', ...E];
  const ack = ['beta:environments:work', 'ack', ...W];
  assert.equal(await sent(retrieve, env), 'sk-key');
  assert.equal(await sent(ack, env), 'Bearer sk-env');
  assert.equal(await sent(retrieve, { ...env, ANTHROPIC_API_KEY: '' }), 'Bearer token');
  assert.equal(await sent(ack, { ...env, ANTHROPIC_ENVIRONMENT_KEY: '' }), 'Bearer token');
  assert.equal(await sent([...ack, '--api-key', 'mine'], env), 'mine');
  assert.equal(await sent([...retrieve, '--auth-token', 'mine'], env), 'Bearer mine');
});

test('a key on the command line is warned about, and not shown', async () => {
  for (const [option, variable] of [
    ['--api-key', 'ANTHROPIC_API_KEY'],
    ['--auth-token', 'ANTHROPIC_AUTH_TOKEN'],
  ]) {
    const { stderr } = await request(['beta:environments', 'retrieve', ...E, option, 'sk-very-secret', '--debug'], {});
    assert.match(stderr, new RegExp(`^leasehold: ${option}: other users of this machine can read arguments; set ${variable} instead\n`));
    assert.match(stderr, /GET .*\/v1\/environments\/env_1/, '--debug logs on standard error');
    assert.doesNotMatch(stderr, /very-secret/);
  }
  assert.equal((await request(['beta:environments', 'retrieve', ...E])).stderr, '');
});
