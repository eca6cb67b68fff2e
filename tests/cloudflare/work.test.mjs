// examples/cloudflare at work: the cron claims 200 items, an object holds each, and things go wrong.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until, World } from './support/world.mjs';

const ITEMS = 200;
const TTL_SECONDS = 9;

/** How many objects are evicted while their handler is at work, and how many between a beat and its answer. */
const [AT_WORK, AT_A_BEAT] = [60, 20];

/** Answers that get lost, besides one beat in fifty. A poll whose answer is lost has claimed an item that nobody knows of. */
const LOST = [
  { endpoint: 'work.poll', call: 12, fault: 'loseAnswer' },
  { endpoint: 'work.ack', call: 25, fault: 'loseAnswer' },
  { endpoint: 'work.heartbeat', call: 40, fault: 'loseAnswer' },
  { endpoint: 'work.stop', call: 7, fault: 'loseAnswer' },
  { endpoint: 'work.heartbeat', probability: 0.02, fault: 'loseAnswer' },
];

/** Answers and beats that were lost are waited for, on a machine that may be busy. */
const DEADLINE_MS = 150_000;

describe(`${ITEMS} items`, { timeout: 2 * DEADLINE_MS }, () => {
  let world;
  let ids;
  const evicted = new Set();

  before(async () => {
    world = await World.open({
      emulator: { defaultTtlSeconds: TTL_SECONDS, faults: { seed: 7, rules: LOST } },
      bindings: { LEASE_TTL_SECONDS: TTL_SECONDS },
    });
    ids = world.enqueue(ITEMS, { turns: '6' });
    const atABeat = new Set(ids.slice(0, AT_A_BEAT));
    world.afterEffect = async ({ act, workId }) => {
      if (act !== 'heartbeat' || world.beats(workId).length < 2 || !atABeat.delete(workId)) return;
      await world.evict(workId);
      evicted.add(workId);
    };
    const isOver = () => world.emulator.journal({ type: 'change' }).filter(({ change }) => change === 'work.stopped').length === ITEMS;
    const evicting = evictAtWork(ids.slice(AT_A_BEAT, AT_A_BEAT + AT_WORK));
    await world.cronUntil(isOver, 'all items stopped', DEADLINE_MS);
    await evicting;
    await until(() => ids.every((id) => world.events(id).includes('stopped')), 'all objects done');
  });
  after(() => world?.close());

  /** Evicts each of these objects while its handler is in the second step. */
  async function evictAtWork(victims) {
    const left = new Set(victims);
    await until(
      async () => {
        for (const { event, step, workId } of world.lines.slice()) {
          if (event !== 'begins' || step !== 'two' || !left.delete(workId)) continue;
          await world.evict(workId);
          evicted.add(workId);
        }
        return left.size === 0;
      },
      'objects evicted at work',
      DEADLINE_MS,
    );
  }

  test('are all completed, by the word of the service', async () => {
    const states = await Promise.all(ids.map((id) => world.stateOf(id)));
    assert.deepEqual(new Set(states), new Set(['stopped']));
    const { depth, pending } = await world.account.environments.work.stats(world.environmentId);
    assert.deepEqual({ depth, pending }, { depth: 0, pending: 0 });
  });

  test('go through every step, each once, though objects were evicted and answers lost', () => {
    for (const id of ids) {
      const ended = world.linesOf(id).flatMap(({ event, step }) => (event === 'ends' ? [step] : []));
      // On a machine that is too busy a lease may run out while a step ends, and that one is done again.
      const steps = world.events(id).includes('lost') ? [...new Set(ended)] : ended;
      assert.deepEqual(steps, ['one', 'two', 'three'], id);
    }
    assert.equal(evicted.size, AT_WORK + AT_A_BEAT);
    const resumed = ids.filter((id) => world.events(id).includes('resumed'));
    assert.ok(resumed.length >= AT_A_BEAT, `${resumed.length} objects went on with what they had stored`);
    const lost = world.requests.filter(({ status }) => status === 'lost');
    const acts = new Set(lost.map(({ act }) => act));
    for (const act of ['ack', 'heartbeat', 'stop']) assert.ok(acts.has(act), `a lost answer to ${act}`);
  });

  test('are never handled twice at a time', () => {
    for (const id of ids) {
      const runs = world.linesOf(id).flatMap(({ run }) => run ?? []);
      const changes = runs.filter((run, at) => run !== runs[at - 1]).length;
      assert.equal(changes, new Set(runs).size, `${id}: two runs took turns`);
    }
  });

  test('are stopped once the handler is done, and then left alone', () => {
    for (const id of ids) {
      assert.deepEqual(world.events(id).slice(-2), ['handler is done', 'stopped'], id);
      const acts = world.requests.flatMap(({ workId, act }) => (workId === id ? [act] : []));
      const after = acts.slice(acts.indexOf('stop'));
      assert.deepEqual(new Set(after), new Set(['stop']), `${id}: after the stop nothing but the same stop, where its answer was lost`);
    }
  });

  test('have an object each, of which nothing is left', async () => {
    for (const id of ids) assert.deepEqual(await world.look(id), { keys: [], alarm: null });
  });

  test('are never taken for lost because an answer was, or an object was evicted', () => {
    const reasons = world.lines.flatMap(({ event, reason }) => (event === 'lost' ? [reason] : []));
    // That may happen all the same where a machine is too busy.
    assert.deepEqual(
      reasons.filter((reason) => reason !== 'expired'),
      [],
    );
  });
});
