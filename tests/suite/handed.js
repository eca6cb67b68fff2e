// Items that are handed in: claimed and acknowledged elsewhere, and given to `handleItem()`.

const KEY = 'sk-ant-environment-key';

/** An item that was claimed elsewhere, and a worker to handle it. */
async function handed(t, options, emulator) {
  const emulated = await t.emulated(emulator);
  const { id, item, client, work } = await emulated.claimed();
  const worker = work.worker(options);
  return { emulated, id, item, client, worker, events: t.heard(worker) };
}

export async function anItemThatWasClaimedElsewhere(t) {
  const seen = [];
  const { worker, item, emulated, events } = await handed(t, {
    onWork: (work, lease) => {
      seen.push([work.id, lease.state]);
      t.equal(worker.stats().running, 1);
    },
  });
  t.equal(await worker.handleItem(item), undefined);
  t.equal([seen, await emulated.stateOf(item)], [[[item.id, 'held']], 'stopped']);
  t.equal([events.map(({ type }) => type), worker.stats().finished, worker.stats().running], [['beat', 'finished'], 1, 0]);
}

export async function handleItemRejectsWithWhatTheHandlerThrew(t) {
  for (const thrown of [new Error('no'), undefined, 'a text']) {
    const { worker, item, emulated } = await handed(t, { onWork: () => Promise.reject(thrown) });
    const outcome = await t.settled(worker.handleItem(item));
    t.ok('error' in outcome && Object.is(outcome.error, thrown), String(thrown));
    t.equal(await emulated.stateOf(item), 'stopped');
  }
}

export async function handleItemRejectsWhenTheLeaseIsLost(t) {
  const { worker, item, emulated } = await handed(t, { onWork: () => t.ok(false, 'a handler') });
  await emulated.setFaults({ endpoint: 'work.heartbeat', call: 1, fault: 'stealLease' });
  const error = await t.rejects(worker.handleItem(item), t.errors.LeaseLostError);
  t.equal([error.reason, error.workId, worker.stats().lost], ['taken', item.id, 1]);
}

export async function handleItemEndsWithItsSignal(t) {
  const [own, other] = [new AbortController(), t.counted()];
  const { worker, item, emulated } = await handed(t, { onWork: (_work, lease) => t.toldToEnd(lease), signal: own.signal });
  const handled = worker.handleItem({ workId: item.id, environmentId: item.environment_id, workSecret: item.secret, signal: other.signal });
  await t.until(async () => (await emulated.stateOf(item)) === 'active', 'it is held');
  other.controller.abort('enough');
  t.equal(await handled, undefined);
  t.equal([await emulated.stateOf(item), other.listeners.size], ['stopped', 0]);
}

export async function theReasonOfOneItemIsNotThatOfAnother(t) {
  const reasons = [];
  const onWork = async (work, lease) => {
    if (reasons.length) await emulated.client().environments.work.stop(work.id, { environment_id: work.environment_id });
    else controller.abort('of the first item');
    if (reasons.length) await lease.beat().catch(() => {});
    await t.toldToEnd(lease);
    reasons.push(lease.signal.reason.cause);
  };
  const controller = new AbortController();
  const { worker, item, emulated, events, client } = await handed(t, { onWork });
  const { signal } = controller;
  await worker.handleItem({ workId: item.id, environmentId: item.environment_id, workSecret: item.secret, signal });
  await emulated.enqueue(item.environment_id);
  const next = await client.environments.work.poll(item.environment_id);
  await client.environments.work.ack(next.id, { environment_id: next.environment_id });
  await worker.handleItem(next);
  const causes = events.filter(({ type }) => type === 'stopping').map(({ error }) => error.cause);
  t.equal([reasons, causes], Array(2).fill(['of the first item', undefined]));
}

export async function anItemThatIsHandedInAgainKeepsTheReasonOfItsSignal(t) {
  const beat = { type: 'work_heartbeat', last_heartbeat: '2026-01-01T00:00:00Z', lease_extended: true, state: 'active', ttl_seconds: 30 };
  const script = await t.script({ body: beat }, { status: 404 }, { body: beat }, { body: {} });
  const controller = new AbortController();
  const going = t.deferred();
  const leases = [];
  // The first is lost, and its handler does not end; so the item comes again.
  const onWork = async (_work, lease) => {
    leases.push(lease);
    await (leases.length === 1 ? going.promise : t.toldToEnd(lease));
  };
  const worker = script.client({ authToken: KEY }).environments.work.worker({ onWork });
  const events = t.heard(worker);
  const parts = { workId: 'work_1', environmentId: 'env_1' };
  const first = worker.handleItem(parts);
  await t.until(() => leases.length === 1, 'it is held');
  await t.rejects(leases[0].beat(), t.errors.LeaseLostError);
  const second = worker.handleItem({ ...parts, signal: controller.signal });
  await t.until(() => leases.length === 2, 'it is held again');
  going.resolve();
  await t.rejects(first, t.errors.LeaseLostError);
  controller.abort('enough');
  await second;
  t.equal([events.find(({ type }) => type === 'stopping').error.cause, leases[1].signal.reason.cause], ['enough', 'enough']);
}

export async function drainingWaitsForAnItemThatWasClaimedElsewhere(t) {
  const going = t.deferred();
  const { worker, item, emulated } = await handed(t, { onWork: () => going.promise, environmentId: 'env_1' });
  const handled = worker.handleItem(item);
  await t.until(async () => (await emulated.stateOf(item)) === 'active', 'it is held');
  let isDrained = false;
  const drained = worker.drain().then(() => {
    isDrained = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 30));
  t.equal([isDrained, worker.stats().running], [false, 1], 'it waits');
  going.resolve();
  await drained;
  t.equal(worker.stats().running, 0);
  await handled;
}

