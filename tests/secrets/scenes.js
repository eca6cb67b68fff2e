// Everything that can go wrong with a credential at hand, and what a person then has in hand: errors, events, log lines, objects.

/** No two of these have anything in common. The item's secret is what `poll` gives: base64url JSON around the token. */
export const credentials = {
  apiKey: 'Kq7wZ2mXr9TbVn4LsYd6GhJ3',
  authToken: 'pB5uEo8CfRi1WkMa0NxQzS7v',
  environmentKey: 'Hj4tLg6ZyDe2PcUw9FmXbK1r',
  sessionsToken: 'vN3sAq8JxTo5YhRd7EgWiB0p',
  header: 'Zf6kMu1QcLy9SbXe4GaTnJ2w',
  defaultHeader: 'Ow8rDp5IvHt3KzNj7CmUgQ6l',
  metadata: 'Xe1yBk9FsVa4RuJo6LhTdW3z',
  proxyPath: 'Tc2nGi7PqZm5EwYx0AvSfO8k',
};
const { apiKey, authToken, environmentKey, sessionsToken, header, defaultHeader, metadata, proxyPath } = credentials;
credentials.secret = btoa(JSON.stringify({ sessions_token: sessionsToken })).replaceAll('=', '');

const BASE = 'https://api.example.com';
const ENVIRONMENT = 'env_1';
const item = (id) => ({
  id,
  type: 'work',
  environment_id: ENVIRONMENT,
  data: { type: 'session', id: 's' },
  secret: credentials.secret,
  state: 'queued',
});
const beat = (more) => ({
  type: 'work_heartbeat',
  last_heartbeat: new Date().toISOString(),
  lease_extended: true,
  state: 'active',
  ttl_seconds: 30,
  ...more,
});
const json = (value, init) => () => new Response(JSON.stringify(value), init);
const refusal = (status, headers) => [
  String(status),
  json(
    { type: 'error', error: { type: 'some_error', message: 'no' } },
    { status, headers: { 'request-id': 'req_1', 'retry-after-ms': '1', ...headers } },
  ),
];
/** What only a server that means harm, or a proxy in the way, would answer. */
const EVERYTHING = Object.values(credentials).join(' ');

const breaking = () =>
  new Response(
    new ReadableStream({
      start: (it) => it.enqueue(new TextEncoder().encode(`{"id":"${EVERYTHING}`)),
      pull: (it) => it.error(new TypeError('broken')),
    }),
  );

/** How a call can be answered, or not. */
const ANSWERS = Object.fromEntries([
  ...[400, 401, 403, 404, 408, 409, 412, 413, 422, 429, 500, 503, 529].map((status) => refusal(status)),
  ['a page of HTML', () => new Response(`<html>${EVERYTHING}`, { status: 502 })],
  [
    'a redirect',
    () =>
      new Response(null, {
        status: 307,
        headers: { location: `https://u:${apiKey}@elsewhere.example.com/${authToken}?${environmentKey}` },
      }),
  ],
  ['malformed JSON', () => new Response(`{"id": "env_1", "secret": "${EVERYTHING}" oops`)],
  ['JSON of nothing but a credential', () => new Response(apiKey + authToken + environmentKey)],
  ['a list', () => new Response(JSON.stringify([EVERYTHING]))],
  ['a text', () => new Response(JSON.stringify(EVERYTHING))],
  ['nothing', () => new Response(null, { status: 204 })],
  ['more than is read', () => new Response(`${' '.repeat(70_000)}${EVERYTHING}`)],
  ['half an answer', breaking],
  ['no connection', () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }))],
  [
    'something thrown',
    () => {
      throw new Error('no network today');
    },
  ],
  ['no Response', () => ({ status: 200 })],
  ['silence', (_url, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))],
  ['an item', json(item('work_1'))],
]);

