// The poller: the official SDK's, option for option.

const KEY = 'sk-ant-environment-key';
const item = (id, more) => ({ id, environment_id: 'env_1', type: 'work', data: { type: 'session', id: 's' }, secret: null, ...more });
const polled = (id, more) => ({ body: item(id, more) });
const NOTHING = { body: null };
const DONE = { body: {} };

/** A poller over scripted answers, which ends when the queue is empty unless the options say otherwise. */
async function scripted(t, steps, options, clientOptions) {
  const script = await t.script(...steps);
  const client = script.client({ authToken: KEY, maxRetries: 0, ...clientOptions });
  return { script, poller: client.environments.work.poller({ environmentId: 'env_1', drain: true, ...options }) };
}

/** The ids of the items that come. */
async function idsOf(poller) {
  const ids = [];
  for await (const { id } of poller) ids.push(id);
  return ids;
}

/** What was asked of the script, in short. */
const asked = async (script) =>
  (await script.log()).map(({ path }) => path.replace(/\?.*/, '').replace('/v1/environments/env_1/work/', ''));

export async function itemsAreAcknowledgedYieldedAndStopped(t) {
  const emulated = await t.emulated();
  const { id, worker } = await emulated.environment();
  const queued = [];
  for (let i = 0; i < 3; i += 1) queued.push((await emulated.enqueue(id)).id);
  const seen = [];
  for await (const work of worker.environments.work.poller({ environmentId: id, drain: true, blockMs: 20 })) {
    seen.push(work.id);
    t.equal([work.data.type, typeof work.secret, await emulated.stateOf(work)], ['session', 'string', 'starting']);
  }
  t.equal(seen, queued);
  const requests = await emulated.journal({ type: 'request', environmentId: id });
  t.equal(
    requests.map(({ endpoint }) => endpoint).filter((endpoint) => endpoint !== 'work.retrieve'),
    [...Array(3).fill(['work.poll', 'work.ack', 'work.stop']).flat(), 'work.poll'],
  );
  for (const work of queued) t.equal(await emulated.stateOf({ id: work, environment_id: id }), 'stopping', 'stopped without force');
}

export async function whatItSays(t) {
  const options = {
    environmentKey: 'sk-ant-own-key',
    workerId: 'worker/1',
    blockMs: 250,
    reclaimOlderThanMs: 60_000,
    requestOptions: { headers: { 'x-own': 'yes' } },
  };
  const { script, poller } = await scripted(t, [polled('work_1'), DONE, DONE, NOTHING], options);
  t.equal([poller.environmentId, poller.workerId, poller.signal.aborted], ['env_1', 'worker/1', false]);
  t.equal(await idsOf(poller), ['work_1']);
  const log = await script.log();
  const base = '/v1/environments/env_1/work';
  t.equal(
    log.map(({ method, path }) => `${method} ${path}`),
    [
      `GET ${base}/poll?block_ms=250&reclaim_older_than_ms=60000`,
      `POST ${base}/work_1/ack`,
      `POST ${base}/work_1/stop`,
      `GET ${base}/poll?block_ms=250&reclaim_older_than_ms=60000`,
    ],
  );
  for (const { headers } of log) t.equal([headers.authorization, headers['x-own']], ['Bearer sk-ant-own-key', 'yes']);
  t.equal([log[0].headers['anthropic-worker-id'], log[1].headers['anthropic-worker-id']], ['worker/1', undefined]);
  t.equal(JSON.parse(log[2].body), {}, 'a stop without force');
}

export async function whatItSaysByDefault(t) {
  const rows = [
    [{}, '?block_ms=999'],
    [{ blockMs: undefined, reclaimOlderThanMs: null }, '?block_ms=999'],
    [{ blockMs: null }, ''],
    [{ blockMs: null, reclaimOlderThanMs: 0 }, '?reclaim_older_than_ms=0'],
  ];
  const workers = new Set();
  for (const [options, query] of rows) {
    const { script, poller } = await scripted(t, [NOTHING], options);
    t.equal(await idsOf(poller), []);
    const [{ path, headers }] = await script.log();
    t.equal(path, `/v1/environments/env_1/work/poll${query}`, JSON.stringify(options));
    t.equal([headers['anthropic-worker-id'], headers.authorization], [poller.workerId, `Bearer ${KEY}`]);
    workers.add(poller.workerId);
  }
  t.equal(workers.size, rows.length, 'names');
}

