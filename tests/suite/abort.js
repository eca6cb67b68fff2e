// The caller's AbortSignal: before a call, and at every point of it.

const FINE = { body: { id: 'env_1' } };

/** A client of `script`, and a promise of its first log line that has `part`. */
function listening(script, part, options = {}) {
  let heard;
  const line = new Promise((resolve) => {
    heard = resolve;
  });
  const hear = (message) => message.includes(part) && heard(message);
  const logger = { debug: hear, info: hear, warn: hear, error: hear };
  return { client: script.client({ logger, logLevel: 'debug', ...options }), line };
}

/** A signal that counts its listeners. */
function counting() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set();
  const added = [];
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (type, listener, ...rest) => {
    listeners.add(listener);
    added.push(type);
    addEventListener.call(signal, type, listener, ...rest);
  };
  signal.removeEventListener = (type, listener, ...rest) => {
    listeners.delete(listener);
    removeEventListener.call(signal, type, listener, ...rest);
  };
  return { controller, signal, listeners, added };
}

/** The request is gone as the server sees it. */
function gone(t, script, index = 0) {
  return t.until(async () => (await script.log())[index]?.ended === 'gone', 'the server sees the client go');
}

/**
 * The body of the stalled answer has begun to arrive: an answer that the server gave after it has come. Workers of Firefox 153 lose an abort
 * between the headers and the body, one in twenty-five, of any fetch.
 */
function bodyBegun(script) {
  return script.log();
}

export async function beforeACallNothingIsSent(t) {
  const script = await t.script(FINE, FINE);
  const { environments } = script.client();
  const reason = new Error('changed my mind');
  const error = await t.rejects(environments.retrieve('env_1', null, { signal: AbortSignal.abort(reason) }), t.errors.APIUserAbortError);
  t.equal(error.cause, reason, 'the cause');
  t.equal(error.status, undefined);
  const paged = environments.list(null, { signal: AbortSignal.abort() });
  await t.rejects(paged, t.errors.APIUserAbortError);
  await environments.retrieve('env_2');
  t.equal(
    (await script.log()).map(({ path }) => path),
    ['/v1/environments/env_2'],
  );
}

export async function beforeTheHeaders(t) {
  const script = await t.script({ stall: 'before-headers' });
  const controller = new AbortController();
  const call = script.client().environments.retrieve('env_1', null, { signal: controller.signal });
  await t.until(() => script.count(), 'the request arrives');
  const reason = { any: 'value' };
  controller.abort(reason);
  const error = await t.rejects(call, t.errors.APIUserAbortError);
  t.equal(error.cause, reason, 'the cause');
  await gone(t, script);
}

export async function beforeTheHeadersOfAResponse(t) {
  const script = await t.script({ stall: 'before-headers' });
  const controller = new AbortController();
  const response = script.client().environments.retrieve('env_1', null, { signal: controller.signal }).asResponse();
  await t.until(() => script.count(), 'the request arrives');
  controller.abort();
  await t.rejects(response, t.errors.APIUserAbortError);
  await gone(t, script);
}

export async function duringTheBody(t) {
  const script = await t.script({ ...FINE, stall: 'mid-body' });
  const { client, line } = listening(script, 'answered 200');
  const controller = new AbortController();
  const call = client.environments.retrieve('env_1', null, { signal: controller.signal });
  // Somebody has to want the data.
  const rejected = t.rejects(call, t.errors.APIUserAbortError);
  await line;
  await bodyBegun(script);
  controller.abort('enough');
  t.equal((await rejected).cause, 'enough');
  await gone(t, script);
}

export async function duringABodyThatNobodyWantedAtFirst(t) {
  const script = await t.script({ ...FINE, stall: 'mid-body' });
  const { client, line } = listening(script, 'answered 200');
  const controller = new AbortController();
  const call = client.environments.retrieve('env_1', null, { signal: controller.signal });
  await line;
  const rejected = t.rejects(call, t.errors.APIUserAbortError);
  await bodyBegun(script);
  controller.abort();
  await rejected;
  await gone(t, script);
}

export async function beforeAnybodyWantsTheBody(t) {
  const script = await t.script({ ...FINE, stall: 'mid-body' });
  const { client, line } = listening(script, 'answered 200');
  const controller = new AbortController();
  const call = client.environments.retrieve('env_1', null, { signal: controller.signal });
  await line;
  await bodyBegun(script);
  controller.abort();
  await t.rejects(call, t.errors.APIUserAbortError);
  await gone(t, script);
}

export async function duringTheBodyOfAnError(t) {
  const script = await t.script({ status: 500, body: 'a long story', stall: 'mid-body' });
  const controller = new AbortController();
  const rejected = t.rejects(
    script.client().environments.retrieve('env_1', null, { signal: controller.signal }),
    t.errors.APIUserAbortError,
  );
  await t.until(() => script.count(), 'the request arrives');
  await bodyBegun(script);
  controller.abort();
  await rejected;
  await gone(t, script);
}

