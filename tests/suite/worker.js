// The worker: claims items, holds the lease on each while its handler runs, and stops them.

const SECONDS_30 = 30_000;

const typesOf = (events) => events.map(({ type }) => type);

/** An emulator with items in its queue, and a worker that ends when that is empty, unless the options say otherwise. */
async function scene(t, items, options, { client: clientOptions, emulator } = {}) {
  const emulated = await t.emulated(emulator);
  const { id, worker: keeper } = await emulated.environment();
  const queued = [];
  for (let i = 0; i < items; i += 1) queued.push((await emulated.enqueue(id)).id);
  const client = keeper.withOptions(clientOptions ?? {});
  const worker = client.environments.work.worker({ environmentId: id, drain: true, blockMs: 20, ...options });
  const stateOf = (work) => emulated.stateOf({ id: work, environment_id: id });
  return { emulated, id, client, queued, worker, events: t.heard(worker), stateOf };
}

export async function itemsAreClaimedHeldHandledAndStopped(t) {
  const seen = [];
  const onWork = async (work, lease) => {
    seen.push(work.id);
    t.equal([lease.id, lease.environmentId, lease.state], [work.id, work.environment_id, 'held']);
    t.equal([work.data.type, lease.signal.aborted, await stateOf(work.id)], ['session', false, 'active']);
  };
  const { worker, queued, client, stateOf } = await scene(t, 3, { onWork });
  t.equal(worker.stats(), { running: 0, claimed: 0, finished: 0, failed: 0, lost: 0, polls: 0 });
  t.equal(await worker.run(), undefined);
  t.equal(seen, queued, 'one after the other');
  for (const id of queued) t.equal(await stateOf(id), 'stopped');
  const { polls, ...counts } = worker.stats();
  t.equal(counts, { running: 0, claimed: 3, finished: 3, failed: 0, lost: 0 });
  t.ok(polls >= 4, `${polls} polls`);
  t.equal(client.heartbeats.size, 0);
}

export async function asManyAtOnceAsItsConcurrency(t) {
  const going = t.deferred();
  let running = 0;
  let most = 0;
  const onWork = async () => {
    running += 1;
    most = Math.max(most, running);
    await going.promise;
    running -= 1;
  };
  const { worker, emulated, client } = await scene(t, 7, { onWork, concurrency: 3 });
  const run = worker.run();
  await t.until(() => running === 3, 'three run');
  const polls = (await emulated.statuses('work.poll')).length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  t.equal([running, (await emulated.statuses('work.poll')).length], [3, polls], 'with every slot taken there is no poll');
  t.equal([worker.stats().running, client.heartbeats.size], [3, 3]);
  going.resolve();
  await run;
  t.equal([most, worker.stats().finished], [3, 7]);
}

export async function whatItTellsOfAnItem(t) {
  const { worker, events, queued, id } = await scene(t, 1, {
    onWork: () => new Promise((resolve) => setTimeout(resolve, 20)),
    desiredTtlSeconds: 30,
  });
  const begin = Date.now();
  await worker.run();
  t.equal(typesOf(events), ['claimed', 'beat', 'finished', 'idle']);
  const [claimed, beat, finished, idle] = events;
  const workId = queued[0];
  t.equal(Object.keys(claimed), ['type', 'workId', 'work']);
  t.equal([claimed.workId, claimed.work.id, claimed.work.environment_id, claimed.work.state], [workId, workId, id, 'queued']);
  t.equal(Object.keys(beat), ['type', 'workId', 'latenessMs', 'heldUntil']);
  t.ok(beat.workId === workId && beat.latenessMs >= 0 && beat.latenessMs < 5_000, `${beat.latenessMs} ms late`);
  t.ok(beat.heldUntil > begin + 20_000 && beat.heldUntil <= Date.now() + SECONDS_30, 'until when it is held');
  t.equal(Object.keys(finished), ['type', 'workId', 'durationMs']);
  t.ok(finished.workId === workId && finished.durationMs >= 18 && finished.durationMs < 10_000, `${finished.durationMs} ms`);
  t.equal(idle, { type: 'idle' });
}

export async function idleIsToldOnceUntilThereIsWorkAgain(t) {
  const { worker, events, emulated, id } = await scene(t, 0, { onWork() {}, drain: false, blockMs: 20 });
  const run = worker.run();
  await t.until(() => worker.stats().polls >= 3, 'three polls');
  t.equal(typesOf(events), ['idle']);
  await emulated.enqueue(id);
  await t.until(() => typesOf(events).filter((type) => type === 'idle').length === 2, 'it is idle again');
  t.equal(typesOf(events), ['idle', 'claimed', 'beat', 'finished', 'idle']);
  await worker.drain();
  await run;
}

