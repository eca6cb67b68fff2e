// One held work item: its life, its end, and what it says of itself.

const ITEM = { id: 'work_1', environment_id: 'env_1', secret: null };
const KEY = 'sk-ant-environment-key';

/** The answer to a beat. */
const good = (last_heartbeat, more) => ({
  body: { type: 'work_heartbeat', last_heartbeat, lease_extended: true, state: 'active', ttl_seconds: 30, ...more },
});
const FIRST = good('2026-01-01T00:00:00.000001Z');
const SECOND = good('2026-01-01T00:00:10.000002Z');
/** A lost answer. Not cut before its headers: some runtimes send such a request again by themselves. */
const CUT = { ...good('2026-01-01T00:00:05.000003Z'), cut: 'mid-body' };
const STOPPED = { body: { ...ITEM, state: 'stopped' } };

/** A lease over scripted answers. */
async function scripted(t, steps, options, clientOptions) {
  const script = await t.script(...steps);
  const client = script.client({ authToken: KEY, ...clientOptions });
  return { script, client, lease: client.environments.work.lease(ITEM, options) };
}

/** What was asked of the script: the calls, and the queries of the beats; without the time that a window asks for by itself. */
const asked = async (script) =>
  (await script.log()).map(({ path }) => path.replace('/v1/environments/env_1/work/work_1/', '').replace('desired_ttl_seconds=180&', ''));

/** A while in which something that must not happen would. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 60));

/** What `await using` does at its end, where the runtime knows of that. */
const disposed = (lease) => (Symbol.asyncDispose ? lease[Symbol.asyncDispose]() : lease.stop({ force: true }).then(() => {}));

export async function fromTheFirstBeatToTheStop(t) {
  const emulated = await t.emulated();
  const { id, item, work } = await emulated.claimed();
  const lease = work.lease(item, { desiredTtlSeconds: 30 });
  t.equal([lease.id, lease.environmentId, lease.state], [item.id, id, 'starting']);
  t.equal([lease.reason, lease.lastHeartbeat], [null, null]);
  t.equal(await lease.ready, undefined);
  t.equal([lease.state, lease.ttlSeconds, lease.signal.aborted, lease.reason], ['held', 30, false, null]);
  t.match(lease.lastHeartbeat, /^\d{4}-\d\d-\d\dT/);
  const left = lease.heldUntil - Date.now();
  t.ok(left > 15_000 && left <= 30_000, `held for ${left} ms`);
  t.equal(await emulated.stateOf(item), 'active');

  t.equal([await lease.stop({ force: true }), await lease.done, lease.state, lease.reason], ['stopped', 'stopped', 'ended', 'stopped']);
  t.equal(lease.signal.aborted, false, 'a handler that is done is not told to end');
  t.equal(await emulated.stateOf(item), 'stopped');
}

export async function aWindowWishesForThreeMinutes(t) {
  const { script, lease } = await scripted(t, [FIRST, STOPPED]);
  await lease.ready;
  await lease.stop();
  const wish = globalThis.window && globalThis.document ? 'desired_ttl_seconds=180&' : '';
  t.match((await script.log())[0].path, new RegExp(`heartbeat\\?${wish}expected_last_heartbeat=NO_HEARTBEAT$`));
}

export async function readyIsOfThePastOnceItWas(t) {
  const { lease } = await scripted(t, [FIRST, STOPPED]);
  await t.until(() => lease.state === 'held', 'it is held');
  await lease.stop({ force: true });
  t.equal(await lease.ready, undefined, 'asked for the first time after the end');
}

export async function whatItGivesStaysTheSame(t) {
  const { lease } = await scripted(t, [FIRST, STOPPED]);
  for (const name of ['signal', 'ready', 'done']) t.equal(lease[name], lease[name], name);
  await lease.ready;
  await lease.stop({ force: true });
  for (const name of ['signal', 'done']) t.equal(lease[name], lease[name], name);
}

