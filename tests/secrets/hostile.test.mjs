// Ids, metadata and answers that are made to climb paths, split headers, or pollute prototypes: they arrive as data, or are refused by a
// named error before anything is sent.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Client } from 'leasehold';

const LONG = 'x'.repeat(10 * 2 ** 20);
const CLIMBING = [
  '../..',
  'a/../../b',
  '%2e%2e%2f',
  '..%2f..',
  '..;',
  '/etc/passwd',
  '//evil.example',
  '\\..\\',
  'https://evil.example/',
  '@evil',
];
const SPLITTING = ['a\r\nx-evil: 1', 'a\nb', 'a\rb', 'a\0b', 'a b', '?x=1', '#f', '&force=true', 'a?block_ms=1#b', '\u2028', '\u00a0'];
const POLLUTING = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__proto__.x', 'constructor[prototype][x]'];
const ODD = ['\ud800', 'a\udc00b', '😀', 'é', 'e\u0301', '%', '%zz', '%00', '"', "'", '<script>', '$(id)', '`id`', '{{7*7}}', ' '];
const TEXTS = [...CLIMBING, ...SPLITTING, ...POLLUTING, ...ODD];

/** As UTF-8 has it: without halves of surrogate pairs. */
const wellFormed = (text) => new TextDecoder().decode(new TextEncoder().encode(text));
const named = (text) => JSON.stringify(text.slice(0, 40));

let server;
let client;
let requests;
const prototypes = [Object.prototype, Array.prototype, Function.prototype, Promise.prototype, Error.prototype, String.prototype];
const untouched = prototypes.map((prototype) => JSON.stringify(Reflect.ownKeys(prototype).map(String)));

before(async () => {
  server = createServer(async (request, response) => {
    request.setEncoding('utf8');
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ method: request.method, url: request.url, headers: request.headers, body });
    response.writeHead(200, { 'content-type': 'application/json' }).end(body || '{"id":"x","data":[]}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new Client({ apiKey: 'k', baseURL: `http://127.0.0.1:${server.address().port}`, maxRetries: 0 });
});

after(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  requests = [];
});

afterEach(() => {
  const now = prototypes.map((prototype) => JSON.stringify(Reflect.ownKeys(prototype).map(String)));
  assert.deepEqual(now, untouched, 'what every object inherits');
});

/** Every call with an id, with the path around that, and the id's place in it. */
const byId = {
  retrieve: [(id) => client.environments.retrieve(id), ['v1', 'environments', null]],
  archive: [(id) => client.environments.archive(id), ['v1', 'environments', null, 'archive']],
  poll: [(id) => client.environments.work.poll(id), ['v1', 'environments', null, 'work', 'poll']],
  ack: [(id) => client.environments.work.ack(id, { environment_id: 'e' }), ['v1', 'environments', 'e', 'work', null, 'ack']],
  'ack, the environment’s': [
    (id) => client.environments.work.ack('w', { environment_id: id }),
    ['v1', 'environments', null, 'work', 'w', 'ack'],
  ],
  heartbeat: [
    (id) => client.environments.work.heartbeat(id, { environment_id: 'e', expected_last_heartbeat: id }),
    ['v1', 'environments', 'e', 'work', null, 'heartbeat'],
  ],
  lease: [
    async (id) => {
      const lease = client.environments.work.lease({ id, environment_id: 'e' });
      await lease.beat().catch(() => {});
      lease.release();
    },
    ['v1', 'environments', 'e', 'work', null, 'heartbeat'],
  ],
};

describe('an id', () => {
  for (const [name, [call, path]] of Object.entries(byId)) {
    it(`of ${name} stays in its segment`, async () => {
      for (const id of TEXTS) {
        requests = [];
        const error = await Promise.resolve()
          .then(() => call(id))
          .then(
            () => undefined,
            (thrown) => thrown,
          );
        if (error) {
          assert.deepEqual([error.name, requests.length], ['InvalidInputError', 0], named(id));
          continue;
        }
        const [{ url, headers }] = requests;
        const [, ...segments] = url.split('?')[0].split('/').map(decodeURIComponent);
        const expected = path.map((segment) => segment ?? wellFormed(id));
        assert.deepEqual(segments, expected, named(id));
        assert.equal(headers['x-evil'], undefined);
      }
    });
  }

  it('of ten megabytes is refused by somebody, and by name', async () => {
    await assert.rejects(client.environments.retrieve(LONG), ({ name }) => /^(RequestHeaderFieldsTooLarge|APIConnection)Error$/.test(name));
  });
});

it('what stands in a query stays in its parameter', async () => {
  for (const text of TEXTS) {
    requests = [];
    await client.environments.list({ page: text });
    const { searchParams, hash } = new URL(requests[0].url, 'http://h');
    assert.deepEqual([[...searchParams], hash], [[['page', wellFormed(text)]], ''], named(text));
  }
});