export async function duringTheWaitForARetry(t) {
  const script = await t.script({ status: 503, headers: { 'retry-after-ms': '600000' } }, FINE);
  const { client, line } = listening(script, 'trying again');
  const controller = new AbortController();
  const rejected = t.rejects(client.environments.retrieve('env_1', null, { signal: controller.signal }), t.errors.APIUserAbortError);
  await line;
  controller.abort();
  await rejected;
  t.equal(await script.count(), 1, 'requests');
}

export async function whileTheCredentialIsAskedFor(t) {
  const script = await t.script(FINE);
  const controller = new AbortController();
  let asked;
  const authToken = () => {
    asked = true;
    return new Promise(() => {});
  };
  const rejected = t.rejects(
    script.client({ authToken }).environments.retrieve('env_1', null, { signal: controller.signal }),
    t.errors.APIUserAbortError,
  );
  await t.until(() => asked, 'the function is asked');
  controller.abort();
  await rejected;
  t.equal(await script.count(), 0, 'requests');
}

export async function onTheWayToTheNextPage(t) {
  const script = await t.script({ body: { data: [{ id: 'env_1' }], next_page: 'p2' } }, { stall: 'before-headers' });
  const controller = new AbortController();
  const seen = [];
  const rejected = t.rejects(
    (async () => {
      for await (const { id } of script.client().environments.list(null, { signal: controller.signal })) seen.push(id);
    })(),
    t.errors.APIUserAbortError,
  );
  await t.until(async () => (await script.count()) === 2, 'the second page is asked for');
  controller.abort();
  await rejected;
  t.equal(seen, ['env_1']);
  await gone(t, script, 1);
}

export async function afterACallNothingHappens(t) {
  const script = await t.script(FINE);
  const controller = new AbortController();
  const call = script.client().environments.retrieve('env_1', null, { signal: controller.signal });
  await call;
  controller.abort();
  t.equal(await call, { id: 'env_1' });
}

export async function oneSignalForManyCalls(t) {
  const script = await t.script({ stall: 'before-headers' }, { stall: 'before-headers' });
  const { environments } = script.client();
  const controller = new AbortController();
  const calls = ['env_1', 'env_2'].map((id) => environments.retrieve(id, null, { signal: controller.signal }));
  const rejected = Promise.all(calls.map((call) => t.rejects(call, t.errors.APIUserAbortError)));
  await t.until(async () => (await script.count()) === 2, 'both requests arrive');
  controller.abort();
  await rejected;
}

export async function aTimeLimitOfTheCallersOwn(t) {
  const script = await t.script({ stall: 'before-headers' });
  const error = await t.rejects(
    script.client().environments.retrieve('env_1', null, { signal: AbortSignal.timeout(10) }),
    t.errors.APIUserAbortError,
  );
  t.equal(error.cause.name, 'TimeoutError');
}

export async function noListenerIsLeftOnTheSignal(t) {
  const script = await t.script(FINE, { status: 503, headers: { 'retry-after-ms': '1' } }, FINE, { status: 404 }, FINE, {
    stall: 'before-headers',
  });
  const { environments } = script.client();
  const { controller, signal, listeners, added } = counting();
  await environments.retrieve('fine', null, { signal });
  t.ok(added.length > 0, 'listeners while it ran');
  t.equal(listeners.size, 0, 'listeners after a call');
  await environments.retrieve('retried', null, { signal });
  t.equal(listeners.size, 0, 'listeners after a retry');
  await t.rejects(environments.retrieve('refused', null, { signal }), t.errors.NotFoundError);
  t.equal(listeners.size, 0, 'listeners after an error');
  await environments.retrieve('raw', null, { signal }).asResponse();
  t.equal(listeners.size, 0, 'listeners after asResponse');
  const rejected = t.rejects(environments.retrieve('aborted', null, { signal }), t.errors.APIUserAbortError);
  await t.until(async () => (await script.count()) === 6, 'the request arrives');
  controller.abort();
  await rejected;
  t.equal(listeners.size, 0, 'listeners after an abort');
}

export async function aSignalThatThrows(t) {
  const reason = new Error('mine');
  const throws = () => {
    throw reason;
  };
  const { environments } = t.client({ apiKey: 'k', fetch: async () => Response.json({ id: 'env_1' }) });
  const call = (signal) => environments.retrieve('env_1', null, { signal });
  const deaf = await t.rejects(call({ aborted: false, addEventListener: throws, removeEventListener() {} }), t.errors.APIUserAbortError);
  t.equal(deaf.cause, reason);
  t.equal(await call({ aborted: false, addEventListener() {}, removeEventListener: throws }), { id: 'env_1' });
  const { signal, controller } = t.counted();
  Object.defineProperty(signal, 'reason', { get: throws });
  // Once it is listened to.
  const fetch = () => new Promise(() => controller.abort());
  const slow = t.client({ apiKey: 'k', fetch }).environments.retrieve('env_1', null, { signal });
  t.equal((await t.rejects(slow, t.errors.APIUserAbortError)).cause, reason);
}
