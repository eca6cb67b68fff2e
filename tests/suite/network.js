// What the network does wrong: a named error with `status`, `requestID` where there is one, and `cause`.

const ID = { 'request-id': 'req_1' };

/** Firefox sends a GET that was cut off again by itself, up to ten times, whatever the page wants. */
const TIMES = 12;

/** What one call makes of `step`. */
async function outcome(t, step, call = (environments) => environments.retrieve('env_1'), options = {}) {
  const script = await t.script(...Array(TIMES).fill(step));
  return t.settled(call(script.client({ maxRetries: 0, ...options }).environments));
}

async function invalid(t, step, call, options) {
  const { error, ...rest } = await outcome(t, { headers: ID, ...step }, call, options);
  const what = `the error of ${JSON.stringify(step).slice(0, 80)}`;
  t.ok(!('value' in rest), `${what}: none`);
  t.isA(error, t.errors.InvalidResponseError, what);
  t.ok(error instanceof t.errors.APIError, what);
  t.equal([error.status, error.requestID], [step.status ?? 200, 'req_1'], what);
  return error;
}

export async function anAnswerThatIsNotJson(t) {
  for (const body of ['hello', '<!doctype html><h1>Welcome</h1>', '{"id":', '{"id":"env_1"} trailing', 'undefined', '\u0000']) {
    const error = await invalid(t, { body });
    t.equal(error.cause?.name, 'SyntaxError', `the cause of ${body}`);
  }
}

export async function anAnswerThatIsNotThere(t) {
  await invalid(t, { status: 204 });
  await invalid(t, { status: 200 });
  await invalid(t, { status: 204 }, (environments) => environments.list());
  await invalid(t, { status: 204 }, ({ work }) => work.ack('work_1', { environment_id: 'env_1' }));
}

export async function anAnswerOfTheWrongShape(t) {
  for (const body of ['[]', '"text"', '7', 'true', 'null']) t.match((await invalid(t, { body })).message, 'object');
  for (const body of ['[]', '"text"', '7']) await invalid(t, { body }, ({ work }) => work.poll('env_1'));
  for (const body of [{}, { data: {} }, { data: null }, { data: 'x' }, { data: [], next_page: 7 }, { data: [], next_page: {} }]) {
    t.match((await invalid(t, { body }, (environments) => environments.list())).message, 'page');
  }
}

export async function anAnswerThatIsTooLarge(t) {
  const body = JSON.stringify({ id: 'x'.repeat(5000) });
  for (const chunked of [false, true]) {
    const error = await invalid(t, { body, chunked }, undefined, { maxResponseBytes: body.length - 1 });
    t.match(error.cause.message, String(body.length - 1));
    const { value } = await outcome(t, { body, chunked }, undefined, { maxResponseBytes: body.length });
    t.equal(value.id.length, 5000, 'an answer as large as it may be');
  }
}

export async function theLimitIsOfWhatComesOutOfCompression(t) {
  // Less than 100 bytes of it are sent, and so says its `content-length`. What it was compressed with, a page of another origin cannot see.
  const step = { body: { id: 'x'.repeat(20_000) }, gzip: true };
  for (const chunked of [false, true]) {
    const error = await invalid(t, { ...step, chunked }, undefined, { maxResponseBytes: 10_000 });
    t.match(error.cause.message, 'longer than 10000 bytes');
    const { value } = await outcome(t, { ...step, chunked }, undefined, { maxResponseBytes: 30_000 });
    t.equal(value.id.length, 20_000, 'a compressed answer within the limit');
  }
}

export async function aLengthInAHeaderIsNotBelieved(t) {
  const sent = JSON.stringify({ id: 'x'.repeat(5000) });
  for (const headers of [{}, { 'content-length': '2' }, { 'content-length': '2', 'content-encoding': 'identity' }]) {
    const inMemory = () => new Response(sent, { headers: { ...ID, ...headers } });
    const retrieve = (maxResponseBytes) => {
      const { fetch } = t.memory(inMemory());
      return t.client({ apiKey: 'k', fetch, maxResponseBytes }).environments.retrieve('env_1');
    };
    const error = await t.rejects(retrieve(sent.length - 1), t.errors.InvalidResponseError);
    t.match(error.cause.message, String(sent.length - 1));
    t.equal((await retrieve(sent.length)).id.length, 5000, `an answer with ${JSON.stringify(headers)}`);
  }
}

/** A body of letters without an end, and whether it was cancelled. */
function endless() {
  const stream = { cancelled: false };
  stream.body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1000).fill(120)),
    cancel() {
      stream.cancelled = true;
    },
  });
  return stream;
}

export async function anAnswerThatNeverEndsIsCutOff(t) {
  const stream = endless();
  const { fetch } = t.memory(new Response(stream.body, { headers: ID }));
  const error = await t.rejects(
    t.client({ apiKey: 'k', fetch, maxResponseBytes: 10_000 }).environments.retrieve('env_1'),
    t.errors.InvalidResponseError,
  );
  t.equal([error.status, error.requestID, stream.cancelled], [200, 'req_1', true]);
}

export async function anErrorThatNeverEndsIsStillThatError(t) {
  const stream = endless();
  const { fetch } = t.memory(new Response(stream.body, { status: 400, headers: ID }));
  const error = await t.rejects(t.client({ apiKey: 'k', fetch }).environments.retrieve('env_1'), t.errors.BadRequestError);
  t.equal([error.status, error.requestID, error.error, stream.cancelled], [400, 'req_1', undefined, true]);
  t.match(error.message, "the body is not in the API's form");
}