it('what stands in a header splits none', async () => {
  const params = (text) => [
    () => client.environments.work.poll('e', { 'Anthropic-Worker-ID': text }),
    () => client.environments.retrieve('e', { betas: [text] }),
    () => client.environments.retrieve('e', { workspace_id: text }),
    () => client.environments.retrieve('e', {}, { headers: { 'x-own': text } }),
    () => client.environments.retrieve('e', {}, { headers: { [text]: 'own' } }),
    () => new Client({ apiKey: text }).environments.retrieve('e'),
  ];
  for (const text of SPLITTING.filter((text) => /[\r\n\0\u2028]/.test(text))) {
    for (const call of params(text)) await assert.rejects(async () => call(), { name: 'InvalidInputError' }, named(text));
  }
  assert.equal(requests.length, 0, 'requests');
});

it('metadata arrives as it is, whatever its names', async () => {
  for (const text of TEXTS) {
    // As JSON.parse makes it: `__proto__` is a name like others.
    const metadata = Object.fromEntries([[text, text]]);
    requests = [];
    const answer = await client.environments.create({ name: text, metadata });
    const sent = JSON.parse(requests[0].body);
    for (const value of [sent, answer]) {
      // JSON has a way to write even halves of surrogate pairs.
      assert.deepEqual(Object.entries(value.metadata), [[text, text]], named(text));
      assert.equal(Object.getPrototypeOf(value.metadata), Object.prototype);
    }
  }
});

it('ten megabytes of metadata arrive whole', async () => {
  await client.environments.create({ name: 'x', metadata: { long: LONG } });
  assert.equal(JSON.parse(requests[0].body).metadata.long, LONG);
});

it('options and parameters are their own, and inherit nothing', async () => {
  const made = (text) => JSON.parse(text);
  assert.throws(() => new Client(made('{"apiKey":"k","__proto__":{"baseURL":"http://127.0.0.1:1"}}')), { name: 'InvalidInputError' });
  assert.throws(() => new Client(made('{"apiKey":"k","constructor":{"prototype":{"x":1}}}')), { name: 'InvalidInputError' });
  await client.environments.update('e', made('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"name":"n"}'));
  assert.equal(requests[0].body, '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"name":"n"}');
});

describe('an answer', () => {
  const HOSTILE =
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x","then":"x","data":[{"__proto__":{"polluted":1},"id":"a"}],"next_page":null,"_request_id":"x"}';
  const answering = (body, status = 200) => new Client({ apiKey: 'k', maxRetries: 0, fetch: async () => new Response(body, { status }) });

  it('with such names is data', async () => {
    const answer = await answering(HOSTILE).environments.retrieve('e');
    assert.deepEqual([Object.hasOwn(answer, '__proto__'), answer.polluted, {}.polluted], [true, undefined, undefined]);
    assert.equal(Object.getPrototypeOf(answer), Object.prototype);
  });

  it('that is a page is data too', async () => {
    const page = await answering(HOSTILE).environments.list();
    assert.deepEqual([page.polluted, page.hasNextPage(), page.data[0].polluted], [undefined, false, undefined]);
  });

  it('that is an error is data too', async () => {
    const body =
      '{"__proto__":{"polluted":1},"error":{"__proto__":{"polluted":1},"type":"__proto__","message":"a\\r\\nb","details":{"__proto__":{"error_code":"x"},"error_code":"constructor"}}}';
    const error = await answering(body, 400)
      .environments.retrieve('e')
      .catch((thrown) => thrown);
    assert.deepEqual([error.name, error.type, error.errorCode, error.polluted], ['BadRequestError', '__proto__', 'constructor', undefined]);
  });

  it('that is an item, to a worker', async () => {
    const polled =
      '{"id":"__proto__","environment_id":"constructor","type":"work","state":"queued","secret":"__proto__","data":{"type":"session","id":"../.."}}';
    const beat =
      '{"type":"work_heartbeat","last_heartbeat":"2030-01-01T00:00:00Z","lease_extended":true,"state":"active","ttl_seconds":30}';
    const seen = [];
    const answers = { poll: [polled, 'null'], heartbeat: [beat] };
    const fetch = async (url) => {
      seen.push(new URL(url).pathname);
      return new Response(answers[/(poll|heartbeat)/.exec(url)?.[1]]?.shift() ?? '{}');
    };
    const handled = [];
    const { work } = new Client({ authToken: 'k', fetch, logLevel: 'off' }).environments;
    await work.worker({ environmentId: 'e', drain: true, blockMs: 1, onWork: (item) => handled.push(item.id) }).run();
    assert.deepEqual(handled, ['__proto__']);
    const below = '/v1/environments/constructor/work/__proto__';
    assert.deepEqual(
      seen.filter((path) => !path.endsWith('poll')),
      [`${below}/ack`, `${below}/heartbeat`, `${below}/stop`],
    );
  });
});
