// What goes wrong, as a client of `fetch` sees it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { Emulator } from 'leasehold/emulator';
import { scene } from './scene.mjs';

const first = (rule) => ({ rules: [{ endpoint: 'work.poll', call: 1, ...rule }] });

test('a connection that is refused rejects with a TypeError, and nothing happened', async () => {
  const { emulator, id, worker } = await scene({ faults: first({ fault: 'refuse' }) });
  const work = emulator.enqueue(id);
  await assert.rejects(worker('GET', '/poll'), TypeError);
  assert.equal((await (await worker('GET', '/poll')).json()).id, work.id);
});

test('an answer that is lost took effect', async () => {
  const { emulator, id, worker } = await scene({ faults: first({ fault: 'loseAnswer' }) });
  emulator.enqueue(id);
  await assert.rejects(worker('GET', '/poll'), TypeError);
  assert.equal(await (await worker('GET', '/poll')).json(), null);
});

test('a body that is cut gives its first half and then fails', async () => {
  const { emulator, id, worker } = await scene({ faults: { rules: [{ endpoint: 'work.poll', fault: 'cutBody' }] } });
  emulator.enqueue(id);
  const response = await worker('GET', '/poll');
  assert.equal(response.status, 200);
  const reader = response.body.getReader();
  const { value } = await reader.read();
  assert.ok(new TextDecoder().decode(value).startsWith('{"id":"work_'));
  await assert.rejects(reader.read(), TypeError);
  emulator.enqueue(id);
  await assert.rejects((await worker('GET', '/poll')).json(), TypeError);
});

test('bodies are malformed, truncated and huge', async () => {
  const { emulator, id, worker } = await scene();
  for (const [rule, check] of [
    [{ fault: 'malformedBody' }, (text) => assert.match(text, /^<html>/)],
    [{ fault: 'truncateBody' }, (text) => assert.match(text, /^\{"id":"work_/)],
    [{ fault: 'hugeBody', bytes: 50_000 }, (text) => assert.deepEqual([text.length, JSON.parse(text).type], [50_000, 'work'])],
  ]) {
    emulator.setFaults(first(rule));
    emulator.enqueue(id);
    const response = await worker('GET', '/poll');
    assert.equal(response.status, 200);
    const text = await response.text();
    check(text);
    if (rule.fault !== 'hugeBody') assert.throws(() => JSON.parse(text), SyntaxError);
  }
});

test('an error comes with the headers that were asked for', async () => {
  const headers = { 'retry-after-ms': '5', 'x-should-retry': 'false' };
  const { worker } = await scene({ faults: first({ fault: 'status', status: 429, headers }) });
  const response = await worker('GET', '/poll');
  assert.deepEqual([response.status, response.headers.get('retry-after-ms')], [429, '5']);
  assert.equal((await response.json()).error.type, 'rate_limit_error');
});

test('an answer that takes its time is given up by an abort', async () => {
  const { emulator, id, worker } = await scene({ clock: 'virtual', faults: first({ answerDelayMs: 500 }) });
  emulator.enqueue(id);
  const late = worker('GET', '/poll');
  emulator.advance(499);
  const early = await Promise.race([late.then(() => 'answered'), new Promise((resolve) => setImmediate(resolve, 'waiting'))]);
  assert.equal(early, 'waiting');
  emulator.advance(1);
  assert.equal((await (await late).json()).type, 'work');
});

test('the official SDK tries again as it is told', async () => {
  const rules = [
    { endpoint: 'environments.list', call: 1, fault: 'refuse' },
    { endpoint: 'environments.list', call: 2, fault: 'status', status: 529, headers: { 'retry-after-ms': '1' } },
  ];
  const emulator = new Emulator({ faults: { rules } });
  const options = { baseURL: 'http://emulator.test', apiKey: emulator.apiKey, authToken: null, fetch: emulator.fetch, logLevel: 'off' };
  assert.deepEqual((await new Anthropic(options).beta.environments.list()).data, []);
  assert.deepEqual(
    emulator.journal({ type: 'request' }).map(({ fate, status, fault }) => [fate, status, fault]),
    [
      ['noAnswer', undefined, 'refuse'],
      ['answered', 529, 'status'],
      ['answered', 200, undefined],
    ],
  );
});

test('a wrong plan is named', () => {
  for (const [faults, message] of [
    [7, 'faults: expected an object, received 7'],
    [{ rules: [{ fault: 'explode' }] }, /^faults\.rules\[0\]\.fault: expected "refuse" or /],
    [{ seed: -1 }, 'faults.seed: expected a whole number, 0 or more, received -1'],
    [{ delay: 1 }, 'faults.delay: expected only seed, rules, received a field that does not exist'],
  ]) {
    assert.throws(() => new Emulator({ faults }), { name: 'Error', message });
  }
  assert.throws(() => new Emulator().setFaults({ rules: [{ call: 0 }] }), { message: /^rules\[0\]\.call: / });
});