export async function anAnswerThatIsCutShort(t) {
  for (const framing of await t.framings()) {
    const { error } = await outcome(t, { body: { id: 'env_1' }, cut: 'mid-body', ...framing, headers: ID });
    t.isA(error, t.errors.APIConnectionError);
    t.equal([error.status, error.requestID], [200, 'req_1']);
    t.ok(error.cause instanceof Error || error.cause?.name, 'a cause');
  }
}

export async function aConnectionThatIsCut(t) {
  const { error } = await outcome(t, { cut: 'before-headers' });
  t.isA(error, t.errors.APIConnectionError);
  t.equal([error.status, error.headers], [undefined, undefined]);
  t.ok(error.cause?.name, 'a cause');
}

export async function nobodyListens(t) {
  const client = t.client({ apiKey: 'k', baseURL: 'http://127.0.0.1:1', maxRetries: 0 });
  const error = await t.rejects(client.environments.retrieve('env_1'), t.errors.APIConnectionError);
  t.ok(error.cause?.name, 'a cause');
}

/** Calls that are answered in all the ways in which a `fetch` can go wrong. */
async function withFetch(t, fetch) {
  return t.settled(t.client({ apiKey: 'k', fetch, maxRetries: 0 }).environments.retrieve('env_1'));
}

export async function aFetchThatIsRejectedWithAnything(t) {
  const reasons = [new TypeError('failed'), 'a text', 7, 0n, null, undefined, false, Symbol('s'), { message: 5 }, [1], Object.create(null)];
  for (const reason of reasons) {
    const { error } = await withFetch(t, () => Promise.reject(reason));
    t.isA(error, t.errors.APIConnectionError, `rejected with ${String(Object.prototype.toString.call(reason))}`);
    t.ok(Object.is(error.cause, reason), 'the cause');
  }
}

export async function aFetchThatThrowsAnything(t) {
  for (const reason of [new TypeError('failed'), 'a text', null, undefined]) {
    const { error } = await withFetch(t, () => {
      throw reason;
    });
    t.isA(error, t.errors.APIConnectionError);
    t.ok(Object.is(error.cause, reason), 'the cause');
  }
}

export async function aFetchThatGivesNoResponse(t) {
  const answers = [undefined, null, 'text', 7, {}, [], { status: 200 }, { status: 200, headers: {} }, { headers: new Headers() }, () => {}];
  // Of tests that mock fetch, in halves.
  answers.push({ status: 404, headers: { get: () => null } }, { status: 404, headers: [] }, { status: '200', headers: new Headers() });
  answers.push({
    get headers() {
      throw new Error('no');
    },
    status: 200,
  });
  for (const answer of answers) {
    const { error } = await withFetch(t, async () => answer);
    t.ok(error instanceof t.errors.LeaseholdError, String(error));
    t.match(error.message, 'fetch', 'the message');
    t.match(error.message, 'Response', 'the message');
  }
}

/** An answer that somebody made by hand, as tests do. */
const byHand = (status, headers, body = '{"id":"env_1"}') => ({ status, headers, text: async () => body });

export async function headersOfAnAnswerThatThrow(t) {
  const throws = () => {
    throw new Error('no headers here');
  };
  const all = [
    { get: throws, [Symbol.iterator]: throws },
    { get: () => 5, [Symbol.iterator]: () => [][Symbol.iterator]() },
    {
      get: () => null,
      *[Symbol.iterator]() {
        yield undefined;
      },
    },
    new Map([
      ['x-a', 'ü€'],
      ['x b', 'c'],
      ['x-d', 'e\nf'],
    ]),
  ];
  for (const headers of all) {
    const fine = await t
      .client({ apiKey: 'k', fetch: async () => byHand(200, headers) })
      .environments.retrieve('env_1')
      .withResponse();
    t.equal([fine.data, fine.data._request_id ?? null, fine.request_id ?? null], [{ id: 'env_1' }, null, null]);
    const { error } = await withFetch(t, async () => byHand(404, headers));
    t.isA(error, t.errors.NotFoundError);
    t.equal([error.status, error.requestID], [404, null]);
    t.isA((await withFetch(t, async () => byHand(302, headers))).error, t.errors.InvalidResponseError);
    t.isA((await withFetch(t, async () => byHand(200, headers, '<html>'))).error, t.errors.InvalidResponseError);
  }
}

export async function whatTheRuntimesFetchGivesMayBeATestsToo(t) {
  const { client } = t.withGlobals({ fetch: async () => undefined }, () => ({ client: t.client({ apiKey: 'k', maxRetries: 0 }) }));
  t.match((await t.rejects(client.environments.retrieve('env_1'), t.errors.InvalidInputError)).message, 'Response');
}

export async function aFetchThatWaitsForNothing(t) {
  const { value } = await withFetch(t, () => new Response('{"id":"env_1"}'));
  t.equal(value, { id: 'env_1' });
}

export async function aBodyThatFailsWithAnything(t) {
  for (const reason of [new Error('broken'), 'a text', undefined]) {
    const body = () => new ReadableStream({ start: (controller) => controller.error(reason) });
    const { error } = await withFetch(t, async () => new Response(body(), { headers: ID }));
    t.isA(error, t.errors.APIConnectionError);
    t.equal([error.status, error.requestID], [200, 'req_1']);
    t.ok(Object.is(error.cause, reason), 'the cause');
  }
}

export async function whatIsBehindAFailureIsNamed(t) {
  const cause = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
  const { error } = await withFetch(t, () => Promise.reject(cause));
  t.match(error.message, 'fetch failed');
  t.match(error.message, 'connect ECONNREFUSED');
}