export async function eachBeatEchoesTheLast(t) {
  const options = { desiredTtlSeconds: 60, requestOptions: { headers: { 'x-own': 'yes' } } };
  const { script, lease } = await scripted(t, [FIRST, SECOND, STOPPED], options);
  await lease.ready;
  t.equal([lease.lastHeartbeat, lease.ttlSeconds], [FIRST.body.last_heartbeat, 30], "the server's word");
  await lease.beat();
  t.equal(lease.lastHeartbeat, SECOND.body.last_heartbeat);
  await lease.stop();
  const log = await script.log();
  const beats = log.slice(0, 2).map(({ path }) => Object.fromEntries(new URL(path, script.baseURL).searchParams));
  t.equal(beats, [
    { expected_last_heartbeat: 'NO_HEARTBEAT', desired_ttl_seconds: '60' },
    { expected_last_heartbeat: FIRST.body.last_heartbeat, desired_ttl_seconds: '60' },
  ]);
  t.equal(
    log.map(({ method, headers }) => [method, headers['x-own']]),
    [
      ['POST', 'yes'],
      ['POST', 'yes'],
      ['POST', 'yes'],
    ],
  );
}

export async function beatsGoOnByThemselves(t) {
  const emulated = await t.emulated({ defaultTtlSeconds: 2 });
  const { item, work } = await emulated.claimed();
  const lease = work.lease(item, { desiredTtlSeconds: 2 });
  await lease.ready;
  const until = lease.heldUntil;
  await t.until(async () => (await emulated.statuses('work.heartbeat')).length >= 3, 'three beats');
  t.ok(lease.heldUntil > until, 'it is held for longer than at first');
  t.equal(await emulated.statuses('work.heartbeat'), [200, 200, 200]);
  t.equal([lease.state, await lease.stop({ force: true })], ['held', 'stopped']);
}

export async function beatsAskedForAtOnceAreOne(t) {
  const { script, lease } = await scripted(t, [FIRST, SECOND, STOPPED]);
  await lease.ready;
  t.equal(await Promise.all([lease.beat(), lease.beat(), lease.beat()]), [undefined, undefined, undefined]);
  t.equal(await script.count(), 2, 'requests');
  await lease.stop();
}

export async function aStopSaysWhetherItIsForced(t) {
  for (const [options, body] of [
    [undefined, {}],
    [{ force: false }, {}],
    [{ force: true }, { force: true }],
  ]) {
    const { script, lease } = await scripted(t, [FIRST, STOPPED]);
    await lease.ready;
    t.equal(await lease.stop(options), 'stopped');
    t.equal(JSON.parse((await script.log())[1].body), body, JSON.stringify(options));
  }
}

export async function stoppedTwiceItStopsOnce(t) {
  const { script, lease } = await scripted(t, [FIRST, { ...STOPPED, delayMs: 60 }]);
  await lease.ready;
  const stops = [lease.stop(), lease.stop({ force: true })];
  await t.until(() => lease.state === 'ending', 'the stop is on its way');
  t.equal(await Promise.all(stops), ['stopped', 'stopped']);
  t.equal(await lease.stop(), 'stopped');
  t.equal(await asked(script), [`heartbeat?expected_last_heartbeat=NO_HEARTBEAT`, 'stop']);
}

export async function whatAStopIsAnswered(t) {
  const soon = { 'retry-after-ms': '1' };
  const rows = [
    ['409: it is stopped already', [{ status: 409 }], 'stopped', 2],
    ['nothing', [{ status: 204 }], 'stopped', 2],
    ['no JSON', [{ body: 'done' }], 'stopped', 2],
    ['403: the item goes back to the queue', [{ status: 403 }], 'released', 2],
    ['503, and then well', [{ status: 503, headers: soon }, STOPPED], 'stopped', 3],
  ];
  for (const [what, answers, end, requests] of rows) {
    const { script, lease } = await scripted(t, [FIRST, ...answers], undefined, { logLevel: 'off' });
    await lease.ready;
    t.equal([await lease.stop({ force: true }), lease.reason], [end, end], what);
    t.equal(await script.count(), requests, `requests, ${what}`);
  }
}

export async function aReleasedItemGoesBackToTheQueue(t) {
  const emulated = await t.emulated({ defaultTtlSeconds: 2 });
  const { id, item, work } = await emulated.claimed();
  const lease = work.lease(item, { desiredTtlSeconds: 2 });
  await lease.ready;
  t.equal(lease.release(), undefined);
  t.equal([await lease.done, lease.state, lease.reason, lease.signal.aborted], ['released', 'ended', 'released', false]);
  lease.release();
  t.equal(await lease.stop({ force: true }), 'released', 'a stop after that');
  const again = await t.until(() => work.poll(id, { block_ms: 500 }), 'the item is there again');
  t.equal(again.id, item.id);
  t.equal(await emulated.statuses('work.stop'), []);
}