export async function anEmptyQueueIsNullOrNothing(t) {
  for (const step of [NOTHING, { status: 204 }]) {
    const { script, poller } = await scripted(t, [polled('work_1'), DONE, DONE, step]);
    t.equal([await idsOf(poller), await script.count()], [['work_1'], 4]);
  }
}

export async function theItemsTokenAcknowledgesAndStopsIt(t) {
  const secret = btoa(JSON.stringify({ sessions_token: 'sk-ant-token' })).replaceAll('=', '');
  const { script, poller } = await scripted(t, [polled('work_1', { secret }), DONE, DONE, NOTHING]);
  await idsOf(poller);
  t.equal(
    (await script.log()).map(({ headers }) => headers.authorization),
    [`Bearer ${KEY}`, 'Bearer sk-ant-token', 'Bearer sk-ant-token', `Bearer ${KEY}`],
  );
}

export async function withoutAutoStopTheCallerStops(t) {
  const { script, poller } = await scripted(t, [polled('work_1'), DONE, polled('work_2'), DONE, NOTHING], { autoStop: false });
  t.equal(await idsOf(poller), ['work_1', 'work_2']);
  t.equal(await asked(script), ['poll', 'work_1/ack', 'poll', 'work_2/ack', 'poll']);
}

export async function aBodyThatBreaksStopsItsItem(t) {
  const { script, poller } = await scripted(t, [polled('work_1'), DONE, DONE]);
  for await (const { id } of poller) {
    t.equal(id, 'work_1');
    break;
  }
  t.equal(await asked(script), ['poll', 'work_1/ack', 'work_1/stop']);
}

export async function aBodyThatThrowsStopsItsItem(t) {
  const thrown = new Error('of the body');
  const { script, poller } = await scripted(t, [polled('work_1'), DONE, DONE]);
  const loop = async () => {
    for await (const { id } of poller) throw id === 'work_1' && thrown;
  };
  t.equal((await t.settled(loop())).error, thrown);
  t.equal(await asked(script), ['poll', 'work_1/ack', 'work_1/stop']);
}

export async function itIsGoneThroughOnce(t) {
  const { script, poller } = await scripted(t, [NOTHING]);
  t.equal(await idsOf(poller), []);
  await t.rejects(idsOf(poller), t.errors.LeaseholdError);
  t.equal(await script.count(), 1, 'requests');
}

export async function whatWillNotPassIsThrown(t) {
  for (const [status, name] of [
    [400, 'BadRequestError'],
    [401, 'AuthenticationError'],
    [403, 'PermissionDeniedError'],
    [404, 'NotFoundError'],
  ]) {
    const { script, poller } = await scripted(t, [polled('work_1'), DONE, DONE, { status }], { drain: false });
    t.equal((await t.rejects(idsOf(poller), t.errors[name])).status, status);
    t.equal(await asked(script), ['poll', 'work_1/ack', 'work_1/stop', 'poll']);
  }
}

export async function whatMayPassIsWaitedOut(t) {
  const lines = [];
  const logger = { warn: (line) => lines.push(line), error() {}, info() {}, debug() {} };
  const pollers = await Promise.all(
    [{ status: 500 }, { status: 429 }, { status: 408 }, { body: 'no JSON' }].map((step) =>
      scripted(t, [step, polled('work_1'), DONE, DONE, NOTHING], {}, { logger }),
    ),
  );
  const begin = performance.now();
  t.equal(
    await Promise.all(pollers.map(({ poller }) => idsOf(poller))),
    pollers.map(() => ['work_1']),
  );
  t.ok(performance.now() - begin >= 740, 'it waited');
  t.ok(lines.length === pollers.length && lines.every((line) => line.includes('could not poll env_1')), lines.join('\n'));
}

