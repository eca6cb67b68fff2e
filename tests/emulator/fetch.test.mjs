// `emulator.fetch` is a standard fetch: every form of its arguments, the signal, real time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emulator } from 'leasehold/emulator';

const version = { 'anthropic-version': '2023-06-01' };

function scene(options) {
  const emulator = new Emulator(options);
  const headers = { ...version, 'x-api-key': emulator.apiKey };
  const create = (name) =>
    emulator
      .fetch('/v1/environments', { method: 'POST', headers, body: JSON.stringify({ name, config: { type: 'self_hosted' } }) })
      .then((response) => response.json());
  return { emulator, headers, create };
}

/** A poll as the worker of an environment sends it. */
function poll(emulator, environment, query, init) {
  const headers = { ...version, authorization: `Bearer ${emulator.environmentKey(environment)}` };
  return emulator.fetch(`https://x/v1/environments/${environment}/work/poll${query}`, { headers, ...init });
}

test('the URL may come as a string, a URL, a path, a Request', async () => {
  const { emulator, headers, create } = scene();
  const { id } = await create('a');
  const path = `/v1/environments/${id}?beta=true#here`;
  const url = `http://127.0.0.1:1${path}`;
  for (const [input, init] of [
    [url, { headers }],
    [new URL(url), { headers }],
    [path, { headers }],
    [new Request(url, { headers }), undefined],
    [new Request(url), { headers }],
    // What servers pass beside the request is not theirs to choose.
    [new Request(url, { headers }), { SOME_BINDING: 1 }],
    [new Request(url, { headers }), 8787],
  ]) {
    const response = await emulator.fetch(input, init);
    assert.equal(response.status, 200);
    assert.ok(response instanceof Response);
    assert.equal((await response.json()).id, id);
  }
});

test('headers may come in every form', async () => {
  const { emulator, headers } = scene();
  for (const form of [headers, new Headers(headers), Object.entries(headers)]) {
    assert.equal((await emulator.fetch('/v1/environments', { headers: form })).status, 200);
  }
});

test('the body may come in every form', async () => {
  const { emulator, headers } = scene();
  const text = '{"name": "né"}';
  const bytes = new TextEncoder().encode(text);
  const stream = new Blob([bytes]).stream();
  const inside = new Uint8Array([...bytes, 33]).subarray(0, -1);
  for (const body of [text, bytes, inside, bytes.buffer, new Blob([bytes]), stream]) {
    const response = await emulator.fetch('/v1/environments', { method: 'post', headers, body });
    assert.equal(response.status, 200);
    assert.equal((await response.json()).name, 'né');
  }
  const request = new Request('http://x/v1/environments', { method: 'POST', headers, body: text });
  assert.equal((await (await emulator.fetch(request)).json()).name, 'né');
  await assert.rejects(emulator.fetch(request), TypeError, 'a body can be read once');
});

test('arguments that fetch refuses are refused', async () => {
  const { emulator } = scene();
  for (const input of [undefined, null, 7, {}, 'http://']) await assert.rejects(emulator.fetch(input), TypeError);
  await assert.rejects(emulator.fetch('/', { headers: { 'not a name': 'x' } }), TypeError);
});

test('it works on when taken off, and when nothing else holds the emulator', async () => {
  const { fetch, apiKey } = new Emulator();
  // Collects what nothing holds, where Node was started with --expose-gc.
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal((await fetch('/v1/environments', { headers: { ...version, 'x-api-key': apiKey } })).status, 200);
});

test('it says that it takes a request, as servers ask of a handler', () => {
  assert.equal(new Emulator().fetch.length, 1);
});

test('two emulators know nothing of each other', async () => {
  const [one, two] = [scene(), scene()];
  const { id } = await one.create('a');
  assert.equal((await two.emulator.fetch(`/v1/environments/${id}`, { headers: two.headers })).status, 404);
});