export async function listenersComeAndGo(t) {
  const { worker } = await scene(t, 2, { onWork() {} });
  const counts = [0, 0, 0];
  const twice = () => {
    counts[0] += 1;
  };
  const end = worker.on('finished', twice);
  worker.on('finished', twice);
  const once = worker.on('claimed', () => {
    counts[1] += 1;
    t.equal(once(), undefined);
    once();
  });
  worker.on('finished', () => {
    counts[2] += 1;
    end();
  });
  await worker.run();
  t.equal(counts, [3, 1, 2]);
  t.equal(t.throws(() => worker.on('finish', twice), t.errors.InvalidInputError).received, '"finish"');
  t.equal(t.throws(() => worker.on('toString', twice), t.errors.InvalidInputError).field, 'type');
  t.equal(t.throws(() => worker.on('idle'), t.errors.InvalidInputError).field, 'listener');
}

export async function aListenerThatThrowsOrRejectsEndsNothing(t) {
  for (const isAsync of [false, true]) {
    const { worker } = await scene(t, 1, { onWork() {} });
    const said = [];
    const { error } = console;
    console.error = (...parts) => (parts[0]?.message === 'of the listener' ? said.push(parts[0]) : error.apply(console, parts));
    let heardAfter = 0;
    const fail = () => {
      throw new Error('of the listener');
    };
    for (const type of t.workerEvents) {
      worker.on(type, isAsync ? async () => fail() : fail);
      worker.on(type, () => {
        heardAfter += 1;
      });
    }
    try {
      await worker.run();
      await t.until(() => said.length >= 4, 'each is logged');
    } finally {
      console.error = error;
    }
    t.equal([worker.stats().finished, heardAfter, said.length], [1, 4, 4]);
  }
}

export async function drainingItWaitsForTheHandlers(t) {
  const going = t.deferred();
  const { worker, emulated, id, queued, stateOf } = await scene(t, 2, { onWork: () => going.promise, drain: false, concurrency: 5 });
  let isOver = false;
  const run = worker.run().then(() => {
    isOver = true;
  });
  await t.until(() => worker.stats().running === 2, 'two run');
  const drained = worker.drain();
  await new Promise((resolve) => setTimeout(resolve, 30));
  const later = await emulated.enqueue(id);
  await new Promise((resolve) => setTimeout(resolve, 30));
  t.equal([isOver, worker.stats().running], [false, 2], 'it waits');
  going.resolve();
  t.equal(await drained, undefined);
  await run;
  for (const work of queued) t.equal(await stateOf(work), 'stopped');
  t.equal([await stateOf(later.id), worker.stats().finished], ['queued', 2], 'it polls no more');
}

export async function drainedItRunsAgain(t) {
  const { worker, emulated, id } = await scene(t, 1, { onWork() {}, drain: false, blockMs: 50 });
  for (let round = 1; round <= 3; round += 1) {
    const run = worker.run();
    await t.until(() => worker.stats().finished === round, `round ${round}`);
    await worker.drain();
    await run;
    await emulated.enqueue(id);
  }
  t.equal(worker.stats().claimed, 3);
}

export async function itRunsOnceAtATime(t) {
  const { worker } = await scene(t, 0, { onWork() {}, drain: false, blockMs: 50 });
  const runs = [worker.run(), worker.run()];
  const error = await t.rejects(runs[1], t.errors.InvalidInputError);
  t.equal(error.field, 'run');
  t.equal((await t.rejects(worker.run(), t.errors.InvalidInputError)).field, 'run');
  await worker.drain();
  t.equal(await runs[0], undefined);
}

export async function theSignalOfARunThatIsRefusedStopsNothing(t) {
  const { worker } = await scene(t, 1, { onWork() {}, drain: false, blockMs: 50 });
  const controller = new AbortController();
  const runs = [worker.run(), worker.run(controller.signal)];
  controller.abort();
  await t.rejects(runs[1], t.errors.InvalidInputError);
  await t.until(() => worker.stats().finished === 1, 'the first goes on');
  await worker.drain();
  t.equal(await runs[0], undefined);
}