export async function aBeatThatAStopCancelsWasNotAnswered(t) {
  const { script, lease } = await scripted(t, [FIRST, { stall: 'before-headers' }, STOPPED]);
  await lease.ready;
  const beat = t.rejects(lease.beat(), t.errors.StopRequestedError);
  await t.until(async () => (await script.count()) === 2, 'the beat');
  t.equal(await lease.stop({ force: true }), 'stopped');
  await beat;
}

export async function whatIsOverBeatsNoMore(t) {
  const { script, lease } = await scripted(t, [FIRST, STOPPED]);
  await lease.ready;
  lease.release();
  const error = await t.rejects(lease.beat(), t.errors.LeaseholdError);
  t.equal([error.message, lease.signal.aborted], [`the lease on ${lease.id} was released`, false]);
  await aWhile();
  t.equal(await script.count(), 1, 'requests');
}

export async function releasedBeforeItsFirstBeat(t) {
  const { script, lease } = await scripted(t, []);
  lease.release();
  t.equal(await lease.done, 'released');
  t.match((await t.rejects(lease.ready, t.errors.LeaseholdError)).message, 'was released');
  await aWhile();
  t.equal(await script.count(), 0, 'requests');
}

export async function aSnapshotIsContinuedElsewhere(t) {
  const emulated = await t.emulated();
  const { item, client, work } = await emulated.claimed();
  const here = work.lease(item, { desiredTtlSeconds: 30 });
  await here.ready;
  await here.beat();
  const snapshot = here.snapshot();
  t.equal(Object.keys(snapshot), ['lastHeartbeat', 'ttlSeconds', 'heldFrom', 'serverTime']);
  t.equal([snapshot.lastHeartbeat, snapshot.ttlSeconds], [here.lastHeartbeat, 30]);
  t.ok(Math.abs(Date.now() - snapshot.heldFrom) < 10_000, 'when it was held from');
  here.release();

  const there = client.withOptions({}).environments.work.lease(item, { snapshot: JSON.parse(JSON.stringify(snapshot)) });
  t.equal([there.state, there.lastHeartbeat, there.ttlSeconds], ['held', snapshot.lastHeartbeat, 30]);
  await there.beat();
  t.ok(there.lastHeartbeat !== snapshot.lastHeartbeat, 'it beats');
  t.equal(await there.stop({ force: true }), 'stopped');
  t.equal(await emulated.statuses('work.heartbeat'), [200, 200, 200], 'an unbroken chain');
}

export async function aSnapshotFromBeforeTheFirstBeat(t) {
  const { client, lease, script } = await scripted(t, [FIRST, STOPPED], undefined, { timers: 'manual' });
  const snapshot = lease.snapshot();
  lease.release();
  t.equal([snapshot.lastHeartbeat, await script.count()], [null, 0]);
  const next = client.withOptions({ timers: 'auto' }).environments.work.lease(ITEM, { snapshot });
  await next.ready;
  await next.stop();
  t.equal(await asked(script), ['heartbeat?expected_last_heartbeat=NO_HEARTBEAT', 'stop']);
}

export async function aSnapshotThatHasRunOutIsLost(t) {
  const snapshot = { lastHeartbeat: FIRST.body.last_heartbeat, ttlSeconds: 30, heldFrom: Date.now() - 30_000 };
  const { script, lease } = await scripted(t, [], { snapshot });
  t.equal(await lease.done, 'expired');
  t.equal([lease.signal.aborted, lease.signal.reason.reason], [true, 'expired']);
  await t.rejects(lease.ready, t.errors.LeaseLostError);
  t.equal([await lease.stop(), await script.count()], ['expired', 0], 'nothing is sent');
}

export async function aSignalAbortedBefore(t) {
  const reason = new Error('changed my mind');
  const { script, lease } = await scripted(t, [STOPPED], { signal: AbortSignal.abort(reason) });
  t.equal([lease.state, lease.signal.aborted], ['stopping', true]);
  const error = t.isA(lease.signal.reason, t.errors.StopRequestedError);
  t.equal([error.cause, error.workId, error.environmentId], [reason, 'work_1', 'env_1']);
  t.equal((await t.rejects(lease.ready, t.errors.StopRequestedError)).cause, reason);
  t.equal(await lease.stop({ force: true }), 'stopped');
  t.equal(await asked(script), ['stop']);
}