const CALLS = {
  retrieve: ({ environments }, options) => environments.retrieve(ENVIRONMENT, {}, options),
  create: ({ environments }, options) => environments.create({ name: 'x', metadata: { token: metadata } }, options),
  list: ({ environments }, options) => environments.list({}, options),
  poll: ({ environments: { work } }, options) => work.poll(ENVIRONMENT, {}, options),
  ack: ({ environments: { work } }, options) => work.ack('work_1', { environment_id: ENVIRONMENT }, options),
  heartbeat: ({ environments: { work } }, options) => work.heartbeat('work_1', { environment_id: ENVIRONMENT }, options),
  stop: ({ environments: { work } }, options) => work.stop('work_1', { environment_id: ENVIRONMENT, force: true }, options),
};

const KINDS = {
  'an API key': { apiKey },
  'a token': { authToken },
  'a function': { authToken: async () => authToken },
  'a header of every call': { apiKey: null, authToken: null, defaultHeaders: { 'x-api-key': defaultHeader, 'x-own': defaultHeader } },
};

/**
 * Plays everything.
 *
 * @param {object} place the package's exports, what else a runtime brings, and where it goes:
 * @param {(what: string, value: unknown) => void | Promise<void>} place.show is given what a person can get hold of
 * @param {(line: unknown[]) => void} place.hear is given the arguments of each log line
 * @returns {Promise<Set<string>>} the headers' values that were sent, to see that the credentials were in use
 */
export async function play(place) {
  const sent = new Set();
  const scene = { ...place, sent, client: (options, answer) => makeClient(place, sent, options, answer) };
  await calls(scene);
  await badOptions(scene);
  await leases(scene);
  await workers(scene);
  return sent;
}

function makeClient({ Client, hear }, sent, options, answer) {
  const logger = Object.fromEntries(['debug', 'info', 'warn', 'error'].map((level) => [level, (...line) => hear(line)]));
  const fetch = (url, init) => {
    for (const [, value] of init.headers) sent.add(value);
    sent.add(url);
    return answer(url, init);
  };
  const window = globalThis.window?.document ? { dangerouslyAllowBrowser: true } : {};
  return new Client({ baseURL: BASE, logger, logLevel: 'debug', maxRetries: 0, fetch, maxResponseBytes: 60_000, ...window, ...options });
}

/** Every call with every answer and every kind of credential. */
async function calls({ client, show }) {
  for (const [kind, options] of Object.entries(KINDS)) {
    for (const [answered, answer] of Object.entries(ANSWERS)) {
      // Only where the answer says that the next try may follow at once.
      const maxRetries = Number(answered) > 0 ? 1 : 0;
      const it = client({ ...options, baseURL: `${BASE}/${proxyPath}`, timeout: 5, maxRetries }, answer);
      for (const [call, make] of Object.entries(CALLS)) {
        const what = `${call} with ${kind}, answered with ${answered}`;
        const promise = make(it, { headers: { 'x-mine': header, ...(call === 'stop' && { authorization: `Bearer ${header}` }) } });
        const raw = promise.asResponse();
        const [result] = await Promise.allSettled([promise, raw]);
        // What the server gives is the caller's, whatever it is.
        if (result.status === 'rejected') await show(what, result.reason);
        if (answered !== 'an item') await show(`the answer of ${what}`, raw);
      }
      for (const value of [it, it.environments, it.environments.work, it.heartbeats, it.withOptions({})])
        await show(`a client with ${kind}`, value);
    }
  }
  const controller = new AbortController();
  const call = CALLS.retrieve(client({ apiKey }, ANSWERS.silence), { signal: controller.signal });
  controller.abort();
  await show('an aborted call', await call.catch((error) => error));
}

