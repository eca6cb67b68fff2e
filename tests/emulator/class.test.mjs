// The class `Emulator` itself: its options and its methods.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { LeaseholdError } from 'leasehold';
import { Emulator } from 'leasehold/emulator';

async function environment(emulator, config = { type: 'self_hosted' }) {
  const headers = { 'anthropic-version': '2023-06-01', 'x-api-key': emulator.apiKey };
  const response = await emulator.fetch('/v1/environments', { method: 'POST', headers, body: JSON.stringify({ name: 'a', config }) });
  return (await response.json()).id;
}

test('a wrong option is named', () => {
  for (const [options, message] of [
    [7, 'options: expected an object, received 7'],
    [null, 'options: expected an object, received null'],
    [{ seed: 'x' }, 'seed: expected a whole number, 0 or more, received "x"'],
    [{ seed: 1.5 }, 'seed: expected a whole number, 0 or more, received 1.5'],
    [{ stopAnswer: 'body' }, 'stopAnswer: expected "work" or "empty", received "body"'],
    [{ apikey: 'x' }, /^apikey: expected only apiKey, seed, .*, received a field that does not exist$/],
  ]) {
    assert.throws(() => new Emulator(options), { name: 'Error', message });
  }
  const circular = {};
  circular.self = circular;
  assert.throws(() => new Emulator(circular), { name: 'Error', message: 'options: expected an object, received what JSON cannot hold' });
});

test('the API key is the one that was asked for', () => {
  assert.equal(new Emulator({ apiKey: 'sk-mine' }).apiKey, 'sk-mine');
  assert.match(new Emulator().apiKey, /^sk-ant-/);
});

test('one that is freed says so, may be freed again, and its fetch goes on', async () => {
  const emulator = new Emulator();
  const { fetch } = emulator;
  emulator.free();
  emulator.free();
  emulator[Symbol.dispose]?.();
  assert.throws(() => emulator.now, LeaseholdError);
  assert.throws(() => emulator.enqueue('env_1'), { message: 'this object was freed, and may not be used any more' });
  assert.equal((await fetch('/v1/environments')).status, 401);
});

test('one seed gives one sequence', async () => {
  const [one, two, other] = [new Emulator({ seed: 5 }), new Emulator({ seed: 5 }), new Emulator({ seed: 6 })];
  const ids = await Promise.all([one, two, other].map((emulator) => environment(emulator)));
  assert.equal(ids[0], ids[1]);
  assert.notEqual(ids[0], ids[2]);
});

test('work is what was asked for', async () => {
  const emulator = new Emulator();
  const id = await environment(emulator);
  const work = emulator.enqueue(id, { sessionId: 'session_1', metadata: { __proto__: null, a: 'b' } });
  assert.deepEqual(work.data, { id: 'session_1', type: 'session' });
  assert.deepEqual([work.environment_id, work.state, work.secret, work.metadata], [id, 'queued', null, { a: 'b' }]);
  assert.equal(emulator.enqueue(id, { type: 'healthcheck' }).data.type, 'healthcheck');
});

test('work that cannot be is refused', async () => {
  const emulator = new Emulator();
  const id = await environment(emulator);
  const cloud = await environment(emulator, { type: 'cloud' });
  for (const [args, message] of [
    [[], 'environmentId: expected a string, received nothing'],
    [[7], 'environmentId: expected a string, received 7'],
    [['env_x'], 'environmentId: expected an environment that takes work, received "env_x", which does not exist'],
    [[cloud], `environmentId: expected an environment that takes work, received "${cloud}", which is not self-hosted`],
    [[id, { type: 'job' }], 'type: expected "session" or "healthcheck", received "job"'],
    [[id, { sessionID: 's' }], 'sessionID: expected only type, sessionId, metadata, received a field that does not exist'],
  ]) {
    assert.throws(() => emulator.enqueue(...args), { name: 'Error', message });
  }
  for (const unknown of ['env_x', cloud]) {
    assert.throws(() => emulator.environmentKey(unknown), {
      name: 'Error',
      message: `environmentId: expected a self-hosted environment, received "${unknown}"`,
    });
  }
});

test('a clock or a timer that throws is the end of one call, and of nothing else', async () => {
  const emulator = new Emulator();
  const id = await environment(emulator);
  const headers = { 'anthropic-version': '2023-06-01', authorization: `Bearer ${emulator.environmentKey(id)}` };
  const poll = async () => (await emulator.fetch(`/v1/environments/${id}/work/poll?block_ms=1`, { headers })).status;
  for (const [object, name] of [
    [Date, 'now'],
    [globalThis, 'setTimeout'],
  ]) {
    const broken = mock.method(object, name, () => {
      throw new Error('no');
    });
    await assert.rejects(poll, { message: 'no' }, name);
    broken.mock.restore();
    assert.equal(await poll(), 200, name);
  }
});