export async function abortedItTellsItsHandlers(t) {
  const reason = new Error('shutting down');
  const controller = new AbortController();
  const reasons = [];
  let begun = 0;
  const onWork = async (_work, lease) => {
    begun += 1;
    await t.toldToEnd(lease);
    reasons.push(lease.signal.reason);
  };
  const { worker, queued, events, stateOf } = await scene(t, 2, { onWork, drain: false, concurrency: 2, blockMs: null });
  const run = worker.run(controller.signal);
  await t.until(() => begun === 2, 'two run');
  controller.abort(reason);
  t.equal(await run, undefined);
  for (const error of reasons) t.equal(t.isA(error, t.errors.StopRequestedError).cause, reason);
  t.equal(reasons.map(({ workId }) => workId).sort(), [...queued].sort());
  for (const work of queued) t.equal(await stateOf(work), 'stopped');
  const stopping = events.filter(({ type }) => type === 'stopping');
  t.equal(stopping.length, 2);
  t.equal(Object.keys(stopping[0]), ['type', 'workId', 'error']);
  t.equal([t.isA(stopping[0].error, t.errors.StopRequestedError).cause, worker.stats().finished], [reason, 2]);
}

export async function abortedItLeavesAHandlerThatNeverReturns(t) {
  const controller = new AbortController();
  const options = { onWork: () => new Promise(() => {}), drain: false, windDownMs: 30, signal: controller.signal };
  const { worker, queued, events, stateOf, client } = await scene(t, 1, options);
  const run = worker.run();
  await t.until(() => worker.stats().running === 1, 'it runs');
  await t.until(() => typesOf(events).includes('beat'), 'it is held');
  controller.abort();
  t.equal(await run, undefined);
  t.equal([await stateOf(queued[0]), client.heartbeats.size], ['stopped', 0]);
  t.equal(typesOf(events), ['claimed', 'beat', 'stopping']);
  t.equal(worker.stats().running, 0);
}

export async function aHandlerThatNeverReturnsIsHeldOn(t) {
  const controller = new AbortController();
  const onWork = () => new Promise(() => {});
  const { worker, emulated } = await scene(t, 1, { onWork, drain: false, windDownMs: 0, desiredTtlSeconds: 2 });
  const run = worker.run(controller.signal);
  await t.until(async () => (await emulated.statuses('work.heartbeat')).length >= 2, 'it beats on');
  t.equal(worker.stats().running, 1);
  controller.abort();
  await run;
}

export async function abortedRightAfterTheCallItEnds(t) {
  const { worker, emulated } = await scene(t, 1, { onWork: () => t.ok(false, 'a handler'), drain: false });
  const controller = new AbortController();
  const run = worker.run(controller.signal);
  controller.abort();
  t.equal(await run, undefined);
  t.equal(await emulated.statuses('work.poll'), []);
}

export async function theReasonOfOneRunIsNotThatOfTheNext(t) {
  const reasons = [];
  const onWork = async (work, lease) => {
    // The second time, it is the server that asks.
    if (reasons.length) await emulated.client().environments.work.stop(work.id, { environment_id: id });
    else controller.abort('of the first run');
    if (reasons.length) await lease.beat().catch(() => {});
    await t.toldToEnd(lease);
    reasons.push(lease.signal.reason.cause);
    void worker.drain();
  };
  const controller = new AbortController();
  const { worker, emulated, events, id } = await scene(t, 2, { onWork, drain: false });
  await worker.run(controller.signal);
  await worker.run();
  const events2 = events.filter(({ type }) => type === 'stopping').map(({ error }) => error.cause);
  t.equal([reasons, events2], Array(2).fill(['of the first run', undefined]));
}

export async function aSignalAbortedBeforeSendsNothing(t) {
  for (const where of ['run', 'options']) {
    const signal = AbortSignal.abort('no');
    const own = where === 'options' ? { signal } : {};
    const { worker, emulated, events } = await scene(t, 1, { onWork: () => t.ok(false, 'a handler'), drain: false, ...own });
    t.equal(await worker.run(where === 'run' ? signal : undefined), undefined);
    t.equal([await emulated.statuses('work.poll'), events], [[], []], where);
  }
}

export async function noListenerIsLeftOnItsSignals(t) {
  const [one, two] = [t.counted(), t.counted()];
  const { worker } = await scene(t, 2, { onWork() {}, signal: one.signal });
  await worker.run(two.signal);
  t.equal([one.listeners.size, two.listeners.size], [0, 0]);
}