/** What is refused before anything is sent. */
async function badOptions({ Client, client, show }) {
  const options = [
    { apiKey: `${apiKey}\n` },
    { apiKey: `${apiKey}\u00fc` },
    { apiKey: ` ${apiKey}\u0000` },
    { authToken: `${authToken}\r\nx-evil: 1` },
    { apiKey: [apiKey] },
    { authToken: { token: authToken } },
    { apiKey, authToken },
    { apiKey, timout: 1 },
    { apiKey, baseURL: 'https://[' },
    { apiKey, baseURL: `http://api.example.com/${proxyPath}` },
    { apiKey, baseURL: `ftp://api.example.com/${proxyPath}` },
    { authToken, baseURL: `https://user:${header}@api.example.com` },
    { authToken, baseURL: `https://api.example.com?key=${header}` },
    { authToken, baseURL: `https://api.example.com#${header}` },
    { authToken, defaultHeaders: { 'x-a': `${header}\n` } },
    { authToken, defaultHeaders: [['x-a', `${header}\u0001`]] },
    { authToken, defaultHeaders: header },
    { authToken, defaultHeaders: { 'x-a': [header, { header }] } },
    { defaultHeaders: { 'x-api-key': header, authorization: header } },
    apiKey,
    [apiKey],
  ];
  for (const [i, row] of options.entries())
    await show(
      `an error about options, row ${i}`,
      attempt(() => new Client(row)),
    );
  const fine = client({ authToken }, ANSWERS['an item']);
  await show(
    'withOptions',
    attempt(() => fine.withOptions({ apiKey: `${apiKey}\n` })),
  );
  const provided = [
    () => `${authToken}\n`,
    () => [authToken],
    () => Promise.resolve({ authToken }),
    () => '',
    () => Promise.reject(new Error('closed')),
  ];
  for (const provider of provided) {
    const { environments } = client({ authToken: provider }, ANSWERS['an item']);
    await show('an error about a provider', await environments.retrieve(ENVIRONMENT).catch((error) => error));
  }
  for (const headers of [
    { 'x-a': `${header}\n` },
    { authorization: `Bearer ${header}\u0000` },
    { [`x-a: ${header}`]: 'a' },
    [`x-a: ${header}`],
    `x-a: ${header}`,
  ]) {
    const error = await attempt(() => fine.environments.retrieve(ENVIRONMENT, {}, { headers }).catch((error) => error));
    await show('an error about headers', error);
  }
  const { work } = fine.environments;
  for (const wrong of [`${environmentKey}\n`, [environmentKey], { environmentKey }, Symbol(environmentKey)]) {
    const more = { environmentId: ENVIRONMENT, environmentKey: wrong };
    for (const make of [
      () => work.lease(item('work_1'), { environmentKey: wrong }),
      () => work.poller(more),
      () => work.worker({ ...more, onWork() {} }),
    ]) {
      await show('an error about an environment key', attempt(make));
    }
    const worker = work.worker({ environmentId: ENVIRONMENT, environmentKey, onWork() {} });
    await show(
      'an error of handleItem',
      await worker.handleItem({ workId: 'w', environmentId: 'e', environmentKey: wrong }).catch((error) => error),
    );
  }
  await show(
    'an error about an item',
    attempt(() => work.lease({ secret: credentials.secret })),
  );
  await show(
    'an error about an item',
    attempt(() => work.lease({ ...item('..'), secret: credentials.secret })),
  );
}

/** What the calls of an item are answered with; `ack`, `heartbeat` and `stop` by default with success. */
function onItem(answers = {}) {
  return (url, init) => {
    const [, name] = /\/(poll|ack|heartbeat|stop)(?:\?|$)/.exec(url) ?? [];
    return (answers[name] ?? { ack: json(item('work_1')), heartbeat: json(beat()), stop: json(item('work_1')) }[name] ?? json(null))(
      url,
      init,
    );
  };
}

