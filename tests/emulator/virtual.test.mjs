// Virtual time: it passes by `advance` only, and everything passes with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emulator } from 'leasehold/emulator';
import { scene } from './scene.mjs';

const startAt = Date.UTC(2026, 2, 15, 10);

test('time stands still until it is moved', async () => {
  const { emulator, id } = await scene({ clock: 'virtual', startAt });
  assert.equal(emulator.now, startAt);
  assert.equal(emulator.enqueue(id).created_at, '2026-03-15T10:00:00.000000Z');
  emulator.advance(1_500);
  assert.equal(emulator.now, startAt + 1_500);
  assert.equal(emulator.enqueue(id).created_at, '2026-03-15T10:00:01.500000Z');
});

test('a virtual clock starts at the same moment everywhere', () => {
  assert.equal(new Emulator({ clock: 'virtual' }).now, Date.UTC(2026, 0, 1));
});

test('a real clock cannot be moved', () => {
  const emulator = new Emulator();
  assert.ok(Math.abs(emulator.now - Date.now()) < 1_000);
  assert.throws(() => emulator.advance(1), { message: 'clock: expected "virtual", to be moved, received "real"' });
});

test('time moves by whole milliseconds, forward', () => {
  const emulator = new Emulator({ clock: 'virtual' });
  for (const ms of [-1, 0.5, Number.NaN, Infinity, '5', undefined]) {
    assert.throws(() => emulator.advance(ms), { message: /^ms: expected a whole number of milliseconds, 0 or more, received / });
  }
  assert.throws(() => new Emulator({ startAt: 5 }), { message: 'startAt: expected none beside a real clock, received 5' });
  assert.throws(() => new Emulator({ clock: 'virtual', startAt: 1e15 }), { message: /^startAt: / });
});

test('a wait ends when its time has passed', async () => {
  const { emulator, worker } = await scene({ clock: 'virtual' });
  let ended = false;
  const poll = worker('GET', '/poll?block_ms=999').then((response) => {
    ended = true;
    return response.json();
  });
  emulator.advance(998);
  await new Promise(setImmediate);
  assert.equal(ended, false);
  emulator.advance(1);
  assert.equal(await poll, null);
});

test('what is sent before time moves arrives before it, as a Request too', async () => {
  for (const argumentsOf of [(url, init) => [url, init], (url, init) => [new Request(url, init)]]) {
    const { emulator, id } = await scene({ clock: 'virtual', startAt });
    const headers = { 'anthropic-version': '2023-06-01', 'x-api-key': emulator.apiKey };
    const archived = emulator.fetch(...argumentsOf(`http://emulator.test/v1/environments/${id}/archive`, { method: 'POST', headers }));
    emulator.advance(60_000);
    assert.equal(Date.parse((await (await archived).json()).archived_at), startAt);
  }
});

test('now is the time that the emulator writes, also where its clock is ahead', async () => {
  for (const clockSkewMs of [5_000, -5_000]) {
    const { emulator, id } = await scene({ clock: 'virtual', startAt, clockSkewMs });
    emulator.advance(10);
    assert.equal(emulator.now, startAt + clockSkewMs + 10);
    assert.equal(emulator.now, Date.parse(emulator.enqueue(id).created_at));
    assert.equal(Emulator.load(emulator.export(), { clock: 'virtual', startAt: 0 }).now, emulator.now);
  }
});

test('a wait ends with work that came in between', async () => {
  const { emulator, id, worker } = await scene({ clock: 'virtual' });
  const poll = worker('GET', '/poll?block_ms=999');
  emulator.advance(500);
  const work = emulator.enqueue(id);
  assert.equal((await (await poll).json()).id, work.id);
});

test('a wait that was over before a lease ran out gets nothing of it, however far time moves at once', async () => {
  const { emulator, id, worker } = await scene({ clock: 'virtual' });
  const work = emulator.enqueue(id);
  await worker('GET', '/poll');
  await worker('POST', `/${work.id}/ack`);
  const early = worker('GET', '/poll?block_ms=999');
  emulator.advance(86_400_000);
  assert.equal(await (await early).json(), null);
  assert.equal((await (await worker('GET', '/poll')).json()).id, work.id);
});

test('leases, reclaiming and statistics move along', async () => {
  const { emulator, id, account, worker } = await scene({ clock: 'virtual' });
  const stats = async () => (await account('GET', `/${id}/work/stats`)).json();
  const work = emulator.enqueue(id);
  await emulator.fetch(`/v1/environments/${id}/work/poll`, {
    headers: {
      'anthropic-version': '2023-06-01',
      authorization: `Bearer ${emulator.environmentKey(id)}`,
      'anthropic-worker-id': 'one',
    },
  });
  assert.deepEqual([(await stats()).pending, (await stats()).workers_polling], [1, 1]);
  assert.equal(await (await worker('GET', '/poll')).json(), null);
  emulator.advance(5_001);
  assert.equal((await (await worker('GET', '/poll')).json()).id, work.id, 'reclaimed');
  await worker('POST', `/${work.id}/ack`);
  emulator.advance(29_999);
  assert.equal((await stats()).depth, 0);
  emulator.advance(1);
  assert.deepEqual([(await stats()).depth, (await stats()).workers_polling], [1, 0]);
});

test('a day takes milliseconds, and two runs with one seed are equal byte for byte', async () => {
  const [one, two] = [await day(7), await day(7)];
  assert.equal(one, two);
  assert.notEqual(one, await day(8));
});

/** A day with a worker that polls every 20 minutes and forgets every third item; everything that it saw, as text. */
async function day(seed) {
  const faults = { seed, rules: [{ endpoint: 'work.poll', probability: 0.2, fault: 'status', status: 529 }] };
  const { emulator, id, worker } = await scene({ clock: 'virtual', seed, faults });
  const seen = [];
  for (let i = 0; i < 72; i += 1) {
    emulator.enqueue(id);
    const poll = worker('GET', '/poll?block_ms=999');
    emulator.advance(1_000);
    const response = await poll;
    const text = await response.text();
    seen.push(response.status, ...response.headers, text);
    if (response.ok && text !== 'null' && i % 3) {
      const item = JSON.parse(text);
      seen.push(await (await worker('POST', `/${item.id}/ack`)).text());
    }
    emulator.advance(1_199_000);
  }
  seen.push(emulator.journalText(), JSON.stringify(emulator.export()));
  return seen.join('\n');
}
