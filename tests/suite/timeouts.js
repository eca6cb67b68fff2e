// No answer in time.

/** A timeout is an error of all of these classes. */
async function timesOut(t, call) {
  const error = await t.rejects(call, t.errors.APIConnectionTimeoutError);
  t.ok(error instanceof t.errors.APIConnectionError && error instanceof t.errors.APIError, 'its bases');
  t.equal([error.status, error.headers], [undefined, undefined]);
  return error;
}

function gone(t, script) {
  return t.until(async () => (await script.log())[0]?.ended === 'gone', 'the server sees the client go');
}

export async function beforeTheHeaders(t) {
  const script = await t.script({ stall: 'before-headers' });
  const begin = performance.now();
  const error = await timesOut(t, script.client({ timeout: 300, maxRetries: 0 }).environments.retrieve('env_1'));
  t.ok(performance.now() - begin >= 298, 'the wait');
  t.match(error.message, '300 ms');
  await gone(t, script);
}

export async function inTheMiddleOfTheBody(t) {
  const script = await t.script({ body: { id: 'env_1' }, stall: 'mid-body' });
  await timesOut(t, script.client({ timeout: 300, maxRetries: 0 }).environments.retrieve('env_1'));
  await gone(t, script);
}

export async function inTheMiddleOfAnErrorsBodyItIsStillThatError(t) {
  const script = await t.script({ status: 403, body: 'forbidden, because', stall: 'mid-body' });
  const error = await t.rejects(script.client({ timeout: 1_000 }).environments.retrieve('env_1'), t.errors.PermissionDeniedError);
  t.equal([error.status, error.error], [403, undefined]);
  await gone(t, script);
}

export async function inABodyThatNobodyWantedAtFirst(t) {
  const body = (signal) => new ReadableStream({ start: (it) => signal.addEventListener('abort', () => it.error(signal.reason)) });
  const { fetch, calls } = t.memory((_url, { signal }) => new Response(body(signal)));
  const lines = [];
  const logger = { info: (line) => lines.push(line) };
  const call = t.client({ apiKey: 'k', fetch, timeout: 300, maxRetries: 0, logger, logLevel: 'info' }).environments.retrieve('env_1');
  await t.until(() => lines.length, 'the headers arrive');
  await timesOut(t, call);
  t.ok(calls[0].init.signal.aborted, 'the request was aborted');
}

export async function whileTheCredentialIsAskedFor(t) {
  const { fetch, calls } = t.memory();
  let asked = 0;
  const authToken = () => {
    asked += 1;
    return new Promise(() => {});
  };
  const { environments } = t.client({ authToken, fetch, timeout: 10, maxRetries: 0 });
  for (let i = 0; i < 2; i += 1) await timesOut(t, environments.retrieve('env_1'));
  t.equal([asked, calls.length], [1, 0], 'times asked, and requests');
}

export async function ofOneCall(t) {
  const script = await t.script({ stall: 'before-headers' });
  const { environments } = script.client({ maxRetries: 0 });
  const error = await timesOut(t, environments.retrieve('env_1', null, { timeout: 25 }));
  t.match(error.message, '25 ms');
}

export async function eachTryHasItsOwn(t) {
  const silent = (_url, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const { fetch, calls } = t.memory(silent, silent, silent);
  await timesOut(t, t.client({ apiKey: 'k', fetch, timeout: 15, maxRetries: 1 }).environments.retrieve('env_1'));
  t.equal(
    calls.map(({ init }) => init.signal.aborted),
    [true, true],
  );
}

export async function aBodyThatIsLeftToTheCallerHasNone(t) {
  const { fetch } = t.memory(
    () =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            await new Promise((resolve) => setTimeout(resolve, 60));
            controller.enqueue(new TextEncoder().encode('{"id":"late"}'));
            controller.close();
          },
        }),
      ),
  );
  const response = await t.client({ apiKey: 'k', fetch, timeout: 30 }).environments.retrieve('env_1').asResponse();
  t.equal(await response.json(), { id: 'late' });
}

export async function aFetchThatIgnoresItsSignal(t) {
  const { fetch } = t.memory(() => new Promise(() => {}));
  await timesOut(t, t.client({ apiKey: 'k', fetch, timeout: 10, maxRetries: 0 }).environments.retrieve('env_1'));
}