export async function aHandlerThatThrowsFailsItsItemAndNothingElse(t) {
  const thrown = [new Error('an error'), undefined, null, 'a text', 7, { any: 'thing' }];
  for (const isAsync of [true, false]) {
    let next = 0;
    const fail = () => {
      const value = thrown[next];
      next += 1;
      throw value;
    };
    const onWork = isAsync ? async () => fail() : fail;
    const { worker, events, queued, stateOf } = await scene(t, thrown.length, { onWork });
    await worker.run();
    const failed = events.filter(({ type }) => type === 'failed');
    t.equal(failed.map(Object.keys), Array(thrown.length).fill(['type', 'workId', 'durationMs', 'error']));
    for (const [i, { workId, durationMs, error }] of failed.entries()) {
      t.ok(Object.is(error, thrown[i]), `what was thrown, ${String(thrown[i])}`);
      t.ok(workId === queued[i] && durationMs >= 0, 'whose');
      t.equal(await stateOf(workId), 'stopped');
    }
    t.equal([worker.stats().failed, worker.stats().finished, typesOf(events).includes('finished')], [thrown.length, 0, false]);
  }
}

export async function aHandlerMayReturnAnything(t) {
  const returned = [undefined, null, 7, Promise.resolve('x'), new Error('returned, not thrown')];
  let next = 0;
  const onWork = () => {
    next += 1;
    return returned[next - 1];
  };
  const { worker } = await scene(t, returned.length, { onWork });
  await worker.run();
  t.equal(worker.stats().finished, returned.length);
}

export async function aLeaseThatIsLostInTheMiddle(t) {
  let signal;
  const onWork = async (_work, lease) => {
    signal = lease.signal;
    await emulated.setFaults({ endpoint: 'work.heartbeat', call: 1, fault: 'stealLease' });
    await lease.beat().catch(() => {});
    await t.toldToEnd(lease);
  };
  const { worker, emulated, events, queued, id } = await scene(t, 1, { onWork, drain: false });
  const run = worker.run();
  await t.until(() => worker.stats().lost === 1, 'it is lost');
  await worker.drain();
  await run;
  const lost = events.find(({ type }) => type === 'lost');
  t.equal(Object.keys(lost), ['type', 'workId', 'reason', 'error']);
  t.equal([lost.workId, lost.reason], [queued[0], 'taken']);
  for (const error of [lost.error, signal.reason]) {
    t.isA(error, t.errors.LeaseLostError);
    t.equal([error.workId, error.environmentId, error.reason, error.status], [queued[0], id, 'taken', undefined]);
  }
  const { finished, failed, lost: count } = worker.stats();
  t.equal([finished, failed, count], [0, 0, 1]);
  t.equal(typesOf(events).slice(0, 3), ['claimed', 'beat', 'lost']);
  t.ok(!typesOf(events).some((type) => type === 'finished' || type === 'failed'), 'neither finished nor failed');
  t.equal(await emulated.statuses('work.stop'), [], 'it is left to whoever has it');
}

export async function aStopFromElsewhereIsToldToTheHandler(t) {
  const onWork = async (work, lease) => {
    await emulated.client().environments.work.stop(work.id, { environment_id: id });
    await lease.beat().catch(() => {});
    await t.toldToEnd(lease);
    t.equal('cause' in lease.signal.reason, false);
  };
  const { worker, emulated, events, queued, id, stateOf } = await scene(t, 1, { onWork });
  await worker.run();
  t.equal(typesOf(events), ['claimed', 'beat', 'stopping', 'finished', 'idle']);
  t.equal(await stateOf(queued[0]), 'stopped');
}

export async function theFirstAnswerMaySayStopping(t) {
  const { worker, emulated, events, queued, id, stateOf } = await scene(t, 1, { onWork: () => t.ok(false, 'a handler') });
  // Asked for while it was on its way to the worker.
  worker.on('claimed', () => {
    stop = emulated.client().environments.work.stop(queued[0], { environment_id: id });
  });
  let stop;
  await emulated.setFaults({ endpoint: 'work.heartbeat', requestDelayMs: 150 });
  await worker.run();
  await stop;
  t.equal(typesOf(events), ['claimed', 'stopping', 'idle'], 'it is not left in silence, and no handler begins');
  t.equal([await stateOf(queued[0]), worker.stats().finished, worker.stats().claimed], ['stopped', 0, 1]);
}

