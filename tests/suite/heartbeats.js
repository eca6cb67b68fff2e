// The heartbeats of all leases of a client.

const ITEM = { id: 'work_1', environment_id: 'env_1', secret: null };
const NOTHING = {
  size: 0,
  inFlight: 0,
  waiting: 0,
  beats: 0,
  failures: 0,
  adopted: 0,
  lost: 0,
  late: 0,
  latenessP50Ms: 0,
  latenessP99Ms: 0,
  latenessMaxMs: 0,
};

/** The answer to a beat. */
const good = (more) => ({
  body: {
    type: 'work_heartbeat',
    last_heartbeat: new Date().toISOString(),
    lease_extended: true,
    state: 'active',
    ttl_seconds: 30,
    ...more,
  },
});
const STOPPED = { body: { ...ITEM, state: 'stopped' } };

/** A client over a `fetch` that answers when it is told to. */
function held(t, options) {
  const calls = [];
  const fetch = (url) => new Promise((resolve) => calls.push({ url, answer: (step) => resolve(Response.json(step.body)) }));
  const client = t.client({ authToken: 'k', fetch, ...options });
  const lease = (n) => client.environments.work.lease({ ...ITEM, id: `work_${n}` });
  return { client, calls, lease };
}

const aWhile = () => new Promise((resolve) => setTimeout(resolve, 60));

export async function withoutALeaseThereIsNothing(t) {
  const { heartbeats } = t.client({ authToken: 'k' });
  t.equal([heartbeats.size, heartbeats.nextAt, heartbeats.stats()], [0, null, NOTHING]);
  t.equal(await heartbeats.tick(), null);
}

export async function aClientHasOneAndItsCopiesTheirOwn(t) {
  const { client, lease, calls } = held(t);
  const { heartbeats } = client;
  t.equal(client.heartbeats, heartbeats);
  const copy = client.withOptions({ maxRetries: 0 });
  t.ok(copy.heartbeats !== heartbeats, 'a copy has its own');
  const one = lease(1);
  await t.until(() => calls.length === 1, 'its beat');
  t.equal([heartbeats.size, copy.heartbeats.size], [1, 0]);
  one.release();
  t.equal(heartbeats.size, 0);
}

export async function whatIsHeldIsCounted(t) {
  const { client, lease, calls } = held(t);
  const { heartbeats } = client;
  const leases = [1, 2, 3].map(lease);
  t.equal(heartbeats.size, 3);
  await t.until(() => calls.length === 3, 'three beats');
  t.equal(heartbeats.stats(), { ...NOTHING, ...heartbeats.stats(), size: 3, inFlight: 3, beats: 3 });
  for (const { answer } of calls) answer(good());
  await Promise.all(leases.map(({ ready }) => ready));
  const left = heartbeats.nextAt - Date.now();
  t.ok(left > 6_000 && left <= 10_000, `the next is due in ${left} ms`);
  t.equal(heartbeats.stats().inFlight, 0);
  const { latenessP50Ms, latenessP99Ms, latenessMaxMs } = heartbeats.stats();
  t.ok(latenessP50Ms <= latenessP99Ms && latenessP99Ms <= latenessMaxMs, 'lateness is in order');
  for (const one of leases) one.release();
  t.equal([heartbeats.size, heartbeats.nextAt, await heartbeats.tick()], [0, null, null]);
}

export async function noMoreBeatsAreOnTheirWayThanMayBe(t) {
  const { client, lease, calls } = held(t, { maxBeatsInFlight: 2 });
  const leases = [1, 2, 3, 4, 5].map(lease);
  for (let answered = 0; answered < 5; answered += 1) {
    const sent = Math.min(answered + 2, 5);
    await t.until(() => calls.length === sent, `${sent} beats`);
    await aWhileOfNothing();
    t.equal(calls.length, sent, 'beats that were sent');
    const { inFlight, waiting } = client.heartbeats.stats();
    t.equal([inFlight, waiting], [sent - answered, 5 - sent], 'on their way, and waiting');
    calls[answered].answer(good());
  }
  await Promise.all(leases.map(({ ready }) => ready));
  for (const one of leases) one.release();
}

