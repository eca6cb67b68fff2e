// The objects of examples/cloudflare: each holds a work item, whatever happens to it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until, World } from './support/world.mjs';

/** Beats of a lease like that are three seconds apart. */
const TTL_SECONDS = 9;
const DAY_MS = 24 * 60 * 60_000;

/** What the service does with an item that one worker has until its end, but for beats. */
const ONE_LIFE = ['work.queued', 'work.polled', 'work.acknowledged', 'work.stopped'];
const STEPS = ['one', 'two', 'three'];

/** A world of its own with one item, which is claimed; and what there is to ask about that. */
async function claimed(t, metadata = {}, prepare = (_world) => {}) {
  const world = await World.open({ emulator: { defaultTtlSeconds: TTL_SECONDS }, bindings: { LEASE_TTL_SECONDS: TTL_SECONDS } });
  t.after(() => world.close());
  prepare(world);
  const [id] = world.enqueue(1, metadata);
  await world.platform.scheduled();
  const found = (event, step) => world.linesOf(id).filter((line) => line.event === event && line.step === step);
  const logged = (event, step) => until(() => found(event, step)[0], `${event} ${step ?? ''}`);
  return {
    world,
    id,
    logged,
    stopped: () => logged('stopped'),
    count: (event, step) => found(event, step).length,
    look: () => world.look(id),
    life: () => world.changes(id).filter((change) => change !== 'work.extended'),
    sent: () => world.requests.filter(({ workId }) => workId === id),
    /** With the next beat it turns out that another worker has the item. */
    steal: () => world.emulator.setFaults({ rules: [{ endpoint: 'work.heartbeat', call: 1, fault: 'stealLease' }] }),
  };
}