export async function anItemThatCannotBeAcknowledgedIsSkipped(t) {
  const steps = [polled('work_1'), { status: 409 }, polled('work_2'), { status: 404 }, polled('work_3'), DONE, DONE, NOTHING];
  const lines = [];
  const logger = { warn: (line) => lines.push(line), error() {}, info() {}, debug() {} };
  const { script, poller } = await scripted(t, steps, {}, { logger });
  t.equal(await idsOf(poller), ['work_3']);
  t.equal(await asked(script), ['poll', 'work_1/ack', 'poll', 'work_2/ack', 'poll', 'work_3/ack', 'work_3/stop', 'poll']);
  t.equal(lines.length, 2, 'warnings');
  t.match(lines[0], 'work_1');
}

export async function anAcknowledgementWithoutABodyIsOne(t) {
  const { script, poller } = await scripted(t, [polled('work_1'), { status: 204 }, DONE, NOTHING]);
  t.equal(await idsOf(poller), ['work_1']);
  t.equal(await asked(script), ['poll', 'work_1/ack', 'work_1/stop', 'poll']);
}

export async function aStopThatFailsDoesNotEndTheLoop(t) {
  for (const [step, warnings] of [
    [{ status: 409 }, 0],
    [{ status: 204 }, 0],
    [{ status: 500 }, 1],
    [{ status: 404 }, 1],
    // Not before its headers: some runtimes send such a request again by themselves.
    [{ body: { id: 'work_1' }, cut: 'mid-body' }, 1],
  ]) {
    const lines = [];
    const logger = { warn: (line) => lines.push(line), error() {}, info() {}, debug() {} };
    const { poller } = await scripted(t, [polled('work_1'), DONE, step, polled('work_2'), DONE, DONE, NOTHING], {}, { logger });
    t.equal(await idsOf(poller), ['work_1', 'work_2'], JSON.stringify(step));
    t.equal(lines.length, warnings, `warnings after ${JSON.stringify(step)}`);
  }
}

export async function aStopThatMayPassIsTriedAgain(t) {
  const { script, poller } = await scripted(t, [polled('work_1'), DONE, { status: 503 }, DONE, NOTHING], {}, { maxRetries: 1 });
  t.equal(await idsOf(poller), ['work_1']);
  t.equal(await asked(script), ['poll', 'work_1/ack', 'work_1/stop', 'work_1/stop', 'poll']);
}

export async function withoutDrainItWaitsForWork(t) {
  const emulated = await t.emulated();
  const { id, worker } = await emulated.environment();
  const poller = worker.environments.work.poller({ environmentId: id, blockMs: 100 });
  const ids = (async () => {
    for await (const work of poller) {
      poller.abort();
      return work.id;
    }
  })();
  await t.until(async () => (await emulated.statuses('work.poll')).length >= 3, 'polls that found nothing');
  const queued = await emulated.enqueue(id);
  t.equal([await ids, poller.signal.aborted], [queued.id, true]);
}

export async function abortedInTheMiddleOfAPoll(t) {
  for (const way of ['signal', 'abort()']) {
    const { controller, signal, listeners } = t.counted();
    const { script, poller } = await scripted(t, [{ stall: 'before-headers' }], { signal, drain: false });
    const ids = idsOf(poller);
    await t.until(() => script.count(), 'the poll');
    if (way === 'signal') controller.abort('enough');
    else poller.abort();
    t.equal(await ids, [], 'the loop ends without an error');
    t.equal([poller.signal.aborted, listeners.size], [true, 0], way);
    if (way === 'signal') t.equal(poller.signal.reason, 'enough');
    await t.until(async () => (await script.log())[0].ended === 'gone', 'the poll is gone');
  }
}

export async function abortedInTheBodyTheItemIsStillStopped(t) {
  const { script, poller } = await scripted(t, [polled('work_1'), DONE, DONE]);
  for await (const { id } of poller) {
    t.equal(id, 'work_1');
    poller.abort();
  }
  t.equal(await asked(script), ['poll', 'work_1/ack', 'work_1/stop']);
}

