// `leasehold console`: the page's files, and the way to the API, which has the key and lets nobody else use it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, renameSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { installed, queue, recorder, startCommand } from './support.mjs';

let cli;
let api;
let folder;
let served;
let address;
let proxy;

before(async () => {
  cli = installed();
  folder = join(cli.folder, 'node_modules/leasehold/dist/console');
});

after(async () => {
  await served?.stop();
  api?.close();
  cli?.remove();
});

/** Starts it, and gives its address once it says so. */
async function start(args, env) {
  const started = await startCommand(cli, ['console', '--port', '0', ...args], env, /^leasehold console: (\S+)$/);
  return { ...started, url: new URL(started.found[1]) };
}

/** Not fetch: it would not let a request say what a browser says. */
function ask(url, { method = 'GET', headers = {}, body, ...raw } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, ...raw }, async (incoming) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      resolve({ status: incoming.statusCode, headers: incoming.headers, text: Buffer.concat(chunks).toString() });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

test('a package without the console says so', async () => {
  renameSync(folder, `${folder}.away`);
  const { code, stderr } = await cli.run(['console', '--emulator'], {});
  renameSync(`${folder}.away`, folder);
  assert.equal(code, 2);
  assert.match(stderr, /^leasehold: this package has no console in it: .*dist.console is missing\n$/);
});

test('a key that no header can carry is refused, and not shown', async () => {
  for (const [name, env] of [
    ['--api-key', { ANTHROPIC_API_KEY: 'sk-a\nb' }],
    ['ANTHROPIC_ENVIRONMENT_KEY', { ANTHROPIC_API_KEY: 'sk-a', ANTHROPIC_ENVIRONMENT_KEY: 'sk-…' }],
  ]) {
    const { code, stdout, stderr } = await cli.run(['console', '--port', '0'], env);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, new RegExp(`^leasehold: ${name} must be the credential as it was issued, without line breaks`));
    assert.doesNotMatch(stderr, /sk-/);
  }
});

test('it serves the package’s files, and nothing beside them', async () => {
  api = await recorder(() => ({ data: [], next_page: null }));
  const env = { ANTHROPIC_API_KEY: 'sk-key', ANTHROPIC_ENVIRONMENT_KEY: 'sk-env', ANTHROPIC_BASE_URL: `${api.url}/` };
  served = await start([], env);
  address = served.url.origin;
  proxy = `${address}${served.url.searchParams.get('api')}`;
  assert.deepEqual([served.url.pathname, served.url.searchParams.get('upstream')], ['/console/', api.url]);

  const page = await ask(served.url);
  assert.deepEqual([page.status, page.text], [200, readFileSync(join(folder, 'index.html'), 'utf8')]);
  const script = await ask(`${address}/console/console.js`);
  assert.deepEqual([script.status, script.headers['content-type']], [200, 'text/javascript; charset=utf-8']);
  // What the page imports is the package's own, and not in it again.
  assert.equal((await ask(`${address}/index.js`)).text, readFileSync(join(folder, '../index.js'), 'utf8'));
  const outside = ['/../package.json', '/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/console/..%2f..%2fpackage.json'];
  for (const path of [...outside, '/', '/console', '/%00', '/%', '/missing.js', '/console/missing.js']) {
    const { status, text } = await ask(address, { path });
    assert.deepEqual([status, text], [404, 'nothing is here: open the address that `leasehold console` has printed\n'], path);
  }
  assert.equal((await ask(`${address}/console/`, { method: 'POST' })).status, 405);
});

test('every answer forbids all that the page does not need', async () => {
  const policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; trusted-types 'none'; require-trusted-types-for 'script'";
  for (const url of [served.url, `${address}/missing`, `${proxy}/v1/environments`, `${proxy}/v1/messages`]) {
    const { headers } = await ask(url);
    assert.equal(headers['content-security-policy'], policy, url);
    assert.deepEqual([headers['referrer-policy'], headers['x-content-type-options']], ['no-referrer', 'nosniff']);
  }
  api.requests.length = 0;
});

