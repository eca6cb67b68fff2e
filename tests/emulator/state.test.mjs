// The journal, and a state that is exported and loaded again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Emulator } from 'leasehold/emulator';
import { onto, scene } from './scene.mjs';

test('the journal says what happened, and holds no credential', async () => {
  const { emulator, id, worker } = await scene({ clock: 'virtual' });
  const work = emulator.enqueue(id);
  const { secret } = await (await worker('GET', '/poll')).json();
  emulator.advance(10);
  await worker('POST', `/${work.id}/ack`);
  assert.deepEqual(
    emulator.journal({ workId: work.id }).map((entry) => entry.endpoint ?? `${entry.change} ${entry.state}`),
    ['work.queued queued', 'work.polled queued', 'work.poll', 'work.acknowledged starting', 'work.ack'],
  );
  assert.equal(emulator.journal({ fromMs: emulator.now }).length, 2);
  const everything = JSON.stringify(emulator.journal()) + emulator.journalText();
  for (const credential of [emulator.apiKey, emulator.environmentKey(id), secret, 'sk-ant']) assert.ok(!everything.includes(credential));
  assert.match(
    emulator.journalText({ endpoint: 'work.ack' }),
    /^2026-01-01T00:00:00\.010000Z POST {3}work\.ack .* → 200 \(0 ms, req_01\w+\)\n$/,
  );
  assert.throws(() => emulator.journal({ item: work.id }), { message: /^item: expected only type, endpoint, / });
});

test('a state goes through JSON and goes on as if nothing had happened', async () => {
  const faults = { seed: 3, rules: [{ endpoint: 'work.list', probability: 0.5, fault: 'status', status: 500 }] };
  const original = await scene({ clock: 'virtual', seed: 9, faults });
  const { id } = original;
  const held = original.emulator.enqueue(id);
  await original.worker('GET', '/poll');
  await original.worker('POST', `/${held.id}/ack`);
  const state = JSON.parse(JSON.stringify(original.emulator.export()));
  const copy = await onto(Emulator.load(state, { clock: 'virtual' }), id);
  const goOn = async ({ emulator, worker }) => {
    const seen = [emulator.now, emulator.enqueue(id), emulator.environmentKey(id)];
    for (let i = 0; i < 8; i += 1) {
      emulator.advance(8_000);
      for (const path of ['?limit=1', '/poll']) {
        const response = await worker('GET', path);
        seen.push(response.status, [...response.headers], await response.text());
      }
    }
    return [...seen, emulator.export()];
  };
  const [expected, found] = [await goOn(original), await goOn(copy)];
  assert.deepEqual(found, expected);
  assert.ok(JSON.stringify(expected).includes(held.id) && expected.includes(500));
});

test('a state from a later time goes on from there', async () => {
  const later = Date.UTC(2100, 0, 1);
  const { emulator, id } = await scene({ clock: 'virtual', startAt: later });
  const state = emulator.export();
  for (const [clock, advance] of [
    [{}, () => {}],
    [{ clock: 'virtual', startAt: 0 }, (copy) => copy.advance(20)],
  ]) {
    const copy = Emulator.load(state, clock);
    const { worker } = await onto(copy, id);
    const poll = worker('GET', '/poll?block_ms=20');
    advance(copy);
    // Not when the clock is there.
    const response = await Promise.race([poll, sleep(10_000, undefined, { ref: false })]);
    assert.equal(response?.status, 200);
    assert.ok(Date.parse(copy.enqueue(id).created_at) >= later + 20);
  }
});

test('what is no state is refused by name', async () => {
  const state = (await scene()).emulator.export();
  for (const [wrong, message] of [
    [undefined, 'format: expected "leasehold-emulator-1", received nothing'],
    [{ ...state, format: 'x' }, 'format: expected "leasehold-emulator-1", received "x"'],
    [{ ...state, extra: 1 }, /^extra: expected only /],
    [{ ...state, environments: [{}] }, 'environments[0].place: expected a whole number, 0 or more, received nothing'],
  ]) {
    assert.throws(() => Emulator.load(wrong), { name: 'Error', message });
  }
  assert.throws(() => Emulator.load(state, { seed: 1 }), { message: /^seed: expected only clock, startAt, faults, / });
});