export async function anEnvironmentKeyThatIsRevokedMeanwhile(t) {
  const going = t.deferred();
  const { worker, emulated, queued, stateOf } = await scene(t, 2, {
    onWork: () => going.promise,
    drain: false,
    concurrency: 3,
    blockMs: 50,
  });
  let isOver = false;
  const run = t.settled(worker.run()).then((outcome) => {
    isOver = true;
    return outcome;
  });
  await t.until(() => worker.stats().running === 2, 'two run');
  await emulated.setFaults({ endpoint: 'work.poll', fault: 'status', status: 401 });
  await t.until(async () => (await emulated.statuses('work.poll')).includes(401), 'a poll that is refused');
  await new Promise((resolve) => setTimeout(resolve, 30));
  t.equal([isOver, worker.stats().running], [false, 2], 'the handlers go on');
  going.resolve();
  t.isA((await run).error, t.errors.AuthenticationError);
  t.equal(worker.stats().finished, 2);
  for (const work of queued) t.equal(await stateOf(work), 'stopped');
  t.equal((await emulated.statuses('work.poll')).filter((status) => status === 401).length, 1, 'it does not go on asking');
}

export async function aKeyThatHoldsNothingAnyMore(t) {
  const onWork = async (_work, lease) => {
    await emulated.setFaults({ fault: 'status', status: 401 });
    await lease.beat().catch(() => {});
    await t.toldToEnd(lease);
  };
  const { worker, emulated, events } = await scene(t, 1, { onWork, drain: false });
  await t.rejects(worker.run(), t.errors.AuthenticationError);
  const { reason, error } = events.find(({ type }) => type === 'lost');
  t.equal([reason, error.reason, error.status, worker.stats().lost], ['refused', 'refused', 401, 1]);
  t.equal(await emulated.statuses('work.stop'), []);
}

export async function aPollThatMayPassIsWaitedOut(t) {
  const lines = [];
  const logger = { warn: (line) => lines.push(line), error() {}, info() {}, debug() {} };
  const { worker, emulated } = await scene(t, 1, { onWork() {} }, { client: { logger } });
  await emulated.setFaults({ endpoint: 'work.poll', call: 1, fault: 'status', status: 503 });
  await worker.run();
  t.equal([worker.stats().finished, lines.length], [1, 1]);
  t.match(lines[0], 'could not poll');
}

export async function anItemThatCannotBeAcknowledgedFails(t) {
  const quiet = { logger: { warn() {}, error() {}, info() {}, debug() {} } };
  const { worker, emulated, events, queued } = await scene(t, 2, { onWork() {} }, { client: { maxRetries: 0, ...quiet } });
  await emulated.setFaults({ endpoint: 'work.ack', call: 1, fault: 'status', status: 409 });
  await worker.run();
  const [failed] = events;
  t.equal([failed.type, failed.workId, failed.durationMs], ['failed', queued[0], 0]);
  t.isA(failed.error, t.errors.ConflictError);
  const { claimed, finished } = worker.stats();
  t.equal([claimed, finished, worker.stats().failed], [1, 1, 1]);
}

export async function aHealthCheckIsAnsweredAndNotHandedOut(t) {
  const { worker, emulated, id, events, stateOf } = await scene(t, 0, { onWork: () => t.ok(false, 'a handler') });
  const check = await emulated.enqueue(id, { type: 'healthcheck' });
  await worker.run();
  t.equal(await stateOf(check.id), 'stopped');
  t.equal([typesOf(events), worker.stats().claimed], [['idle'], 1]);
}

export async function withoutAnEnvironmentItDoesNotRun(t) {
  const script = await t.script();
  const worker = script.client().environments.work.worker({ onWork: () => {} });
  t.equal((await t.rejects(worker.run(), t.errors.InvalidInputError)).field, 'environmentId');
  t.equal((await t.rejects(worker.run({}), t.errors.InvalidInputError)).field, 'environmentId');
  t.equal(await script.count(), 0, 'requests');
}

export async function calledFromInsideItsHandler(t) {
  const inside = [];
  const onWork = (_work, lease) => {
    inside.push(worker.stats().running, lease.state, lease.snapshot().ttlSeconds, client.heartbeats.size, client.heartbeats.nextAt > 0);
    inside.push(typeof worker.on('idle', () => {}));
    void worker.run().catch(({ name }) => inside.push(name));
    void worker.drain();
    return lease.stop({ force: true }).then((end) => inside.push(end));
  };
  const { worker, client, events } = await scene(t, 1, { onWork, drain: false, desiredTtlSeconds: 30 });
  await worker.run();
  t.equal(inside, [1, 'held', 30, 1, true, 'function', 'InvalidInputError', 'stopped']);
  t.equal([worker.stats().finished, typesOf(events)], [1, ['claimed', 'beat', 'finished']]);
}