test('answers say what they are', async () => {
  const { emulator, headers, create } = scene({ emptyPoll: 'empty' });
  const { id } = await create('a');
  const listed = await emulator.fetch('/v1/environments', { headers });
  assert.equal(listed.headers.get('content-type'), 'application/json');
  assert.match(listed.headers.get('request-id'), /^req_01/);
  const nothing = await poll(emulator, id, '');
  assert.deepEqual([nothing.status, nothing.body, nothing.headers.get('content-type')], [204, null, null]);
  const unknown = await emulator.fetch('/nowhere');
  assert.deepEqual([unknown.status, (await unknown.json()).error.type], [404, 'not_found_error']);
});

test('a poll waits in real time', async () => {
  const { emulator, create } = scene();
  const { id } = await create('a');
  const started = performance.now();
  assert.equal(await (await poll(emulator, id, '?block_ms=120')).json(), null);
  assert.ok(performance.now() - started >= 119);
});

test('a wait ends the moment work arrives, longest waiting first', { timeout: 30_000 }, async () => {
  // Time stands still: nothing but the work can end them.
  const { emulator, create } = scene({ clock: 'virtual' });
  const { id } = await create('a');
  const order = [];
  const waits = [0, 1, 2].map(async (number) => {
    const item = await (await poll(emulator, id, '?block_ms=900')).json();
    order.push([number, item.id]);
  });
  const work = [0, 1, 2].map(() => emulator.enqueue(id).id);
  await Promise.all(waits);
  assert.deepEqual(
    order,
    work.map((item, number) => [number, item]),
  );
});

test('a lease runs out in real time and ends a wait', { timeout: 30_000 }, async () => {
  const { emulator, create } = scene({ defaultTtlSeconds: 1 });
  const { id } = await create('a');
  const work = emulator.enqueue(id).id;
  await poll(emulator, id, '');
  const headers = { ...version, authorization: `Bearer ${emulator.environmentKey(id)}` };
  const started = performance.now();
  assert.equal((await emulator.fetch(`/v1/environments/${id}/work/${work}/ack`, { method: 'POST', headers })).status, 200);
  let item = null;
  while (item === null) item = await (await poll(emulator, id, '?block_ms=999')).json();
  assert.equal(item.id, work);
  assert.ok(performance.now() - started >= 999);
});

test('an abort ends the wait with its reason, and the work goes to another', async () => {
  const { emulator, create } = scene();
  const { id } = await create('a');
  for (const reason of [new Error('enough'), 'a word', 7]) {
    const leaving = new AbortController();
    const wait = poll(emulator, id, '?block_ms=900', { signal: leaving.signal });
    setTimeout(() => leaving.abort(reason), 10);
    assert.equal(await wait.catch((thrown) => thrown), reason);
  }
  await assert.rejects(poll(emulator, id, '?block_ms=900', { signal: AbortSignal.timeout(10) }), { name: 'TimeoutError' });
  const leaving = new AbortController();
  const headers = { ...version, authorization: `Bearer ${emulator.environmentKey(id)}` };
  const request = new Request(`http://x/v1/environments/${id}/work/poll?block_ms=900`, { headers, signal: leaving.signal });
  const wait = emulator.fetch(request);
  setTimeout(() => leaving.abort(), 10);
  await assert.rejects(wait, { name: 'AbortError' });
  const work = emulator.enqueue(id).id;
  assert.equal((await (await poll(emulator, id, '')).json()).id, work, 'nobody who had gone took it');
});

test('what is aborted before it starts has no effect', async () => {
  const { emulator, headers } = scene();
  const signal = AbortSignal.abort();
  const init = { method: 'POST', headers, body: '{"name": "a"}' };
  await assert.rejects(emulator.fetch('/v1/environments', { ...init, signal }), { name: 'AbortError' });
  await assert.rejects(emulator.fetch('/v1/environments', { ...init, body: new Blob(['{"name": "a"}']), signal }), { name: 'AbortError' });
  assert.deepEqual((await (await emulator.fetch('/v1/environments', { headers })).json()).data, []);
});