export async function aSignalAbortedLater(t) {
  const emulated = await t.emulated();
  const { item, work } = await emulated.claimed();
  const { controller, signal, listeners } = t.counted();
  const lease = work.lease(item, { signal, windDownMs: 30 });
  await lease.ready;
  const told = new Promise((resolve) => lease.signal.addEventListener('abort', resolve));
  controller.abort('enough');
  await told;
  t.equal(t.isA(lease.signal.reason, t.errors.StopRequestedError).cause, 'enough');
  t.equal(lease.state, 'stopping');
  t.equal((await t.rejects(lease.beat(), t.errors.StopRequestedError)).cause, 'enough');
  t.equal(await lease.done, 'stopped', 'the stop that is forced after the time to wind down');
  t.equal(await emulated.stateOf(item), 'stopped');
  t.equal(await emulated.statuses('work.heartbeat'), [200]);
  t.equal(listeners.size, 0, 'listeners');
}

export async function aSignalThatCannotBeListenedToCountsAsAborted(t) {
  const thrown = new Error('of the signal');
  const fail = () => {
    throw thrown;
  };
  const rows = {
    aborted: { get: fail },
    addEventListener: { value: fail },
    removeEventListener: { value: fail },
  };
  for (const [name, property] of Object.entries(rows)) {
    const signal = Object.defineProperty({ aborted: false, addEventListener() {}, removeEventListener() {} }, name, property);
    const { client, lease } = await scripted(t, [FIRST, STOPPED], { signal });
    const isHeld = name === 'removeEventListener';
    t.equal(
      [lease.state, lease.signal.aborted, lease.signal.reason?.cause],
      isHeld ? ['starting', false, undefined] : ['stopping', true, thrown],
      name,
    );
    await lease.stop({ force: true });
    t.equal(client.heartbeats.size, 0, name);
  }
}

export async function noListenerIsLeftOnTheSignalAtTheEnd(t) {
  const { signal, listeners } = t.counted();
  const { lease } = await scripted(t, [FIRST, STOPPED], { signal });
  await lease.ready;
  t.ok(listeners.size > 0, 'listeners while it is held');
  await lease.stop();
  await t.until(() => listeners.size === 0, 'no listener is left');
}

export async function aLostAnswerDoesNotCostTheLease(t) {
  const emulated = await t.emulated({ clockSkewMs: 3_600_000 });
  const { item, client, work } = await emulated.claimed();
  const lease = work.lease(item);
  await lease.ready;
  await emulated.setFaults({ endpoint: 'work.heartbeat', call: 1, fault: 'loseAnswer' });
  await lease.beat();
  t.equal([lease.state, client.heartbeats.stats().failures], ['held', 1], 'after the answer that was lost');
  await lease.beat();
  await t.until(async () => (await emulated.statuses('work.heartbeat')).length === 4, 'the beat that was taken over is confirmed');
  t.equal(await emulated.statuses('work.heartbeat'), [200, 0, 412, 200]);
  await lease.beat();
  const { failures, adopted } = client.heartbeats.stats();
  t.equal([lease.state, lease.signal.aborted, failures, adopted], ['held', false, 1, 1]);
  t.equal(await lease.stop({ force: true }), 'stopped');
}

/** As a page has it of another origin: it may not see when an answer was made. */
async function undated(url, init) {
  const answer = await fetch(url, init);
  const headers = new Headers(answer.headers);
  headers.delete('date');
  return new Response(answer.body, { status: answer.status, headers });
}

export async function aFirstAnswerThatIsLostElsewhereDoesNotCostTheLease(t) {
  for (const clockSkewMs of [3_600_000, -3_600_000]) {
    const emulated = await t.emulated({ clockSkewMs });
    const { item, work } = await emulated.claimed({ fetch: undated });
    const here = work.lease(item);
    await here.ready;
    const snapshot = JSON.parse(JSON.stringify(here.snapshot()));
    here.release();
    await emulated.setFaults({ endpoint: 'work.heartbeat', call: 1, fault: 'loseAnswer' });
    const there = work.lease(item, { snapshot });
    const beats = () => emulated.statuses('work.heartbeat');
    await t.until(async () => there.reason ?? (await beats()).length === 4, 'the beat that was taken over is confirmed');
    t.equal([there.state, await beats()], ['held', [200, 0, 412, 200]], `${clockSkewMs}`);
    t.equal(await there.stop({ force: true }), 'stopped');
  }
}