export async function calledFromInsideItsListeners(t) {
  let held;
  const onWork = (_work, lease) => {
    held = lease;
    return lease.beat();
  };
  const { worker, client, events } = await scene(t, 2, { onWork, drain: false });
  let called = 0;
  for (const type of t.workerEvents) {
    worker.on(type, () => {
      called += 1;
      t.ok(worker.stats().polls > 0 && client.heartbeats.stats().beats >= 0 && client.heartbeats.nextAt !== undefined, 'what it reads');
      worker.on(type, () => {})();
      void held?.beat().catch(() => {});
      if (type === 'idle') void worker.drain();
    });
  }
  await worker.run();
  t.equal([called, worker.stats().finished], [events.length, 2]);
}

export async function aHandlerMayStopItsItemWithoutForce(t) {
  let end;
  const onWork = async (_work, lease) => {
    end = await lease.stop();
  };
  const { worker, queued, stateOf, emulated } = await scene(t, 1, { onWork });
  await worker.run();
  t.equal([end, await stateOf(queued[0]), worker.stats().finished], ['stopped', 'stopped', 1]);
  t.equal(await emulated.statuses('work.stop'), [200, 200], 'its own, and the worker by force');
}

export async function aHandlerMayReleaseItsItem(t) {
  const { worker, emulated, events, queued, stateOf } = await scene(t, 1, { onWork: (_work, lease) => lease.release(), drain: false });
  const run = worker.run();
  await t.until(() => typesOf(events).includes('finished'), 'it is finished');
  await worker.drain();
  await run;
  t.equal([await stateOf(queued[0]), await emulated.statuses('work.stop')], ['active', []]);
}

export async function nothingThatItTellsShowsACredential(t) {
  const lines = [];
  const hear = (...parts) => lines.push(...parts.map(t.printed));
  const logger = { debug: hear, info: hear, warn: hear, error: hear };
  const onWork = async (work, lease) => {
    await lease.ready;
    shown.push(lease, lease.snapshot());
    if (work.id === queued[0]) throw new Error('no');
  };
  const shown = [];
  const { worker, events, queued, client } = await scene(t, 2, { onWork }, { client: { logger, logLevel: 'debug' } });
  await worker.run();
  shown.push(worker, worker.stats(), client.heartbeats, ...events.filter(({ type }) => type !== 'claimed'));
  t.ok(lines.length > 6, 'lines are logged');
  t.ok(![...lines, ...shown.map(t.printed)].join('\n').includes('sk-ant'), 'what is shown');
}

export async function optionsThatWillNotDo(t) {
  const script = await t.script();
  const { work } = script.client().environments;
  const onWork = () => {};
  const wrong = (name, value, received) => [`${name}: ${String(value)}`, { environmentId: 'env_1', onWork, [name]: value }, name, received];
  const rows = [
    ['nothing', undefined, 'onWork', 'nothing'],
    ['no handler', { environmentId: 'env_1' }, 'onWork', 'nothing'],
    ['an unknown option', { onWork, concurency: 2 }, 'options', '`concurency` (did you mean `concurrency`?)'],
    ['an option of leases', { onWork, snapshot: {} }, 'options', '`snapshot`'],
    ['an option of pollers', { onWork, autoStop: true }, 'options', '`autoStop`'],
    wrong('onWork', 'handle', '"handle"'),
    wrong('concurrency', 0, '0'),
    wrong('concurrency', 1.5, '1.5'),
    wrong('concurrency', '4', '"4"'),
    wrong('environmentId', '', '""'),
    wrong('blockMs', 1000, '1000'),
    wrong('workerId', 7, '7'),
    wrong('desiredTtlSeconds', 0, '0'),
    wrong('windDownMs', -1, '-1'),
    wrong('adoptLostAnswers', 1, '1'),
    wrong('signal', {}, 'an object'),
    wrong('drain', 'yes', '"yes"'),
    wrong('environmentKey', 5, 'something else'),
  ];
  for (const [what, options, field, received] of rows) {
    const error = t.throws(() => work.worker(options), t.errors.InvalidInputError, what);
    t.equal(error.field, field, `the field of ${what}`);
    t.match(error.received, received, `what ${what} received`);
  }
  t.equal(await script.count(), 0, 'requests');
}
