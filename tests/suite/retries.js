// What is tried again, how often, and after how long.

const ENVIRONMENT = { id: 'env_1', type: 'environment' };
const FINE = { body: ENVIRONMENT };
const SOON = { 'retry-after-ms': '1' };

/** What a timer may ring early, in milliseconds. */
const EARLY = 2;

export async function statusesThatMayPassAreTriedAgain(t) {
  for (const status of [408, 409, 429, 500, 502, 503, 504, 529, 599]) {
    const script = await t.script({ status, headers: SOON }, FINE);
    t.equal(await script.client().environments.retrieve('env_1'), ENVIRONMENT, `after ${status}`);
    t.equal(await script.count(), 2, `requests after ${status}`);
  }
}

export async function statusesThatStayAreNot(t) {
  for (const status of [400, 401, 402, 403, 404, 405, 410, 412, 413, 418, 422, 451]) {
    const script = await t.script({ status, headers: SOON }, FINE);
    const { error } = await t.settled(script.client().environments.retrieve('env_1'));
    t.equal(error.status, status);
    t.equal(await script.count(), 1, `requests after ${status}`);
  }
}

export async function theSameRequestGoesOutAgain(t) {
  const script = await t.script({ status: 503, headers: SOON }, { status: 429, headers: SOON }, FINE);
  const body = { name: 'é', metadata: { a: 'b' } };
  await script.client().environments.create({ ...body, betas: ['x-1'], workspace_id: 'wrkspc_1' });
  const [first, ...others] = (await script.log()).map(({ ended, ...request }) => request);
  t.equal(JSON.parse(first.body), body, 'the body');
  t.equal(others, [first, first], 'the retries');
}

export async function twoRetriesUnlessSomebodySaysOtherwise(t) {
  const never = Array.from({ length: 9 }, () => ({ status: 503, headers: { ...SOON, 'request-id': 'req_1' } }));
  const rows = [
    [{}, undefined, 3],
    [{ maxRetries: 0 }, undefined, 1],
    [{ maxRetries: 1 }, undefined, 2],
    [{ maxRetries: 5 }, undefined, 6],
    [{}, { maxRetries: 0 }, 1],
    [{ maxRetries: 0 }, { maxRetries: 1 }, 2],
    [{ maxRetries: 5 }, { maxRetries: 2 }, 3],
  ];
  for (const [options, callOptions, requests] of rows) {
    const script = await t.script(...never);
    const call = script.client(options).environments.retrieve('env_1', null, callOptions);
    const error = await t.rejects(call, t.errors.ServiceUnavailableError);
    t.equal([error.status, error.requestID], [503, 'req_1']);
    t.equal(await script.count(), requests, `requests with ${JSON.stringify([options, callOptions])}`);
  }
}

export async function theLastFailureIsTheOneThatCounts(t) {
  const script = await t.script({ status: 503, headers: SOON }, { status: 429, headers: SOON }, { status: 404 });
  await t.rejects(script.client().environments.retrieve('env_1'), t.errors.NotFoundError);
}

/** How long the call took that was told to wait by `headers`. */
async function waited(t, headers) {
  const script = await t.script({ status: 503, headers }, FINE);
  const begin = performance.now();
  t.equal(await script.client().environments.retrieve('env_1'), ENVIRONMENT, JSON.stringify(headers));
  return performance.now() - begin;
}

// Longer than any wait of the client's own making, which is half a second at first: that it waited would else say nothing.

export async function retryAfterMsIsWaitedFor(t) {
  t.ok((await waited(t, { 'retry-after-ms': '600' })) >= 600 - EARLY, 'the wait');
}

export async function retryAfterMsGoesBeforeRetryAfter(t) {
  t.ok((await waited(t, { 'retry-after-ms': '600', 'retry-after': '3600' })) >= 600 - EARLY, 'the wait');
}

export async function retryAfterIsInSeconds(t) {
  t.ok((await waited(t, { 'retry-after': '0.6' })) >= 600 - EARLY, 'the wait');
  t.ok((await waited(t, { 'retry-after-ms': 'soon', 'retry-after': '0.6' })) >= 600 - EARLY, 'the wait beside nonsense');
}

export async function retryAfterIsADate(t) {
  const date = new Date(Math.ceil((Date.now() + 600) / 1000) * 1000);
  await waited(t, { 'retry-after': date.toUTCString() });
  t.ok(Date.now() >= date.getTime() - EARLY, 'the date has come');
}

export async function withoutAWordFromTheServerItBacksOff(t) {
  t.ok((await waited(t, {})) >= 375 - EARLY, 'the wait');
  t.ok((await waited(t, { 'retry-after': '-1' })) >= 375 - EARLY, 'the wait after nonsense');
}

export async function theServerMayAskForATry(t) {
  const script = await t.script({ status: 400, headers: { ...SOON, 'x-should-retry': 'true' } }, FINE);
  t.equal(await script.client().environments.retrieve('env_1'), ENVIRONMENT);
  t.equal(await script.count(), 2, 'requests');
}

export async function theServerMayForbidATry(t) {
  const script = await t.script({ status: 503, headers: { ...SOON, 'x-should-retry': 'false' } }, FINE);
  await t.rejects(script.client().environments.retrieve('env_1'), t.errors.ServiceUnavailableError);
  t.equal(await script.count(), 1, 'requests');
}

export async function aConnectionThatBreaksIsTriedAgain(t) {
  const script = await t.script({ cut: 'before-headers' }, FINE);
  t.equal(await script.client().environments.retrieve('env_1'), ENVIRONMENT);
  t.equal(await script.count(), 2, 'requests');
}

export async function anAnswerThatBreaksOffIsTriedAgain(t) {
  for (const framing of await t.framings()) {
    const script = await t.script({ body: { id: 'cut' }, cut: 'mid-body', ...framing }, FINE);
    t.equal(await script.client().environments.retrieve('env_1'), ENVIRONMENT);
    t.equal(await script.count(), 2, 'requests');
  }
}

export async function aTimeoutIsTriedAgain(t) {
  const silent = (_url, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const { fetch, calls } = t.memory(silent, () => Response.json(ENVIRONMENT));
  const { environments } = t.client({ apiKey: 'k', fetch, timeout: 20 });
  t.equal(await environments.retrieve('env_1'), ENVIRONMENT);
  t.equal(calls.length, 2, 'requests');
  t.ok(calls[0].init.signal.aborted, 'the first request was aborted');
}

export async function anAnswerThatMakesNoSenseIsNotTriedAgain(t) {
  const script = await t.script({ body: 'no JSON' }, FINE);
  await t.rejects(script.client().environments.retrieve('env_1'), t.errors.InvalidResponseError);
  t.equal(await script.count(), 1, 'requests');
}