export async function withoutAdoptionALostAnswerCostsTheLease(t) {
  const emulated = await t.emulated();
  const { item, client, work } = await emulated.claimed();
  const lease = work.lease(item, { adoptLostAnswers: false });
  await lease.ready;
  await emulated.setFaults({ endpoint: 'work.heartbeat', call: 1, fault: 'loseAnswer' });
  await lease.beat();
  const error = await t.rejects(lease.beat(), t.errors.LeaseLostError);
  t.equal([error.reason, error.status, await lease.done], ['taken', undefined, 'taken']);
  const { lost, adopted, failures, size } = client.heartbeats.stats();
  t.equal([lost, adopted, failures, size], [1, 0, 1, 0]);
}

export async function aStolenLeaseIsLetGoWithinOneBeat(t) {
  const emulated = await t.emulated();
  const { id, item, work } = await emulated.claimed();
  const lease = work.lease(item);
  await lease.ready;
  await emulated.setFaults({ endpoint: 'work.heartbeat', call: 1, fault: 'stealLease' });
  const beat = await t.rejects(lease.beat(), t.errors.LeaseLostError);
  const { reason } = lease.signal;
  for (const error of [beat, t.isA(reason, t.errors.LeaseLostError)]) {
    t.equal([error.workId, error.environmentId, error.reason, error.status], [item.id, id, 'taken', undefined]);
    t.match(error.message, 'another worker');
  }
  t.equal([lease.state, lease.reason, await lease.done, await lease.stop({ force: true })], ['ended', 'taken', 'taken', 'taken']);
  await aWhile();
  t.equal([await emulated.statuses('work.heartbeat'), await emulated.statuses('work.stop')], [[200, 412], []], 'no further call');
}

export async function aConflictThatLostAnswersDoNotExplain(t) {
  const conflict = (current_state) => ({
    status: 412,
    body: {
      error: { type: 'invalid_request_error', message: 'no', details: { error_code: 'heartbeat_precondition_failed', current_state } },
    },
  });
  const stored = (last_heartbeat, state = 'active') => ({ state, last_heartbeat, lease_extended: false, ttl_seconds: 30 });
  const now = new Date().toISOString();
  const rows = [
    ['without details', { status: 412, body: { error: { type: 'invalid_request_error', message: 'no' } } }],
    ['without a body', { status: 412 }],
    ['without a heartbeat', conflict(stored(null))],
    ['from another time', conflict(stored('2031-01-01T00:00:00Z'))],
    ['of an item that was claimed anew', conflict(stored(now, 'starting'))],
  ];
  for (const [what, step] of rows) {
    const { script, lease } = await scripted(t, [good(now), CUT, step]);
    await lease.ready;
    await lease.beat();
    t.equal((await t.rejects(lease.beat(), t.errors.LeaseLostError, what)).reason, 'taken', what);
    t.equal(await script.count(), 3, `requests, ${what}`);
  }
}

export async function whatTheServerRefusesForGood(t) {
  for (const status of [400, 401, 403, 404, 422]) {
    const { script, lease } = await scripted(t, [{ status }]);
    const error = await t.rejects(lease.ready, t.errors.LeaseLostError);
    t.equal([error.reason, error.status, lease.reason, lease.signal.reason.status], ['refused', status, 'refused', status]);
    t.match(error.message, String(status));
    t.equal([await lease.stop(), await script.count()], ['refused', 1], 'nothing more is sent');
  }
}

export async function whatMayPassIsTriedAgain(t) {
  for (const step of [
    { status: 408 },
    { status: 409 },
    { status: 429 },
    { status: 500 },
    { status: 503 },
    CUT,
    { body: 'no JSON' },
    { status: 204 },
    good(null),
    good(undefined),
  ]) {
    const { script, client, lease } = await scripted(t, [FIRST, step, SECOND, STOPPED]);
    await lease.ready;
    t.equal(await lease.beat(), undefined, JSON.stringify(step));
    t.equal([lease.state, lease.lastHeartbeat], ['held', FIRST.body.last_heartbeat], JSON.stringify(step));
    await lease.beat();
    t.equal([lease.lastHeartbeat, client.heartbeats.stats().failures], [SECOND.body.last_heartbeat, 1], JSON.stringify(step));
    await lease.stop();
    t.equal(await script.count(), 4, `requests, ${JSON.stringify(step)}`);
  }
}