export async function aSignalAbortedBeforeSendsNothing(t) {
  const reason = new Error('no');
  const { script, poller } = await scripted(t, [], { signal: AbortSignal.abort(reason) });
  t.equal([await idsOf(poller), await script.count()], [[], 0]);
  t.equal([poller.signal.aborted, poller.signal.reason], [true, reason]);
}

export async function aPollerThatNobodyGoesThroughDoesNothing(t) {
  const { signal, listeners } = t.counted();
  const { script } = await scripted(t, [], { signal });
  t.equal([await script.count(), listeners.size], [0, 0]);
}

export async function twoPollersShareAQueue(t) {
  const emulated = await t.emulated();
  const { id, worker } = await emulated.environment();
  const queued = [];
  for (let i = 0; i < 6; i += 1) queued.push((await emulated.enqueue(id)).id);
  const poller = () => worker.environments.work.poller({ environmentId: id, drain: true, blockMs: null });
  const ids = await Promise.all([idsOf(poller()), idsOf(poller())]);
  t.equal(ids.flat().sort(), queued.sort(), 'each item once');
}

export async function theEnvironmentKeyGoesBeforeACredentialInTheHeaders(t) {
  const uses = {
    poller: async (work, options) => {
      for await (const item of work.poller(options)) t.ok(false, item);
    },
    worker: (work, options) => work.worker({ ...options, onWork: () => {} }).run(),
    lease: (work, { environmentKey }) =>
      work.lease({ id: 'work_1', environment_id: 'env_1' }, { environmentKey }).done.then((reason) => t.equal(reason, 'refused')),
  };
  for (const [what, use] of Object.entries(uses)) {
    for (const defaultHeaders of [{ 'X-Api-Key': 'management' }, { AUTHORIZATION: 'Bearer management' }]) {
      const { fetch, calls } = t.memory(() => (what === 'lease' ? new Response('{}', { status: 404 }) : Response.json(null)));
      const { environments } = t.client({ defaultHeaders, fetch });
      await use(environments.work, { environmentId: 'env_1', environmentKey: 'environment', drain: true, blockMs: null });
      const [{ init }] = calls;
      t.equal([init.headers.get('x-api-key'), init.headers.get('authorization')], [null, 'Bearer environment'], what);
    }
  }
}

export async function optionsThatWillNotDo(t) {
  const script = await t.script();
  const { work } = script.client().environments;
  const wrong = (name, value, received) => [`${name}: ${String(value)}`, { environmentId: 'env_1', [name]: value }, name, received];
  const rows = [
    ['nothing', undefined, 'environmentId', 'nothing'],
    ['an id', 'env_1', 'options', 'a text'],
    ['no environment', {}, 'environmentId', 'nothing'],
    ['an unknown option', { environmentId: 'env_1', block_ms: 5 }, 'options', '`block_ms` (did you mean `blockMs`?)'],
    ['an option of workers', { environmentId: 'env_1', concurrency: 5 }, 'options', '`concurrency`'],
    wrong('environmentId', '', '""'),
    wrong('environmentId', 7, '7'),
    wrong('workerId', '', '""'),
    wrong('workerId', 7, '7'),
    wrong('blockMs', 0, '0'),
    wrong('blockMs', 1000, '1000'),
    wrong('blockMs', '999', '"999"'),
    wrong('reclaimOlderThanMs', -1, '-1'),
    wrong('drain', 'yes', '"yes"'),
    wrong('autoStop', 0, '0'),
    wrong('signal', {}, 'an object'),
    wrong('requestOptions', 5, '5'),
    wrong('environmentKey', '', 'something else'),
  ];
  for (const [what, options, field, received] of rows) {
    const error = t.throws(() => work.poller(options), t.errors.InvalidInputError, what);
    t.equal(error.field, field, `the field of ${what}`);
    t.match(error.received, received, `what ${what} received`);
  }
  t.equal(await script.count(), 0, 'requests');
}