/** Most of the time they wait for a beat. */
describe('an object', { concurrency: 4, timeout: 120_000 }, () => {
  test('works on an item in steps, and stops it; nothing of it is left', async (t) => {
    const { world, id, stopped, life, look } = await claimed(t);
    await stopped();
    const events = ['claimed', 'handler begins', ...STEPS.flatMap(() => ['begins', 'works', 'works', 'ends'])];
    assert.deepEqual(world.events(id), [...events, 'handler is done', 'stopped']);
    assert.deepEqual(life(), ONE_LIFE);
    assert.deepEqual(await look(), { keys: [], alarm: null });
  });

  test('that was evicted goes on with the step where it was', async (t) => {
    const { world, id, logged, stopped, count, life, look } = await claimed(t, { turns: '6' });
    for (const [evicted, step] of STEPS.entries()) {
      await logged('begins', step);
      await world.evict(id);
      await until(() => count('resumed') === evicted + 1, 'the next alarm');
    }
    await stopped();
    assert.equal(count('handler begins'), 4);
    for (const step of STEPS) assert.equal(count('ends', step), 1, step);
    assert.deepEqual(life(), ONE_LIFE);
    assert.deepEqual(await look(), { keys: [], alarm: null });
  });

  for (const nth of [1, 2]) {
    test(`that is evicted between beat ${nth} and its answer keeps the lease`, async (t) => {
      const { world, id, stopped, life } = await claimed(t, { turns: '12' }, (before) => {
        before.afterEffect = async ({ act, workId }) => {
          if (act === 'heartbeat' && before.beats(workId).length === nth) await before.evict(workId);
        };
      });
      await stopped();
      const statuses = world.beats(id).map(({ status }) => status);
      const answered = Array(nth - 1).fill(200);
      assert.deepEqual(statuses.slice(0, nth + 2), [...answered, 200, 412, 200], 'the beat whose answer nobody saw is taken over');
      assert.deepEqual(life(), ONE_LIFE);
    });
  }

  test('that is evicted while its stop is on its way stops the item all the same', async (t) => {
    const { stopped, count, life, look } = await claimed(t, {}, (world) => {
      let evicted = false;
      world.afterEffect = async ({ act, workId }) => {
        if (act !== 'stop' || evicted) return;
        evicted = true;
        await world.evict(workId);
      };
    });
    await stopped();
    for (const step of STEPS) assert.equal(count('begins', step), 1);
    assert.deepEqual(life(), ONE_LIFE);
    assert.deepEqual(await look(), { keys: [], alarm: null });
  });

  test('that lost its lease ends the handler, and calls nothing more for the item until that is claimed again', async (t) => {
    const { world, id, logged, stopped, count, look, sent, steal } = await claimed(t, { turns: '14' });
    await logged('ends', 'one');
    steal();
    await logged('lost');
    await logged('handler was ended');
    const before = sent();
    assert.equal(before.at(-1).status, 412, 'the last that was sent for it');
    const { keys, alarm } = await look();
    assert.deepEqual(keys, ['step:one'], 'what was done is kept');
    assert.ok(alarm > Date.now() + DAY_MS / 2, 'for a day');

    await until(() => world.changes(id).at(-1) === 'work.expired', "the end of the thief's lease");
    assert.equal(sent().length, before.length, 'nothing was sent meanwhile');
    await world.platform.scheduled();
    await stopped();
    assert.equal(count('begins', 'one'), 1, 'the step that was done is not done again');
    assert.equal(count('ends', 'three'), 1);
  });

  test('forgets what it kept of a lost item that does not come again', async (t) => {
    const { world, id, logged, look, steal } = await claimed(t, { turns: '14' });
    await logged('ends', 'one');
    steal();
    await logged('handler was ended');
    await logged('lost');
    await world.ring(id);
    assert.deepEqual((await look()).keys, []);
  });

  test('waits for the end of a handler that does not listen, before the next one begins', async (t) => {
    const { world, id, logged, stopped, count, steal } = await claimed(t, { turns: '1', deaf: 'yes' });
    await logged('begins', 'one');
    steal();
    await logged('lost');
    await world.account.environments.work.update(id, { environment_id: world.environmentId, metadata: { deaf: null } });
    await world.cronUntil(() => count('claimed') === 2, 'the second claim');
    assert.equal(count('handler was ended'), 0, 'the first is still at work');
    await world.release(id);
    await stopped();
    const lines = world.linesOf(id).filter(({ run }) => run);
    const [first, second] = new Set(lines.map(({ run }) => run));
    const of = (run) => lines.flatMap((line, at) => (line.run === run ? [{ ...line, at }] : []));
    assert.equal(of(first).length + of(second).length, lines.length, 'two runs');
    assert.ok(of(first).at(-1).at < of(second)[0].at, 'one after the other');
    assert.equal(of(first).filter(({ event }) => event === 'begins').length, 1, 'the first began no other step');
  });

  test('ends the handler and then the item when a stop is asked for', async (t) => {
    const { world, id, logged, stopped, count, look } = await claimed(t, { turns: '40' });
    await logged('begins', 'one');
    const path = `/api/v1/environments/${world.environmentId}/work/${id}/stop`;
    const asked = await world.fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    assert.equal(asked.json().state, 'stopping');
    await stopped();
    assert.equal(count('handler was ended'), 1);
    assert.equal(await world.stateOf(id), 'stopped');
    assert.deepEqual(await look(), { keys: [], alarm: null });
  });

  test('that was evicted when a stop was asked for ends the item, and begins nothing', async (t) => {
    const { world, id, stopped, count } = await claimed(t, { turns: '40' }, (before) => {
      before.afterEffect = async ({ act, workId }) => {
        if (act !== 'heartbeat' || before.beats(workId).length !== 2) return;
        await before.account.environments.work.stop(workId, { environment_id: before.environmentId });
        await before.evict(workId);
      };
    });
    await stopped();
    assert.equal(count('handler begins'), 1);
    assert.equal(await world.stateOf(id), 'stopped');
  });

  test('whose handler throws stops the item, and logs the error', async (t) => {
    const { world, id, stopped, life } = await claimed(t, { throws: 'yes' });
    await stopped();
    assert.equal(world.linesOf(id).find(({ event }) => event === 'handler failed').error, 'Error: on purpose');
    assert.deepEqual(life(), ONE_LIFE);
  });
});