export async function whileABeatHangsTheLeaseRunsOut(t) {
  const stall = { stall: 'before-headers' };
  const { script, lease } = await scripted(t, [good('2026-01-01T00:00:00Z', { ttl_seconds: 1 }), stall, stall, stall]);
  await lease.ready;
  const until = lease.heldUntil;
  t.equal(await lease.done, 'expired');
  t.ok(Date.now() < until + 10_000, 'it is not held for longer than it may be');
  t.equal([lease.signal.reason.reason, lease.signal.reason.status], ['expired', undefined]);
  t.match(lease.signal.reason.message, 'in time');
  const beats = await script.count();
  await t.until(async () => (await script.log()).every(({ ended }) => ended === 'answered' || ended === 'gone'), 'no beat hangs on');
  await aWhile();
  t.equal([await lease.stop(), await script.count()], ['expired', beats], 'nothing more is sent');
}

export async function aHandlerThatBlockedTheLoopIsToldWhenItAsks(t) {
  const { lease } = await scripted(t, [FIRST]);
  await lease.ready;
  const told = [lease.signal.aborted];
  const { now } = Date;
  try {
    // As if nothing had run for a minute.
    Date.now = () => now() + 60_000;
    told.push(lease.state, lease.reason, lease.signal.aborted, lease.signal.reason?.reason);
  } finally {
    Date.now = now;
  }
  t.equal(told, [false, 'ended', 'expired', true, 'expired']);
}

export async function theFirstAnswerMaySayStopping(t) {
  const emulated = await t.emulated();
  const { id, item, work } = await emulated.claimed();
  await emulated.client().environments.work.stop(item.id, { environment_id: id });
  const lease = work.lease(item);
  const error = await t.rejects(lease.ready, t.errors.StopRequestedError);
  t.equal([error.workId, error.environmentId, 'cause' in error], [item.id, id, false]);
  t.equal([lease.state, lease.reason], ['stopping', null]);
  t.isA(lease.signal.reason, t.errors.StopRequestedError);
  t.equal([await lease.stop(), await emulated.stateOf(item)], ['stopped', 'stopped'], "its worker's own stop ends it");
  t.equal(await emulated.statuses('work.heartbeat'), [200]);
}

export async function whateverSaysThatItIsToEnd(t) {
  for (const more of [
    { state: 'stopping' },
    { state: 'stopped' },
    { lease_extended: false },
    { lease_extended: false, state: 'stopping' },
    { lease_extended: false, last_heartbeat: null },
  ]) {
    const { script, lease } = await scripted(t, [FIRST, good('2026-01-01T00:00:10Z', more), STOPPED], { windDownMs: 10 });
    await lease.ready;
    await t.rejects(lease.beat(), t.errors.StopRequestedError, JSON.stringify(more));
    t.equal(await lease.done, 'stopped', JSON.stringify(more));
    const log = await script.log();
    t.equal([log.length, JSON.parse(log[2].body)], [3, { force: true }], JSON.stringify(more));
  }
}

export async function aStateThatNobodyKnowsYetIsHeld(t) {
  const { lease } = await scripted(t, [good('2026-01-01T00:00:00Z', { state: 'hibernating', new_field: 1 }), STOPPED]);
  await lease.ready;
  t.equal([lease.state, await lease.stop()], ['held', 'stopped']);
}

export async function disposingOfItStopsItByForce(t) {
  const { script, lease } = await scripted(t, [FIRST, STOPPED]);
  await lease.ready;
  t.equal(await disposed(lease), undefined);
  t.equal(await disposed(lease), undefined);
  t.equal(lease.reason, 'stopped');
  const log = await script.log();
  t.equal([log.length, JSON.parse(log[1].body)], [2, { force: true }]);
}

export async function disposingOfALostOneSendsNothing(t) {
  const { script, lease } = await scripted(t, [{ status: 404 }]);
  await lease.done;
  await disposed(lease);
  t.equal(await script.count(), 1, 'requests');
}