/** A few turns of the event loop. */
async function aWhileOfNothing() {
  for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setTimeout(resolve));
}

export async function timersOptionsThatWillNotDo(t) {
  for (const [option, values] of Object.entries({
    maxBeatsInFlight: [0, -1, 1.5, '8', {}],
    timers: ['alarm', 5, {}, ...(globalThis.Worker && globalThis.Blob ? [] : ['worker'])],
  })) {
    for (const value of values) {
      const error = t.throws(() => t.client({ authToken: 'k', [option]: value }), t.errors.InvalidInputError);
      t.equal(error.field, option, String(value));
    }
  }
}

export async function byHandNothingHappensUnlessItTicks(t) {
  const script = await t.script(good(), good({ ttl_seconds: 60 }), STOPPED);
  const client = script.client({ timers: 'manual' });
  const { heartbeats } = client;
  const lease = client.environments.work.lease(ITEM);
  await aWhile();
  t.equal([await script.count(), lease.state, heartbeats.size], [0, 'starting', 1]);
  t.ok(heartbeats.nextAt <= Date.now(), 'it is due');

  const next = await heartbeats.tick();
  await lease.ready;
  t.equal([lease.state, await script.count(), heartbeats.stats().beats], ['held', 1, 1]);
  t.ok(next > Date.now() + 6_000 && next <= Date.now() + 10_000, `the next is due in ${next - Date.now()} ms`);
  t.ok(Math.abs(heartbeats.nextAt - next) < 50, 'which it says again');
  t.ok(Math.abs((await heartbeats.tick()) - next) < 50, 'a tick before that does nothing');
  t.equal(await script.count(), 1);

  const beat = lease.beat();
  await aWhile();
  t.equal(await script.count(), 1, 'also a beat that is asked for waits for a tick');
  await heartbeats.tick();
  await beat;
  t.equal([await script.count(), lease.ttlSeconds], [2, 60]);
  t.equal([await lease.stop(), heartbeats.nextAt, await heartbeats.tick()], ['stopped', null, null], 'a stop needs no tick');
}

export async function byHandALeaseIsLookedAtBeforeItBeats(t) {
  const script = await t.script(good({ ttl_seconds: 1 }));
  const client = script.client({ timers: 'manual' });
  const lease = client.environments.work.lease(ITEM);
  await client.heartbeats.tick();
  t.equal(lease.state, 'held');
  await new Promise((resolve) => setTimeout(resolve, 950));
  t.equal([await client.heartbeats.tick(), lease.state, lease.reason], [null, 'ended', 'expired']);
  t.equal([lease.signal.aborted, await script.count(), client.heartbeats.stats().lost], [true, 1, 1]);
}

export async function byHandATickEndsWhenAllHaveLanded(t) {
  const { client, lease, calls } = held(t, { timers: 'manual', maxBeatsInFlight: 2 });
  const leases = [1, 2, 3].map(lease);
  let over = false;
  const tick = client.heartbeats.tick().then((next) => {
    over = true;
    return next;
  });
  for (let i = 0; i < 3; i += 1) {
    await t.until(() => calls.length > i, 'a beat');
    t.equal(over, false, 'it waits for the answers');
    calls[i].answer(good());
  }
  t.ok((await tick) > Date.now(), 'when the next is due');
  t.equal(
    leases.map(({ state }) => state),
    ['held', 'held', 'held'],
  );
  for (const one of leases) one.release();
}

export async function byHandAHangingBeatDoesNotHoldTheTickForEver(t) {
  const stall = { stall: 'before-headers' };
  const script = await t.script(good({ ttl_seconds: 1 }), stall, stall, stall);
  const client = script.client({ timers: 'manual' });
  const lease = client.environments.work.lease(ITEM);
  await client.heartbeats.tick();
  void lease.beat().catch(() => {});
  const next = await client.heartbeats.tick();
  t.ok(next === null || next <= Date.now() + 1_000, 'when it is to be looked at again');
  t.equal(client.heartbeats.stats().inFlight, 0);
  lease.release();
}

