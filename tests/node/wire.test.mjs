// What the fourteen calls put on the wire, beside what the official SDK puts there for the same arguments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { Client } from 'leasehold';

const ID = 'env_01';
const WORK = 'work_01';
const BETAS = ['files-api-2025-04-14', 'something-2099-01-01'];

/** Each call with plain arguments, and with everything that it takes. */
const calls = {
  create: [
    [{ name: 'plain' }],
    [
      {
        name: 'whole',
        description: null,
        metadata: { a: 'b', '': 'empty', ü: '✓' },
        scope: 'organization',
        config: {
          type: 'cloud',
          networking: { type: 'limited', allowed_hosts: ['a.example'], allow_mcp_servers: null },
          packages: { pip: ['x==1'], npm: null },
        },
        betas: BETAS,
        workspace_id: 'wrkspc_1',
      },
    ],
  ],
  retrieve: [[ID], [ID, null], [ID, { betas: BETAS, workspace_id: 'wrkspc_1' }]],
  update: [
    [ID, {}],
    [ID, { name: 'n', description: null, metadata: { gone: null }, betas: BETAS, workspace_id: 'wrkspc_1' }],
  ],
  list: [[], [null], [{ limit: 5, page: 'page_a=b&c d+é/', include_archived: true, betas: BETAS, workspace_id: 'wrkspc_1' }]],
  delete: [[ID], [ID, { betas: BETAS, workspace_id: 'wrkspc_1' }]],
  archive: [[ID], [ID, { betas: BETAS, workspace_id: 'wrkspc_1' }]],
  'work.retrieve': [
    [WORK, { environment_id: ID }],
    [WORK, { environment_id: ID, betas: BETAS, workspace_id: 'wrkspc_1' }],
  ],
  'work.update': [
    [WORK, { environment_id: ID, metadata: { a: 'b', gone: null } }],
    [WORK, { environment_id: ID, metadata: {}, betas: BETAS, workspace_id: 'wrkspc_1' }],
  ],
  'work.list': [[ID], [ID, { limit: 1, page: 'x' }], [ID, { betas: BETAS }]],
  'work.ack': [
    [WORK, { environment_id: ID }],
    [WORK, { environment_id: ID, betas: BETAS }],
  ],
  'work.heartbeat': [
    [WORK, { environment_id: ID }],
    [WORK, { environment_id: ID, desired_ttl_seconds: 60, expected_last_heartbeat: 'NO_HEARTBEAT', betas: BETAS }],
    [WORK, { environment_id: ID, expected_last_heartbeat: '2026-03-15T10:00:00.123456+00:00' }],
  ],
  'work.poll': [[ID], [ID, null], [ID, { block_ms: 999, reclaim_older_than_ms: 0, 'Anthropic-Worker-ID': 'w 1', betas: BETAS }]],
  'work.stats': [[ID], [ID, { betas: BETAS, workspace_id: 'wrkspc_1' }]],
  'work.stop': [
    [WORK, { environment_id: ID }],
    [WORK, { environment_id: ID, force: true, betas: BETAS, workspace_id: 'wrkspc_1' }],
  ],
};

/** Ids that have to stay in their segment, on a call with one and on a call with two. */
const oddIds = ['w/1', 'a:b@c', 'é ü', 'a?b#c', '100%', "it's!($&*+,;=~)", '..a', '%2F'];

/** A fetch that keeps what it is asked. */
function recorder() {
  const seen = [];
  const fetch = async (url, init) => {
    seen.push({ url: new URL(url), ...init, headers: new Headers(init.headers) });
    return Response.json({ id: 'x', data: [], next_page: null });
  };
  return { seen, fetch };
}

/** What has to be the same. */
function essence({ url, method, body, headers }) {
  const named = (name) => headers.get(name);
  return {
    method: method.toUpperCase(),
    path: url.pathname,
    query: [...url.searchParams].sort(),
    body: body == null ? undefined : JSON.parse(body),
    contentType: named('content-type'),
    accept: named('accept'),
    betas: named('anthropic-beta')?.split(','),
    worker: named('anthropic-worker-id'),
    workspace: named('anthropic-workspace-id'),
  };
}

/** Makes a call with both clients and gives the two requests. */
async function both(name, args, options = { apiKey: 'sk-ant-test' }) {
  const [theirs, ours] = [recorder(), recorder()];
  const clients = [
    [new Anthropic({ ...options, fetch: theirs.fetch, maxRetries: 0 }), theirs],
    [new Client({ ...options, fetch: ours.fetch, maxRetries: 0 }), ours],
  ];
  const requests = [];
  for (const [client, { seen }] of clients) {
    const [last, ...path] = name.split('.').reverse();
    const resource = path.reverse().reduce((object, part) => object[part], client.beta.environments);
    await resource[last](...args);
    assert.equal(seen.length, 1);
    requests.push(seen[0]);
  }
  return requests;
}

for (const [name, variants] of Object.entries(calls)) {
  test(`${name} goes out as the SDK sends it`, async () => {
    for (const args of variants) {
      const [theirs, ours] = await both(name, args);
      assert.deepEqual(essence(ours), essence(theirs), `${name}(${JSON.stringify(args)})`);
    }
  });
}

test('all fourteen calls are compared', () => assert.equal(Object.keys(calls).length, 14));

test('odd ids stay in their segment, spelled as the SDK spells them', async () => {
  for (const id of oddIds) {
    for (const [name, args] of [
      ['retrieve', [id]],
      ['work.ack', [id, { environment_id: id }]],
    ]) {
      const [theirs, ours] = await both(name, args);
      assert.equal(ours.url.href, theirs.url.href, `${name}(${id})`);
    }
  }
});

test('headers of a call win over everything', async () => {
  const options = { headers: { 'anthropic-beta': 'mine', 'x-extra': 'yes', accept: null } };
  const [theirs, ours] = await both('retrieve', [ID, {}, options]);
  for (const name of ['anthropic-beta', 'x-extra', 'accept']) assert.equal(ours.headers.get(name), theirs.headers.get(name), name);
});

test('the API key goes out as the documents say, a token as a bearer, and never both', async () => {
  const [, withKey] = await both('retrieve', [ID], { apiKey: 'sk-ant-test' });
  assert.deepEqual([withKey.headers.get('x-api-key'), withKey.headers.get('authorization')], ['sk-ant-test', null]);
  const [theirs, withToken] = await both('retrieve', [ID], { authToken: 'tok' });
  assert.deepEqual([withToken.headers.get('x-api-key'), withToken.headers.get('authorization')], [null, 'Bearer tok']);
  assert.equal(theirs.headers.get('authorization'), 'Bearer tok');
});

test('the version is the documents’, or what the caller says', async () => {
  const [, ours] = await both('retrieve', [ID]);
  assert.equal(ours.headers.get('anthropic-version'), '2023-06-01');
  const { seen, fetch } = recorder();
  await new Client({ apiKey: 'k', fetch, anthropicVersion: '2026-10-21' }).environments.retrieve(ID);
  assert.equal(seen[0].headers.get('anthropic-version'), '2026-10-21');
});