export async function optionsThatWillNotDo(t) {
  const script = await t.script();
  const { work } = script.client().environments;
  const wrong = (name, value, received) => [`${name}: ${String(value)}`, ITEM, { [name]: value }, name, received];
  const rows = [
    ['an unknown option', ITEM, { desiredTTLSeconds: 30 }, 'options', '`desiredTTLSeconds` (did you mean `desiredTtlSeconds`?)'],
    ['an option of workers', ITEM, { concurrency: 2 }, 'options', '`concurrency`'],
    ['options that are a text', ITEM, 'fast', 'options', 'a text'],
    ['no item', undefined, {}, 'work.id', 'nothing'],
    ['an id', 'work_1', {}, 'work.id', 'nothing'],
    ['an item without an id', { environment_id: 'env_1' }, {}, 'work.id', 'nothing'],
    ['an item with an empty id', { ...ITEM, id: '' }, {}, 'work.id', '""'],
    ['an item without an environment', { id: 'work_1' }, {}, 'work.environment_id', 'nothing'],
    ['an item whose id is a path', { ...ITEM, id: '..' }, {}, 'work_id', '".."'],
    ['an item whose environment is a path', { ...ITEM, environment_id: '.' }, {}, 'environment_id', '"."'],
    wrong('desiredTtlSeconds', 0, '0'),
    wrong('desiredTtlSeconds', 1.5, '1.5'),
    wrong('desiredTtlSeconds', '30', '"30"'),
    wrong('adoptLostAnswers', 'yes', '"yes"'),
    wrong('windDownMs', -1, '-1'),
    wrong('windDownMs', '1s', '"1s"'),
    wrong('signal', {}, 'an object'),
    wrong('signal', new AbortController(), 'an object'),
    wrong('snapshot', {}, 'an object'),
    wrong('snapshot', { lastHeartbeat: '', ttlSeconds: 30, heldFrom: 0 }, 'an object'),
    wrong('snapshot', { lastHeartbeat: null, ttlSeconds: 0, heldFrom: 0 }, 'an object'),
    wrong('snapshot', { lastHeartbeat: null, ttlSeconds: 30, heldFrom: 0, inDoubt: [0, -1] }, 'an object'),
    wrong('snapshot', { lastHeartbeat: null, ttlSeconds: 30, heldFrom: 0, serverTime: [0, 0.5] }, 'an object'),
    wrong('requestOptions', 'x-a: b', '"x-a: b"'),
    ['a header with a line break', ITEM, { requestOptions: { headers: { 'x-a': 'b\nc' } } }, 'headers.x-a', 'U+a'],
    ['an empty key', ITEM, { environmentKey: '' }, 'environmentKey', 'something else'],
    ['a key that is a number', ITEM, { environmentKey: 7 }, 'environmentKey', 'something else'],
  ];
  for (const [what, item, options, field, received] of rows) {
    const error = t.throws(() => work.lease(item, options), t.errors.InvalidInputError, what);
    t.equal(error.field, field, `the field of ${what}`);
    t.match(error.received, received, `what ${what} received`);
    t.match(error.expected, /\w/, `what ${what} expected`);
  }
  await aWhile();
  t.equal([await script.count(), script.client().heartbeats.size], [0, 0], 'nothing is sent');
}

export async function aStopOfTheWrongKind(t) {
  const { script, lease } = await scripted(t, [FIRST, STOPPED]);
  await lease.ready;
  const error = await t.rejects(lease.stop({ force: 'yes' }), t.errors.InvalidInputError);
  t.equal([error.field, lease.state, await script.count()], ['force', 'held', 1]);
  await lease.stop();
}

export async function theItemsTokenIsTheBearer(t) {
  // In base64 it has signs that base64url spells in its own way.
  const token = 'sk-ant-sessions-token-~~~???>>>';
  const padded = (content) => btoa(JSON.stringify(content)).replaceAll('+', '-').replaceAll('/', '_');
  const secretOf = (content) => padded(content).replaceAll('=', '');
  t.match(padded({ sessions_token: token }), /^.*-.*_.*=$/);
  const rows = [
    ['its own token', secretOf({ sessions_token: token, api_base_url: 'https://elsewhere.example.com' }), {}, token],
    ['its own token before a key', secretOf({ sessions_token: token }), { environmentKey: 'sk-ant-other' }, token],
    ['its own token, padded', padded({ sessions_token: token }), {}, token],
    ['a secret without a token', secretOf({}), { environmentKey: 'sk-ant-other' }, 'sk-ant-other'],
    ['a secret that is none', 'n/a', {}, KEY],
    ['a secret that is no UTF-8', btoa('{"sessions_token":"sk-ant-\xff"}').replaceAll('=', ''), {}, KEY],
    ['no secret', null, { environmentKey: 'sk-ant-other' }, 'sk-ant-other'],
  ];
  for (const [what, secret, options, bearer] of rows) {
    const script = await t.script(FIRST, { status: 503, headers: { 'retry-after-ms': '1' } }, { status: 404 });
    const lines = [];
    const hear = (...parts) => lines.push(...parts.map(t.printed));
    const logger = { debug: hear, info: hear, warn: hear, error: hear };
    const client = script.client({ authToken: KEY, logger, logLevel: 'debug' });
    const lease = client.environments.work.lease({ ...ITEM, secret }, options);
    await lease.ready;
    await lease.beat();
    const lost = await t.rejects(lease.beat(), t.errors.LeaseLostError);
    const sent = (await script.log()).map(({ headers }) => [headers.authorization, headers['x-api-key']]);
    t.equal(sent, Array(3).fill([`Bearer ${bearer}`, undefined]), what);
    const shown = [lease, lost, lease.signal.reason, lease.snapshot(), client.heartbeats, client.heartbeats.stats()].map(t.printed);
    t.ok(lines.length > 0, 'lines are logged');
    t.ok(![...shown, ...lines].join('\n').includes('sk-ant'), `what is shown with ${what}`);
  }
}