/** Leases in each state and after each end. */
async function leases({ client, show }) {
  const open = (answers, options) => {
    const it = client({ authToken }, onItem(answers));
    return {
      it,
      lease: it.environments.work.lease(item('work_1'), { environmentKey, requestOptions: { headers: { 'x-mine': header } }, ...options }),
    };
  };
  const look = async (what, { it, lease }) => {
    await Promise.allSettled([lease.ready]);
    for (const value of [lease, lease.snapshot(), lease.signal, lease.signal.reason, it.heartbeats, it.heartbeats.stats()])
      await show(what, value);
  };
  const held = open();
  await look('a lease that is held', held);
  await held.lease.stop({ force: true });
  await look('a lease that was stopped', held);
  const released = open();
  released.lease.release();
  await look('a lease that was released', released);
  for (const [answered, answer] of Object.entries(ANSWERS)) {
    // Beats that hang are given up after a third of a lease: seconds, in which nothing new is to be seen.
    if (answered === 'silence') continue;
    const failing = open({ heartbeat: answer });
    await Promise.race([Promise.allSettled([failing.lease.ready]), moment(5)]);
    const beaten = failing.lease.beat().catch((error) => error);
    await show(`a beat answered with ${answered}`, await Promise.race([beaten, moment(5)]));
    for (const value of [failing.lease, failing.lease.snapshot(), failing.lease.signal])
      await show(`a lease whose beat was answered with ${answered}`, value);
    failing.lease.release();
    const ending = open({ stop: answer });
    await ending.lease.ready;
    await Promise.race([ending.lease.stop(), moment(5)]);
    await show(`a lease whose stop was answered with ${answered}`, ending.lease);
    ending.lease.release();
  }
  const expired = open({ heartbeat: json(beat({ ttl_seconds: 1 })) }, {});
  expired.it.heartbeats.unref?.();
  await look('a lease that is short', expired);
  await look('a lease that is asked to stop', open({ heartbeat: json(beat({ lease_extended: false, state: 'stopping' })) }));
  const controller = new AbortController();
  const told = open({}, { signal: controller.signal });
  await told.lease.ready;
  controller.abort(new Error('go home'));
  await look('a lease whose signal was aborted', told);
  expired.lease.release();
  told.lease.release();
}

const EVENTS = ['claimed', 'beat', 'late', 'lost', 'stopping', 'finished', 'failed', 'idle'];

/** Workers and pollers, with each call of theirs going wrong in each way. */
async function workers({ client, show }) {
  for (const name of ['poll', 'ack', 'heartbeat', 'stop']) {
    for (const [answered, answer] of Object.entries(ANSWERS)) {
      if (answered === 'silence') continue;
      const what = `${name} answered with ${answered}`;
      const polls = [json(item('work_1')), json(item('work_2'))];
      const poll = () => (name === 'poll' ? answer : (polls.shift() ?? json(null)))();
      const it = client({ authToken }, onItem({ poll, [name]: name === 'poll' ? poll : answer }));
      const controller = new AbortController();
      const worker = it.environments.work.worker({
        environmentId: ENVIRONMENT,
        environmentKey,
        drain: true,
        blockMs: 1,
        windDownMs: 1,
        signal: controller.signal,
        requestOptions: { headers: { 'x-mine': header } },
        onWork: async (work, lease) => {
          await show(`the lease of a handler, ${what}`, lease);
          if (work.id === 'work_1') throw new Error('the handler has failed');
        },
      });
      for (const type of EVENTS) {
        worker.on(type, (event) => {
          const { work: _, ...rest } = event;
          show(`the event ${type}, ${what}`, rest);
          if (type === 'beat') throw new Error('a listener has failed');
        });
      }
      const run = worker.run().catch((error) => error);
      await Promise.race([run, moment(30)]);
      controller.abort(new Error('enough'));
      await show(`the end of a worker, ${what}`, await Promise.race([run, moment(200)]));
      for (const value of [worker, worker.stats(), it.heartbeats.stats()]) await show(`a worker, ${what}`, value);
    }
  }
  for (const [answered, answer] of Object.entries(ANSWERS)) {
    if (answered === 'silence') continue;
    const polls = [json(item('work_1'))];
    const it = client({ authToken }, onItem({ poll: () => (polls.shift() ?? json(null))(), ack: answer }));
    const poller = it.environments.work.poller({
      environmentId: ENVIRONMENT,
      environmentKey,
      drain: true,
      signal: AbortSignal.timeout(30),
    });
    const error = await consume(poller).catch((error) => error);
    for (const value of [poller, error]) await show(`a poller whose acknowledgement was answered with ${answered}`, value);
  }
}

async function consume(poller) {
  for await (const _ of poller) break;
}

const moment = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a function gives, or what it throws. */
function attempt(body) {
  try {
    return body();
  } catch (error) {
    return error;
  }
}
