// What both worker examples have to do as processes, over HTTP: told to end, killed, told twice, out of time. No item is lost.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { until } from '../../support/processes.mjs';
import { copied, Scene } from './scene.mjs';

let examples;
let scene;

/** A service with items in its queue. */
async function sceneWith(count, { settings, ...options } = {}) {
  scene = await Scene.open(examples.folder, settings);
  return scene.queue(count, options);
}

/** Each of these items, once. */
const once = (ids) => new Map(ids.map((id) => [id, 1]));
const sorted = (ids) => [...ids].sort();

/**
 * Declares the tests.
 *
 * @param {"node" | "deno"} runtime
 */
export function testWorker(runtime) {
  before(async () => {
    examples = await copied();
  });

  afterEach(() => scene?.close());

  after(() => examples?.remove());

  test('SIGTERM in the middle of 50 running items loses none', async () => {
    const ids = await sceneWith(60);
    const variables = { WORKER_CONCURRENCY: '50', ANTHROPIC_API_KEY: scene.emulator.apiKey };
    const worker = scene.start(runtime, variables);
    await scene.begun(50);
    const running = [...scene.gate.begun];
    assert.deepEqual([await worker.status('/healthz'), await worker.status('/readyz'), await worker.status('/')], [200, 200, 404]);
    const before = await worker.metrics();
    assert.deepEqual(
      [before.leasehold_leases_held, before.leasehold_items_running, before.leasehold_items_claimed_total, before.leasehold_draining],
      [50, 50, 50, 0],
    );
    assert.deepEqual([before.leasehold_queue_up, before.leasehold_queue_depth, before.leasehold_queue_pending], [1, 10, 0]);
    assert.equal(before.leasehold_queue_workers_polling, 1);
    // Since before the process began: a while, and no minute.
    assert.ok(before.leasehold_queue_oldest_age_seconds > 0 && before.leasehold_queue_oldest_age_seconds < 60);

    worker.signal('SIGTERM');
    await scene.untilStatus(worker, '/readyz', 503);
    assert.equal(await worker.status('/healthz'), 200);
    const draining = await worker.metrics();
    assert.deepEqual([draining.leasehold_draining, draining.leasehold_items_running], [1, 50]);
    const later = scene.queue(5);
    scene.gate.open();
    assert.equal(await worker.ended, 0, worker.printed);

    assert.deepEqual(scene.changes('work.acknowledged'), once(running), 'nothing was claimed after the signal');
    assert.deepEqual(scene.changes('work.stopped'), once(running));
    assert.deepEqual(await scene.states(), { queued: 15, stopped: 50 });
    assert.deepEqual(worker.said('ended').map(withoutTime), [
      { level: 'info', exitCode: 0, completed: 50, failed: 0, lost: 0, released: 0 },
    ]);

    const next = scene.start(runtime, variables);
    await scene.untilStates({ stopped: 65 });
    await until('all are counted', async () => (await next.metrics()).leasehold_items_total.completed === 15);
    next.signal('SIGINT');
    assert.equal(await next.ended, 0, next.printed);

    const all = [...ids, ...later];
    assert.deepEqual(sorted(scene.gate.begun), sorted(all), 'each was worked on once');
    assert.deepEqual(sorted(scene.gate.passed), sorted(all));
    for (const change of ['work.acknowledged', 'work.stopped']) assert.deepEqual(scene.changes(change), once(all));
    for (const { printed, errors, log } of [worker, next]) {
      assert.deepEqual(errors, []);
      for (const line of log) assert.ok(line.msg && line.level && Date.parse(line.time), JSON.stringify(line));
      // The handler has logged items with their secrets.
      assert.ok(log.some(({ item }) => item?.id && !('secret' in item)));
      for (const credential of scene.credentials) assert.ok(!printed.includes(credential), 'no credential is logged');
    }
    assert.equal(scene.credentials.length, 2 + 2 * all.length);
  });

  test('what a killed process held is done by another one', async () => {
    const ids = await sceneWith(8);
    const killed = scene.start(runtime, { WORKER_CONCURRENCY: '8' });
    await scene.untilStates({ active: 8 });
    await scene.begun(8);
    killed.signal('SIGKILL');
    assert.equal(await killed.ended, 'SIGKILL');
    scene.gate.open();
    const next = scene.start(runtime, { WORKER_CONCURRENCY: '8' });
    await scene.untilStatus(next, '/readyz', 200);
    // They are still held, by nobody.
    assert.deepEqual(await scene.states(), { active: 8 });
    scene.letLeasesRunOut();
    await scene.untilStates({ stopped: 8 });
    assert.deepEqual(sorted(scene.gate.begun), sorted([...ids, ...ids]));
    assert.deepEqual(scene.changes('work.stopped').size, 8);
    next.signal('SIGTERM');
    assert.equal(await next.ended, 0, next.printed);
  });

  for (const { how, metadata, windDown } of [
    { how: 'at once where its handler listens', metadata: {}, windDown: '600' },
    { how: 'after the wind-down where its handler does not', metadata: { deaf: 'true' }, windDown: '1' },
  ]) {
    test(`what takes longer than the drain may goes back to the queue, ${how}`, async () => {
      const [id] = await sceneWith(1, { metadata });
      const worker = scene.start(runtime, { WORKER_DRAIN_SECONDS: '1', WORKER_WIND_DOWN_SECONDS: windDown });
      await scene.begun(1);
      worker.signal('SIGTERM');
      assert.equal(await worker.ended, 1, worker.printed);
      assert.deepEqual(
        worker.said('not done: it goes back to the queue').map(({ workId }) => workId),
        [id],
      );
      assert.deepEqual(worker.said('ended').map(withoutTime), [
        { level: 'info', exitCode: 1, completed: 0, failed: 0, lost: 0, released: 1 },
      ]);
      assert.deepEqual([worker.said('finished'), worker.said('failed'), scene.changes('work.stopped').size], [[], [], 0]);
      scene.letLeasesRunOut();
      scene.gate.open();
      const next = scene.start(runtime);
      await scene.untilStates({ stopped: 1 });
      next.signal('SIGTERM');
      assert.equal(await next.ended, 0, next.printed);
    });
  }

  test('an item whose handler has not begun when the time is over is not stopped', async () => {
    // The first beat takes effect, and is never answered.
    await sceneWith(1, { settings: { faults: { rules: [{ endpoint: 'work.heartbeat', answerDelayMs: 600_000 }] } } });
    const worker = scene.start(runtime, { WORKER_DRAIN_SECONDS: '0', WORKER_WIND_DOWN_SECONDS: '0' });
    await scene.untilStates({ active: 1 });
    worker.signal('SIGTERM');
    assert.equal(await worker.ended, 1, worker.printed);
    assert.deepEqual([scene.gate.begun, scene.changes('work.stopped').size], [[], 0]);
    scene.letLeasesRunOut();
    assert.deepEqual(await scene.states(), { queued: 1 });
  });

  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ]) {
    test(`a second ${signal} ends it at once, and its item goes back to the queue`, async () => {
      await sceneWith(1);
      const worker = scene.start(runtime, { WORKER_DRAIN_SECONDS: '600' });
      await scene.begun(1);
      worker.signal(signal);
      await scene.untilStatus(worker, '/readyz', 503);
      worker.signal(signal);
      assert.equal(await worker.ended, code, worker.printed);
      scene.letLeasesRunOut();
      assert.deepEqual(await scene.states(), { queued: 1 });
    });
  }

  test('a handler that throws fails its item, a lease that is stolen is told of, and both are counted', async () => {
    const [bad] = await sceneWith(1, { settings: { defaultTtlSeconds: 3 } });
    scene.gate.fails = new Set([bad]);
    const worker = scene.start(runtime);
    await scene.begun(1);
    scene.gate.open();
    await scene.untilStates({ stopped: 1 });
    scene.gate.close();
    const [stolen] = scene.queue(1);
    await scene.begun(2);
    scene.emulator.setFaults({ rules: [{ endpoint: 'work.heartbeat', fault: 'stealLease' }] });
    await until('it is lost', async () => (await worker.metrics()).leasehold_items_total.lost === 1);

    const metrics = await worker.metrics();
    assert.deepEqual(metrics.leasehold_items_total, { completed: 0, failed: 1, lost: 1, released: 0 });
    assert.deepEqual(metrics.leasehold_leases_lost_total, { expired: 0, taken: 1, refused: 0 });
    assert.equal(metrics.leasehold_item_duration_seconds.count, 1);
    const beats = [...scene.changes('work.extended').values()].reduce((sum, count) => sum + count, 0);
    // The last one was refused: by then it was the thief's.
    assert.equal(metrics.leasehold_beat_lateness_seconds.count, beats);
    assert.equal(metrics.leasehold_beats_total, beats + 1);
    assert.equal(Number(metrics.leasehold_beat_lateness_seconds.buckets['+Inf']), beats);
    const [failed] = worker.said('failed');
    assert.deepEqual([failed.workId, failed.error.message], [bad, 'told to fail']);
    assert.deepEqual(
      worker.said('lost').map(({ workId, reason }) => [workId, reason]),
      [[stolen, 'taken']],
    );
    worker.signal('SIGTERM');
    assert.equal(await worker.ended, 0, worker.printed);
  });

  test('with WORKER_CONCURRENCY=0 it claims nothing, needs no environment key, and tells of the queue while it can', async () => {
    await sceneWith(3);
    const only = { WORKER_CONCURRENCY: '0', ANTHROPIC_API_KEY: scene.emulator.apiKey, ANTHROPIC_ENVIRONMENT_KEY: '' };
    const reporter = scene.start(runtime, only);
    await scene.untilStatus(reporter, '/readyz', 200);
    const metrics = await reporter.metrics();
    assert.deepEqual([metrics.leasehold_queue_up, metrics.leasehold_queue_depth, metrics.leasehold_items_running], [1, 3, 0]);
    scene.emulator.setFaults({ rules: [{ endpoint: 'work.stats', fault: 'status', status: 503 }] });
    // What was read a moment ago counts for two seconds. Then there is no number rather than an old one.
    await until('it is told', async () => (await reporter.metrics()).leasehold_queue_up === 0);
    assert.match((await reporter.get('/metrics')).text, /# TYPE leasehold_queue_depth gauge\n(?!leasehold_queue_depth)/);
    reporter.signal('SIGTERM');
    assert.equal(await reporter.ended, 0, reporter.printed);
    assert.deepEqual(await scene.states(), { queued: 3 });
  });

  test('settings that are wrong are named, all of them, and end it with exit code 2', async () => {
    await sceneWith(0);
    const wrong = { ANTHROPIC_ENVIRONMENT_ID: '', WORKER_CONCURRENCY: 'many', WORKER_DRAIN_SECONDS: '-1', LOG_LEVEL: 'loud' };
    const worker = scene.start(runtime, wrong);
    assert.equal(await worker.ended, 2);
    assert.deepEqual(worker.errors, [
      'WORKER_CONCURRENCY: expected a whole number from 0 to 1000, received "many"',
      'WORKER_DRAIN_SECONDS: expected a whole number from 0 to 86400, received "-1"',
      'LOG_LEVEL: expected one of debug, info, warn, error, received "loud"',
      'ANTHROPIC_ENVIRONMENT_ID: expected the id of an environment (env_…), received nothing',
    ]);
    const keyless = scene.start(runtime, { ANTHROPIC_ENVIRONMENT_KEY: '' });
    assert.equal(await keyless.ended, 2);
    assert.deepEqual(keyless.errors, ["ANTHROPIC_ENVIRONMENT_KEY: expected the environment's key, received nothing"]);
  });

  test('a key that the service refuses ends it with exit code 1, and is not printed', async () => {
    await sceneWith(1);
    const worker = scene.start(runtime, { ANTHROPIC_ENVIRONMENT_KEY: 'sk-wrong-key' });
    assert.equal(await worker.ended, 1);
    const [line] = worker.said('cannot work');
    assert.equal(line.error.name, 'AuthenticationError');
    assert.ok(!worker.printed.includes('sk-wrong-key'));
  });
}

function withoutTime({ time, msg, ...fields }) {
  return fields;
}