export async function withATimerATickDoesNoHarm(t) {
  const emulated = await t.emulated();
  const { item, client, work } = await emulated.claimed();
  const leases = [work.lease(item)];
  const ticks = await Promise.all([client.heartbeats.tick(), client.heartbeats.tick(), leases[0].ready]);
  t.ok(ticks[0] > Date.now() && ticks[1] > Date.now(), 'when the next is due');
  t.equal(await emulated.statuses('work.heartbeat'), [200]);
  await leases[0].stop({ force: true });
}

export async function unrefAndRefChangeNoBeat(t) {
  const emulated = await t.emulated({ defaultTtlSeconds: 3 });
  const { item, client, work } = await emulated.claimed();
  const lease = work.lease(item, { desiredTtlSeconds: 3 });
  t.equal([client.heartbeats.unref(), client.heartbeats.ref(), client.heartbeats.unref()], [undefined, undefined, undefined]);
  await lease.ready;
  client.heartbeats.ref();
  client.heartbeats.unref();
  await t.until(async () => (await emulated.statuses('work.heartbeat')).length >= 2, 'it beats on');
  await lease.stop({ force: true });
}

/**
 * Runs `body`, which may not wait, while everything that listens to the page is counted: the listeners by event. Where there is no
 * page, it looks as if there were one.
 */
function withPage(t, body) {
  const listening = new Map();
  const place = (real) => ({
    addEventListener(type, listener) {
      listening.set(type, [...(listening.get(type) ?? []), listener]);
      real?.addEventListener.call(real.target, type, listener);
    },
    removeEventListener(type, listener) {
      listening.set(
        type,
        listening.get(type).filter((one) => one !== listener),
      );
      real?.removeEventListener.call(real.target, type, listener);
    },
  });
  const realOf = (target) => ({ target, addEventListener: target.addEventListener, removeEventListener: target.removeEventListener });
  const { document } = globalThis;
  const isPage = 'ononline' in globalThis;
  const globals = { ...place(isPage ? realOf(globalThis) : undefined), ...(!isPage && { ononline: null, document: place() }) };
  const own = document && Object.assign(document, place(realOf(document)));
  try {
    return t.withGlobals(globals, () =>
      body(() => [...listening].filter(([, all]) => all.length).map(([type, all]) => [type, all.length])),
    );
  } finally {
    for (const name of own ? ['addEventListener', 'removeEventListener'] : []) delete own[name];
  }
}

export async function thePageIsListenedToWhileALeaseIsHeldAndNoLonger(t) {
  const hasDocument = globalThis.document || !('ononline' in globalThis);
  const all = [
    ['online', 1],
    ['pageshow', 1],
    ...(hasDocument
      ? [
          ['resume', 1],
          ['visibilitychange', 1],
        ]
      : []),
  ];
  const { client, lease } = held(t);
  withPage(t, (listeners) => {
    t.ok(client.heartbeats, 'the heartbeats');
    t.equal(listeners(), [], 'before the first lease');
    const [one, two] = [lease(1), lease(2)];
    t.equal(listeners(), all, 'while two are held');
    one.release();
    t.equal(listeners(), all, 'while one is held');
    two.release();
    t.equal(listeners(), [], 'after the last lease');
    const three = lease(3);
    t.equal(listeners(), all, 'while one is held again');
    three.release();
    t.equal(listeners(), [], 'after that');
  });
}

export async function onlineAgainABeatThatFailedIsTriedAtOnce(t) {
  const failures = Array.from({ length: 6 }, () => ({ status: 503 }));
  const script = await t.script(good(), ...failures, good(), STOPPED);
  const client = script.client();
  let awake;
  const hear = (type, listener) => {
    if (type === 'online') awake = listener;
  };
  const none = () => {};
  const own = 'ononline' in globalThis ? {} : { ononline: null };
  const lease = t.withGlobals({ ...own, addEventListener: hear, removeEventListener: none }, () => client.environments.work.lease(ITEM));
  await lease.ready;
  for (const _ of failures) await lease.beat();
  // The next try would be some 8 s away.
  const begin = Date.now();
  awake();
  await t.until(async () => (await script.count()) === 8, 'the beat');
  t.ok(Date.now() - begin < 5_000, 'it goes out at once');
  t.withGlobals({ removeEventListener: none }, () => lease.release());
}
