// The proxy of examples/cloudflare: the fourteen calls for allowed origins, and the keys for nobody.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Client } from 'leasehold';
import { find, paths } from '../../examples/cloudflare/src/calls.js';
import { commands } from '../../js/cli/commands.mjs';
import { ORIGIN, until, World } from './support/world.mjs';

const calls = commands.filter(({ call }) => call).map(({ call }) => call);

/** What a call of the client is sent as. */
async function sentAs({ on, method, id }) {
  let sent;
  const fetch = async (url, init) => {
    sent = { path: new URL(url).pathname, method: init.method, hasBody: init.body !== undefined };
    return Response.json({ data: [], next_page: null });
  };
  const { environments } = new Client({ apiKey: 'k', fetch });
  const target = on === 'work' ? environments.work : environments;
  const body = { name: 'n', metadata: {}, environment_id: 'env_1' };
  const args = { undefined: [body], 'environment-id': ['env_1', body], 'work-id': ['work_1', body] };
  const lists = method === 'list' || (on === 'work' && id === 'environment-id');
  await target[method](...(lists ? args[id].map((arg) => (arg === body ? {} : arg)) : args[id]));
  return sent;
}

test('the table has the fourteen calls of the client, and no others', async () => {
  assert.equal(calls.length, 14);
  const known = paths.flatMap(({ path, methods }) => Object.keys(methods).map((method) => `${method} ${path}`));
  const seen = new Set();
  for (const call of calls) {
    const { path, method, hasBody } = await sentAs(call);
    const found = find(path);
    assert.ok(found?.methods[method], `${method} ${path}`);
    if (hasBody) assert.ok(found.methods[method].hasBody, `${method} ${path} takes a body`);
    assert.equal(found.caller, call.caller, `whose call ${method} ${path} is`);
    seen.add(`${method} ${found.path}`);
  }
  assert.deepEqual([...seen].sort(), known.sort());
});

