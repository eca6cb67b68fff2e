// The cron of examples/cloudflare.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until, World } from './support/world.mjs';

async function open(t, options) {
  const world = await World.open(options);
  t.after(() => world.close());
  return world;
}

const polled = (world) => world.lines.flatMap(({ event, claimed }) => (event === 'polled' ? [claimed] : []));

test('a run claims as many items as it may, and leaves the rest to the next', async (t) => {
  const world = await open(t, { bindings: { ITEMS_PER_RUN: 3 } });
  const ids = world.enqueue(5, { turns: '1' });
  for (const _run of [1, 2, 3]) assert.equal((await world.platform.scheduled()).outcome, 'ok');
  await until(() => polled(world).length === 3, 'three runs');
  assert.deepEqual(polled(world), [3, 2, 0]);
  await until(() => ids.every((id) => world.events(id).includes('stopped')), 'all done');
});

test('a health check is answered, and given to no object', async (t) => {
  const world = await open(t);
  const { id } = world.emulator.enqueue(world.environmentId, { type: 'healthcheck' });
  await world.platform.scheduled();
  assert.equal(await world.stateOf(id), 'stopped');
  assert.deepEqual(world.events(id), []);
});

test('a run whose key is refused fails, for the platform to tell', async (t) => {
  const world = await open(t, { bindings: { ANTHROPIC_ENVIRONMENT_KEY: 'sk-ant-env-wrong' } });
  const [id] = world.enqueue(1);
  assert.equal((await world.platform.scheduled()).outcome, 'exception');
  assert.equal(await world.stateOf(id), 'queued');
});

test('an item that could not be handed over comes again', async (t) => {
  const world = await open(t, { emulator: { defaultTtlSeconds: 2 } });
  const [id] = world.enqueue(1, { turns: '1', refuses: 'once' });
  await world.cronUntil(() => world.events(id).includes('stopped'), 'done in the end');
  assert.equal(world.events(id)[0], 'not handed over');
  assert.equal(world.events(id).filter((event) => event === 'claimed').length, 1);
});