test('the proxy adds the key that the call takes, and passes on nothing of the browser’s', async () => {
  const browser = { 'sec-fetch-site': 'same-origin', cookie: 'a=b', origin: address, 'anthropic-beta': 'x' };
  const { status, text } = await ask(`${proxy}/v1/environments?limit=2`, { headers: browser });
  assert.deepEqual([status, JSON.parse(text)], [200, { data: [], next_page: null }]);
  const [seen] = api.requests;
  assert.deepEqual([seen.url, seen.headers['x-api-key'], seen.headers['anthropic-beta']], ['/v1/environments?limit=2', 'sk-key', 'x']);
  assert.deepEqual([seen.headers.cookie, seen.headers.origin, seen.headers.authorization], [undefined, undefined, undefined]);

  await ask(`${proxy}/v1/environments/e/work/poll`);
  assert.equal(api.requests.at(-1).headers.authorization, 'Bearer sk-env');
  await ask(`${proxy}/v1/environments/e/work/w/ack`, { method: 'POST', headers: { authorization: 'Bearer token' } });
  assert.equal(api.requests.at(-1).headers.authorization, 'Bearer token');
  await ask(`${proxy}/v1/environments`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"n"}' });
  assert.equal(api.requests.at(-1).body, '{"name":"n"}');
});

test('the proxy refuses other pages, other names, other paths, and those who do not know its address', async () => {
  const before = api.requests.length;
  const path = `${proxy}/v1/environments`;
  assert.equal((await ask(path, { headers: { 'sec-fetch-site': 'cross-site' } })).status, 403);
  assert.equal((await ask(path, { headers: { host: 'evil.example' } })).status, 421);
  for (const path of ['messages', 'environments/env_1/work/poll', 'environments/env_1/work/stats'])
    assert.equal((await ask(`${proxy}/v1/${path}`, { method: 'POST' })).status, 404, path);
  assert.equal((await ask(`${proxy}/v1/environments/%2e%2e/x/archive`, { method: 'POST' })).status, 404);
  for (const guess of ['/api', '', `/${'A'.repeat(24)}/api`]) {
    assert.equal((await ask(`${address}${guess}/v1/environments`)).status, 404, 'the secret is needed');
  }
  assert.equal(api.requests.length, before);
  assert.ok(!served.lines.join('\n').includes('sk-'));
});

test('an API that redirects is told from one that is not there, and the key goes nowhere else', async () => {
  const other = await recorder();
  const upstream = createServer((_, response) => response.writeHead(307, { location: `${other.url}/v1/environments` }).end());
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${upstream.address().port}`;
  const own = await start([], { ANTHROPIC_API_KEY: 'sk-key', ANTHROPIC_BASE_URL: url });
  const list = `${own.url.origin}${own.url.searchParams.get('api')}/v1/environments`;
  const said = async () => {
    const { status, headers, text } = await ask(list);
    assert.deepEqual([status, headers.location], [502, undefined]);
    return JSON.parse(text).error.message;
  };
  assert.equal(await said(), `${url} redirects, which is not followed: the key is for nobody else`);
  upstream.close();
  upstream.closeAllConnections();
  assert.equal(await said(), `nothing answers at ${url}`);
  assert.equal(other.requests.length, 0);
  other.close();
  await own.stop();
});

test('an emulator of its own, which workers can join', async () => {
  const own = await start(['--emulator'], {});
  assert.equal(own.url.searchParams.get('emulator'), own.values.ANTHROPIC_BASE_URL);
  const { id } = await queue(own.values);
  const list = `${own.url.origin}${own.url.searchParams.get('api')}/v1/environments/${own.values.ANTHROPIC_ENVIRONMENT_ID}/work`;
  const { text } = await ask(list, { headers: { 'anthropic-version': '2023-06-01' } });
  assert.equal(JSON.parse(text).data[0].id, id);
  assert.equal(await own.stop('SIGINT'), 0);
});

test('what is wrong is said, with exit code 2', async () => {
  for (const [args, env, message] of [
    [[], {}, /no credential: set ANTHROPIC_API_KEY/],
    [['--base-url', 'http://example.com'], { ANTHROPIC_API_KEY: 'k' }, /--base-url must be https/],
    [['--base-url', 'nonsense'], { ANTHROPIC_API_KEY: 'k' }, /--base-url must be a URL/],
    [['--base-url', 'https://me:sk-b@example.com'], { ANTHROPIC_API_KEY: 'k' }, /--base-url must be a URL without user name/],
    [['--base-url', 'https://example.com/?to=x'], { ANTHROPIC_API_KEY: 'k' }, /--base-url must be a URL without user name, query/],
    [[], { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'https://example.com/#x' }, /--base-url must be a URL without user name, query/],
    [[], { ANTHROPIC_API_KEY: 'sk-\u0001' }, /--api-key must be /],
    [['--port', new URL(address).port], { ANTHROPIC_API_KEY: 'k' }, /cannot listen on/],
    // Its own emulator listens already.
    [['--emulator', '--port', new URL(address).port], {}, /cannot listen on/],
  ]) {
    const { code, stderr } = await cli.run(['console', ...args], env);
    assert.equal(code, 2);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /sk-/);
  }
});