describe('the proxy', () => {
  let world;
  let api;
  before(async () => {
    world = await World.open({ bindings: { ALLOWED_ORIGINS: `${ORIGIN}, http://localhost:4173` } });
    api = `/api/v1/environments/${world.environmentId}`;
  });
  after(() => world?.close());
  beforeEach(() => {
    world.requests.length = 0;
    world.instead = undefined;
  });

  /** An answer of ours: in the API's form, for nobody's cache, and nothing was sent on. */
  function assertRefused(answer, status, type) {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.json().error.type, type);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.match(answer.headers.get('vary'), /\bOrigin\b/);
    assert.deepEqual(world.requests, []);
  }

  test('gives a client in a page every call', async () => {
    const ambient = { origin: ORIGIN };
    const client = new Client({
      baseURL: new URL('/api', world.url).href,
      // A client wants a credential for another origin; here it goes no further than the proxy.
      authToken: 'nobody',
      fetch: (url, init) => fetch(url, { ...init, headers: { ...Object.fromEntries(init.headers), ...ambient } }),
    });
    const { environments } = client;
    const { id } = await environments.create({ name: 'through the proxy', config: { type: 'self_hosted' } });
    assert.equal((await environments.retrieve(id)).name, 'through the proxy');
    assert.equal((await environments.update(id, { description: 'changed' })).description, 'changed');
    assert.equal((await environments.list({ limit: 1 })).data.length, 1);
    assert.ok((await environments.archive(id)).archived_at);
    assert.equal((await environments.delete(id)).type, 'environment_deleted');

    const environment_id = world.environmentId;
    const [workId] = world.enqueue(1);
    const { work } = environments;
    assert.equal((await work.stats(environment_id)).depth, 1);
    assert.equal((await work.retrieve(workId, { environment_id })).id, workId);
    assert.deepEqual((await work.update(workId, { environment_id, metadata: { a: 'b' } })).metadata, { a: 'b' });
    assert.equal((await work.list(environment_id)).data[0].id, workId);
    assert.equal((await work.poll(environment_id)).id, workId);
    assert.equal((await work.ack(workId, { environment_id })).state, 'starting');
    const beat = await work.heartbeat(workId, { environment_id, expected_last_heartbeat: 'NO_HEARTBEAT', desired_ttl_seconds: 60 });
    assert.equal(beat.ttl_seconds, 60, 'the query is passed on');
    assert.equal((await work.stop(workId, { environment_id, force: true })).state, 'stopped', 'the body is passed on');
    assert.equal(world.requests.length, 14);
  });

  const others = {
    'another path': '/api/v1/messages',
    'the top': '/',
    'the API without its prefix': '/v1/environments',
    'a longer path': '/api/v1/environments/env_1/work/work_1/ack/now',
    'a path that ends in a slash': '/api/v1/environments/',
    'an empty id': '/api/v1/environments//archive',
    'a path that climbs': '/api/v1/environments/../messages',
    'a path that climbs, encoded': '/api/v1/environments/%2e%2e/messages',
    'an id that is a path': '/api/v1/environments/..%2f..%2fv1%2fmessages',
    'an id with a backslash': '/api/v1/environments/a%5C..%5C..',
    'an id that is a query': '/api/v1/environments/a%3Fb',
    'an act that nobody knows': '/api/v1/environments/env_1/work/work_1/kill',
  };
  for (const [what, path] of Object.entries(others)) {
    test(`refuses ${what}`, async () => assertRefused(await world.fetch(path), 404, 'not_found_error'));
  }

  test('refuses methods that a path does not have', async () => {
    const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
    for (const { path, methods } of paths) {
      for (const method of all.filter((name) => !Object.hasOwn(methods, name))) {
        const answer = await world.fetch(`/api${path.replaceAll('{id}', 'x_1')}`, { method });
        assert.equal(answer.status, 405, `${method} ${path}`);
        assert.equal(answer.headers.get('allow'), Object.keys(methods).join(', '));
      }
    }
    assert.deepEqual(world.requests, []);
  });

  const strangers = {
    'another origin': { origin: 'https://elsewhere.example' },
    'an origin that begins like one': { origin: `${ORIGIN}.elsewhere.example` },
    'an origin with another scheme': { origin: ORIGIN.replace('https', 'http') },
    'an origin with a port': { origin: `${ORIGIN}:8443` },
    'a page in a sandbox': { origin: 'null' },
    'several origins': { origin: `${ORIGIN}, https://elsewhere.example` },
    'who does not say': { origin: undefined },
    'a link on another page': { origin: undefined, 'sec-fetch-site': 'cross-site' },
    'a page of a neighbour': { origin: undefined, 'sec-fetch-site': 'same-site' },
    'who typed the address': { origin: undefined, 'sec-fetch-site': 'none' },
  };
  for (const [who, headers] of Object.entries(strangers)) {
    test(`refuses ${who}`, async () => {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const answer = await world.fetch('/api/v1/environments', { method, headers });
        assertRefused(answer, 403, 'permission_error');
        assert.equal(answer.headers.get('access-control-allow-origin'), null);
      }
    });
  }

  test('serves each allowed origin, and pages of its own', async () => {
    for (const origin of [ORIGIN, 'http://localhost:4173', new URL(world.url).origin]) {
      const answer = await world.fetch('/api/v1/environments', { headers: { origin } });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('access-control-allow-origin'), origin);
      assert.match(answer.headers.get('vary'), /\bOrigin\b/);
      assert.equal(answer.headers.get('access-control-allow-credentials'), null);
    }
    const own = await world.fetch('/api/v1/environments', { headers: { origin: undefined, 'sec-fetch-site': 'same-origin' } });
    assert.equal(own.status, 200);
  });

  test('answers a preflight by what the path has', async () => {
    const headers = { 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'anthropic-version,authorization' };
    const answer = await world.fetch(api, { method: 'OPTIONS', headers });
    assert.equal(answer.status, 204);
    const told = Object.fromEntries(answer.headers);
    assert.equal(told['access-control-allow-origin'], ORIGIN);
    assert.equal(told['access-control-allow-methods'], 'GET, POST, DELETE');
    assert.equal(told['access-control-allow-headers'], 'anthropic-version,authorization');
    assert.match(told.vary, /Access-Control-Request-Headers/);
    assert.deepEqual(world.requests, []);
  });

  test('sends on its own credential, and nothing of what the caller sent as one', async () => {
    const headers = {
      authorization: 'Bearer theirs',
      'x-api-key': 'theirs',
      cookie: 'session=theirs',
      'cf-access-jwt-assertion': 'theirs',
      'anthropic-dangerous-direct-browser-access': 'true',
      accept: 'application/json',
      referer: `${ORIGIN}/page`,
      'anthropic-beta': 'managed-agents-2026-04-01',
    };
    for (const path of [api, `${api}/work`, `${api}/work/poll`]) assert.equal((await world.fetch(path, { headers })).status, 200);
    for (const request of world.requests) {
      const names = Object.keys(request.headers).filter(
        (name) => !/^(host|connection|accept-encoding|content-length|cf-connecting-ip|cf-worker)$/.test(name),
      );
      const credential = request.path.includes('/work') ? 'authorization' : 'x-api-key';
      assert.deepEqual(names.sort(), ['accept', 'anthropic-beta', 'anthropic-version', credential].sort());
      assert.ok(!JSON.stringify(request.headers).includes('theirs'));
    }
    const [account, list, poll] = world.requests.map((request) => request.headers);
    assert.equal(account['x-api-key'], world.emulator.apiKey);
    for (const worker of [list, poll]) assert.equal(worker.authorization, `Bearer ${world.emulator.environmentKey(world.environmentId)}`);
  });

  test('gives the environment key to no other environment', async () => {
    await world.fetch('/api/v1/environments/env_other/work');
    const [{ headers }] = world.requests;
    assert.equal(headers.authorization, undefined);
    assert.equal(headers['x-api-key'], world.emulator.apiKey);
  });

  test("passes the API's errors through", async () => {
    const path = '/v1/environments/env_none';
    const answer = await world.fetch(`/api${path}`);
    assert.equal(answer.status, 404);
    assert.equal(answer.json().error.type, 'not_found_error');
    assert.equal(answer.headers.get('request-id'), answer.json().request_id);
    assert.match(answer.headers.get('access-control-expose-headers'), /request-id/);
    const wrong = await world.fetch('/api/v1/environments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    assert.equal(wrong.status, 400);
    assert.match(wrong.json().error.message, /^name/);
  });

  test('passes on no body that is too long, and none where there is none', async () => {
    const longest = 256 * 1024;
    const body = (length) => `{"name":"${'n'.repeat(length - 11)}"}`;
    const post = (init) => world.fetch('/api/v1/environments', { method: 'POST', duplex: 'half', ...init });
    assertRefused(await post({ body: body(longest + 1) }), 413, 'request_too_large');
    const chunks = new ReadableStream({
      start(controller) {
        for (let at = 0; at <= longest; at += 4096) controller.enqueue(new Uint8Array(4096));
        controller.close();
      },
    });
    assertRefused(await post({ body: chunks }), 413, 'request_too_large');
    assert.notEqual((await post({ body: body(longest) })).status, 413);
    assert.equal(world.requests.length, 1);

    let passed;
    world.instead = async (request) => {
      passed = await request.text();
      return Response.json({});
    };
    await world.fetch(`${api}/archive`, { method: 'POST', body: '{"force":true}' });
    assert.equal(passed, '');
  });

  test('follows no redirect, and passes none on', async () => {
    world.instead = ({ url }) => {
      const location = `${world.service}/elsewhere`;
      return url.endsWith('/elsewhere') ? Response.json({}) : new Response(null, { status: 307, headers: { location } });
    };
    const answer = await world.fetch(api);
    assert.equal(answer.status, 502);
    assert.equal(answer.headers.get('location'), null);
    assert.equal(world.requests.length, 1);
  });

  test('keeps an answer to itself in which there is a key, whatever else that says', async () => {
    const echoes = {
      'in the body': (request) => Response.json(Object.fromEntries(request.headers)),
      'in an error': (request) =>
        Response.json({ error: { message: `invalid x-api-key ${request.headers.get('x-api-key')}` } }, { status: 401 }),
      'in a header': (request) => new Response('{}', { headers: { 'request-id': request.headers.get('x-api-key') } }),
    };
    for (const [where, echo] of Object.entries(echoes)) {
      world.instead = echo;
      const answer = await world.fetch(api);
      assert.equal(answer.status, 502, where);
      assert.equal(answer.json().error.message, 'the API did not answer');
    }
    world.instead = (request) => Response.json(Object.fromEntries(request.headers));
    assert.equal((await world.fetch(`${api}/work`)).status, 502, 'the environment key');
    // Other headers do not pass at all: what is in them need not be looked at.
    world.instead = (request) => new Response('{}', { headers: { 'x-echo': request.headers.get('x-api-key'), 'set-cookie': 'a=b' } });
    const { status, headers } = await world.fetch(api);
    assert.deepEqual([status, headers.get('x-echo'), headers.get('set-cookie')], [200, null, null]);
  });

  test('passes on no answer that has no end', async () => {
    const endless = () =>
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024).fill(32)),
      });
    world.instead = () => new Response(endless());
    assert.equal((await world.fetch(api)).status, 502);
  });

  const broken = {
    'nobody answers': [{ ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' }, /^Error: Network connection lost/],
    'there is no key': [{ ANTHROPIC_API_KEY: '' }, /the secret ANTHROPIC_API_KEY is not set/],
    'the key would travel readable': [{ ANTHROPIC_BASE_URL: 'http://192.0.2.1' }, /has to begin with https:/],
  };
  for (const [what, [bindings, why]] of Object.entries(broken)) {
    test(`says to the page that there is no answer, and in the log that ${what}`, async () => {
      const other = await World.open({ bindings });
      try {
        const answer = await other.fetch('/api/v1/environments');
        assert.deepEqual([answer.status, answer.json().error.type], [502, 'api_error']);
        assert.equal(answer.headers.get('access-control-allow-origin'), ORIGIN, 'the page may read it');
        const { error } = await until(() => other.lines.find(({ event }) => event === 'not answered'), 'the line');
        assert.match(error, why);
      } finally {
        await other.close();
      }
    });
  }
});