export async function aHealthCheckThatWasClaimedElsewhereIsAnswered(t) {
  const { worker, item, emulated, client, events } = await handed(t, { onWork: () => t.ok(false, 'a handler') });
  await emulated.enqueue(item.environment_id, { type: 'healthcheck' });
  const check = await client.environments.work.poll(item.environment_id);
  await client.environments.work.ack(check.id, { environment_id: check.environment_id });
  t.equal(await worker.handleItem(check), undefined);
  t.equal([await emulated.stateOf(check), events, await emulated.statuses('work.heartbeat')], ['stopped', [], []]);
}

/** A script that answers what an item needs, and a worker over it. */
async function partly(t, options) {
  const beat = { type: 'work_heartbeat', last_heartbeat: '2026-01-01T00:00:00Z', lease_extended: true, state: 'active', ttl_seconds: 30 };
  const script = await t.script({ body: beat }, { body: {} });
  const client = script.client({ authToken: KEY });
  const works = [];
  const worker = client.environments.work.worker({ onWork: (work) => void works.push(work), ...options });
  const sent = async () =>
    (await script.log()).map(({ path, headers }) => [path.replace(/\?.*/, ''), headers.authorization.replace('Bearer ', '')]);
  return { script, worker, works, sent };
}

/** What a heartbeat and a stop of this item look like. */
const both = (environment, work, bearer) =>
  ['heartbeat', 'stop'].map((call) => [`/v1/environments/${environment}/work/${work}/${call}`, bearer]);
const secretOf = (token) => btoa(JSON.stringify({ sessions_token: token })).replaceAll('=', '');

export async function handleItemTakesAnItemsParts(t) {
  const parts = { workId: 'work_7', environmentId: 'env_7', sessionId: 'session_7' };
  const rows = [
    [{}, {}, KEY],
    [{ environmentKey: 'key-of-the-worker' }, {}, 'key-of-the-worker'],
    [{ environmentKey: 'key-of-the-worker' }, { environmentKey: 'key-of-the-item' }, 'key-of-the-item'],
    [{ environmentKey: 'key-of-the-worker' }, { workSecret: secretOf('token'), environmentKey: 'key-of-the-item' }, 'token'],
  ];
  for (const [options, more, bearer] of rows) {
    const { worker, works, sent } = await partly(t, options);
    await worker.handleItem({ ...parts, ...more });
    t.equal(works, [
      {
        id: 'work_7',
        environment_id: 'env_7',
        data: { type: 'session', id: 'session_7' },
        secret: more.workSecret ?? null,
        type: 'work',
      },
    ]);
    t.equal(await sent(), both('env_7', 'work_7', bearer));
  }

  // What the server names as an option is named is none.
  const { worker, works, sent } = await partly(t, { environmentKey: 'key-of-the-worker' });
  const item = { id: 'work_7', environment_id: 'env_7', secret: null, signal: 7, environmentKey: 'key-of-the-server' };
  await worker.handleItem(item);
  t.equal(works, [item]);
  t.equal(await sent(), both('env_7', 'work_7', 'key-of-the-worker'));
}

export async function handleItemAsksTheEnvironment(t) {
  const env = {
    ANTHROPIC_WORK_ID: 'work_8',
    ANTHROPIC_ENVIRONMENT_ID: 'env_8',
    ANTHROPIC_SESSION_ID: 'session_8',
    ANTHROPIC_ENVIRONMENT_KEY: 'key-of-the-environment',
  };
  const rows = [
    [env, undefined, {}, ['env_8', 'work_8', 'key-of-the-environment']],
    [env, undefined, { environmentKey: 'key-of-the-worker' }, ['env_8', 'work_8', 'key-of-the-worker']],
    [{ ...env, ANTHROPIC_WORK_SECRET: secretOf('token') }, undefined, {}, ['env_8', 'work_8', 'token']],
    [env, { workId: 'work_9', environmentKey: 'key-of-the-item' }, {}, ['env_8', 'work_9', 'key-of-the-item']],
  ];
  for (const [variables, given, options, expected] of rows) {
    const { worker, works, sent } = await partly(t, options);
    await t.withGlobals({ process: { env: variables } }, () => worker.handleItem(given));
    t.equal(works[0].data, { type: 'session', id: 'session_8' });
    t.equal(await sent(), both(...expected));
  }
}

export async function handleItemWithoutAnItem(t) {
  const { script, worker } = await partly(t);
  for (const [given, field] of [
    [undefined, 'work.id'],
    [{ workId: '' }, 'work.id'],
    [{ workId: 'work_1' }, 'work.environment_id'],
    [{ id: 'work_1' }, 'work.environment_id'],
    [{ workId: 'work_1', environmentId: 'env_1', signal: {} }, 'signal'],
    [{ workId: 'work_1', environmentId: 'env_1', environmentKey: '' }, 'environmentKey'],
    ['work_1', 'work.id'],
  ]) {
    const call = t.withGlobals({ process: { env: {} } }, () => worker.handleItem(given));
    t.equal((await t.rejects(call, t.errors.InvalidInputError, JSON.stringify(given))).field, field, JSON.stringify(given));
  }
  t.equal(await script.count(), 0, 'requests');
}