/** What can be done to a lease. None of it may throw, wherever it is done. */
const DEEDS = {
  read: (lease) => [lease.state, lease.signal, lease.ready.catch(() => {}), lease.done, lease.heldUntil, lease.reason, lease.snapshot()],
  beat: (lease) => void lease.beat().catch(() => {}),
  stop: (lease) => void lease.stop({ force: true }),
  release: (lease) => lease.release(),
  dispose: (lease) => void disposed(lease),
};

export async function calledFromInsideItsAbortListeners(t) {
  for (const [name, deed] of Object.entries(DEEDS)) {
    for (const step of [{ status: 404 }, good('2026-01-01T00:00:10Z', { state: 'stopping' })]) {
      const { lease, client } = await scripted(t, [FIRST, step, STOPPED], { windDownMs: 20 });
      let done = 0;
      lease.signal.addEventListener('abort', () => {
        deed(lease);
        done += client.heartbeats.stats().beats;
      });
      await lease.ready;
      await t.settled(lease.beat());
      await lease.done;
      await t.until(() => done === 2, `${name} inside the listener`);
    }
  }
}

export async function calledFromInsideItsFetch(t) {
  for (const [name, deed] of Object.entries(DEEDS)) {
    let lease;
    let inside = 0;
    const fetch = async (url) => {
      deed(lease);
      inside += 1;
      if (url.endsWith('/stop')) return Response.json(STOPPED.body);
      return Response.json({ ...FIRST.body, last_heartbeat: `2026-01-01T00:00:00.00000${inside}Z` });
    };
    const client = t.client({ authToken: KEY, fetch });
    lease = client.environments.work.lease(ITEM);
    await t.settled(lease.ready);
    t.ok(inside > 0, `${name} inside fetch`);
    await lease.stop({ force: true });
    t.equal([lease.state, client.heartbeats.size], ['ended', 0], name);
  }
}

export async function aLeaseThatIsForgottenIsHeldOn(t) {
  const emulated = await t.emulated({ defaultTtlSeconds: 3 });
  const { item, work, client } = await emulated.claimed();
  const hold = () => void work.lease(item, { desiredTtlSeconds: 3, windDownMs: 0 });
  hold();
  await t.until(async () => (await emulated.statuses('work.heartbeat')).length >= 2, 'it beats');
  await emulated.client().environments.work.stop(item.id, { environment_id: item.environment_id });
  await t.until(() => client.heartbeats.size === 0, 'it ends when it is asked to');
  t.equal(await emulated.stateOf(item), 'stopped');
}

export async function aSecondLeaseOnTheSameItemIsRefused(t) {
  const emulated = await t.emulated();
  const { item, work } = await emulated.claimed();
  const lease = work.lease(item);
  await lease.ready;
  t.equal((await t.rejects(work.lease(item).ready, t.errors.LeaseLostError)).reason, 'taken');
  t.equal([lease.state, await lease.stop({ force: true })], ['held', 'stopped']);
}

export async function itsErrorsCanBeMadeByHand(t) {
  const { LeaseLostError, StopRequestedError } = t.errors;
  const cause = new Error('behind');
  const lost = new LeaseLostError('work_1', 'env_1', 'refused', 404, { cause });
  t.equal([lost.workId, lost.environmentId, lost.reason, lost.status, lost.cause], ['work_1', 'env_1', 'refused', 404, cause]);
  t.equal(new LeaseLostError('work_1', 'env_1', 'taken').status, undefined);
  const stop = new StopRequestedError('work_1', 'env_1', { cause });
  t.equal([stop.workId, stop.environmentId, stop.cause], ['work_1', 'env_1', cause]);
}
