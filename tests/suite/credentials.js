// Who is asking, and where that does not go.

const SECRET = 'sk-ant-very-secret-0123456789';
/** Engines quote a few letters of what they cannot parse. */
const LEAK = 'sk-ant';
const FINE = { body: { id: 'env_1' } };

/** The headers of the only request so far. */
async function sent(t, options, call = (environments) => environments.retrieve('env_1')) {
  const script = await t.script(FINE);
  await call(script.client(options).environments);
  const [{ headers }] = await script.log();
  return headers;
}

export async function anApiKeyHasItsOwnHeader(t) {
  const headers = await sent(t, { apiKey: SECRET });
  t.equal([headers['x-api-key'], headers.authorization], [SECRET, undefined]);
}

export async function aTokenIsABearer(t) {
  const headers = await sent(t, { authToken: SECRET });
  t.equal([headers['x-api-key'], headers.authorization], [undefined, `Bearer ${SECRET}`]);
}

export async function aCallsOwnCredentialReplacesTheClients(t) {
  const own = (headers) => (environments) => environments.retrieve('env_1', null, { headers });
  const bearer = await sent(t, { apiKey: SECRET }, own({ Authorization: 'Bearer own' }));
  t.equal([bearer['x-api-key'], bearer.authorization], [undefined, 'Bearer own']);
  const key = await sent(t, { authToken: SECRET }, own({ 'X-API-KEY': 'own' }));
  t.equal([key['x-api-key'], key.authorization], ['own', undefined]);
  const inDefaults = await sent(t, { apiKey: null, defaultHeaders: { authorization: 'Bearer default' } });
  t.equal([inDefaults['x-api-key'], inDefaults.authorization], [undefined, 'Bearer default']);
}

export async function whatEveryRequestSays(t) {
  const headers = await sent(t, {});
  t.equal(
    [headers.accept, headers['anthropic-version'], headers['anthropic-beta'], headers['content-type']],
    ['application/json', '2023-06-01', 'managed-agents-2026-04-01', undefined],
  );
  const other = await sent(t, { anthropicVersion: '2030-01-01', betas: ['x-1'], workspaceId: 'wrkspc_1' });
  t.equal(
    [other['anthropic-version'], other['anthropic-beta'], other['anthropic-workspace-id']],
    ['2030-01-01', 'x-1,managed-agents-2026-04-01', 'wrkspc_1'],
  );
}

export async function theProcessEnvironmentMayHaveOne(t) {
  const { fetch, calls } = t.memory(...Array.from({ length: 8 }, () => () => Response.json({ id: 'env_1' })));
  const rows = [
    [{ ANTHROPIC_API_KEY: ' key ' }, {}, 'key', null],
    [{ ANTHROPIC_AUTH_TOKEN: 'token' }, {}, null, 'Bearer token'],
    [{ ANTHROPIC_ENVIRONMENT_KEY: 'environment' }, {}, null, 'Bearer environment'],
    [{ ANTHROPIC_AUTH_TOKEN: 'token', ANTHROPIC_ENVIRONMENT_KEY: 'environment' }, {}, null, 'Bearer token'],
    [{ ANTHROPIC_API_KEY: 'key', ANTHROPIC_AUTH_TOKEN: 'token' }, {}, 'key', null],
    [{ ANTHROPIC_API_KEY: 'key', ANTHROPIC_AUTH_TOKEN: 'token' }, { apiKey: null }, null, 'Bearer token'],
    [{ ANTHROPIC_API_KEY: 'key' }, { authToken: 'given' }, null, 'Bearer given'],
    [{ ANTHROPIC_API_KEY: '  ', ANTHROPIC_AUTH_TOKEN: 'token' }, {}, null, 'Bearer token'],
  ];
  for (const [env, options, key, bearer] of rows) {
    const all = { ...options, fetch, dangerouslyAllowBrowser: true };
    const client = t.withGlobals(
      { process: { env: { ...env, ANTHROPIC_BASE_URL: 'https://env.example.com/x/' } } },
      () => new t.Client(all),
    );
    await client.environments.retrieve('env_1');
    const { url, init } = calls.at(-1);
    t.equal([init.headers.get('x-api-key'), init.headers.get('authorization')], [key, bearer], JSON.stringify(env));
    t.equal(url, 'https://env.example.com/x/v1/environments/env_1');
  }
  const env = { ANTHROPIC_API_KEY: 'key', ANTHROPIC_AUTH_TOKEN: 'token', ANTHROPIC_ENVIRONMENT_KEY: 'environment' };
  const make = () => new t.Client({ apiKey: null, authToken: null, fetch, dangerouslyAllowBrowser: true });
  t.withGlobals({ process: { env } }, () => t.throws(make, t.errors.InvalidInputError, 'a client that is told that there is none'));
}

export async function aFunctionIsAskedOnceForManyCalls(t) {
  const script = await t.script(FINE, FINE, FINE);
  let asked = 0;
  const { environments } = script.client({
    authToken: async () => {
      asked += 1;
      return `token-${asked}`;
    },
  });
  for (const id of ['a', 'b', 'c']) await environments.retrieve(id);
  t.equal(asked, 1, 'times asked');
  for (const { headers } of await script.log()) t.equal(headers.authorization, 'Bearer token-1');
}

export async function aFunctionIsAskedAgainAfterA401(t) {
  for (const [option, header, prefix] of [
    ['authToken', 'authorization', 'Bearer '],
    ['apiKey', 'x-api-key', ''],
  ]) {
    const script = await t.script({ status: 401 }, FINE, FINE);
    let asked = 0;
    const provider = () => {
      asked += 1;
      return `secret-${asked}`;
    };
    const { environments } = script.client({ [option]: provider, maxRetries: 0 });
    t.equal(await environments.retrieve('env_1'), FINE.body);
    await environments.retrieve('env_2');
    t.equal(asked, 2, 'times asked');
    t.equal(
      (await script.log()).map(({ headers }) => headers[header]),
      ['secret-1', 'secret-2', 'secret-2'].map((secret) => prefix + secret),
    );
  }
}

export async function aSecond401Stands(t) {
  const script = await t.script({ status: 401 }, { status: 401, headers: { 'request-id': 'req_2' } }, FINE);
  let asked = 0;
  const authToken = async () => {
    asked += 1;
    return 'token';
  };
  const error = await t.rejects(script.client({ authToken }).environments.retrieve('env_1'), t.errors.AuthenticationError);
  t.equal([error.requestID, asked, await script.count()], ['req_2', 2, 2]);
}

export async function a401OfACredentialThatCannotChangeStands(t) {
  const script = await t.script({ status: 401 }, FINE);
  await t.rejects(script.client({ authToken: 'token' }).environments.retrieve('env_1'), t.errors.AuthenticationError);
  t.equal(await script.count(), 1, 'requests');
}

export async function aFunctionThatFails(t) {
  const script = await t.script(FINE);
  const reason = new Error('the vault is closed');
  const failing = [
    [() => Promise.reject(reason), reason],
    [
      () => {
        throw reason;
      },
      reason,
    ],
    [() => Promise.reject('a text'), 'a text'],
    [() => '', undefined],
    [async () => '  ', undefined],
    [async () => undefined, undefined],
    [async () => ({ token: SECRET }), undefined],
  ];
  for (const [authToken, cause] of failing) {
    const error = await t.rejects(script.client({ authToken }).environments.retrieve('env_1'), t.errors.LeaseholdError, String(authToken));
    t.equal(error.cause, cause, 'the cause');
    t.match(error.message, 'authToken', 'the message');
  }
  const error = await t.rejects(
    script.client({ authToken: () => `${SECRET}\n` }).environments.retrieve('env_1'),
    t.errors.InvalidInputError,
    'a line break',
  );
  t.equal(error.field, 'authToken');
  t.equal(await script.count(), 0, 'requests');
}

export async function aFunctionThatFailedIsAskedAgain(t) {
  const thrower = () => {
    throw new Error('not yet');
  };
  for (const fails of [() => Promise.reject(new Error('not yet')), thrower]) {
    const script = await t.script(FINE);
    let asked = 0;
    const authToken = () => {
      asked += 1;
      return asked < 3 ? fails() : 'token';
    };
    const { environments } = script.client({ authToken, maxRetries: 0 });
    for (let i = 0; i < 2; i += 1)
      t.match((await t.rejects(environments.retrieve('env_1'), t.errors.LeaseholdError)).cause.message, 'not yet');
    t.equal([await environments.retrieve('env_1'), asked], [FINE.body, 3]);
  }
}

export async function callsAtOnceWithAStaleCredentialAllGetTheFreshOne(t) {
  const fetch = async (_url, { headers }) =>
    headers.get('authorization') === 'Bearer fresh' ? Response.json({ id: 'env_1' }) : new Response(null, { status: 401 });
  let asked = 0;
  const authToken = async () => {
    asked += 1;
    return asked === 1 ? 'stale' : 'fresh';
  };
  const { environments } = t.client({ authToken, fetch, maxRetries: 0 });
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((id) => environments.retrieve(id)));
  t.equal([answers.length, asked], [4, 2]);
}

export async function noCookieAndNoReferrer(t) {
  const { fetch, calls } = t.memory(() => Response.json({ id: 'env_1' }));
  await t.client({ apiKey: 'k', fetch }).environments.retrieve('env_1');
  const [{ init }] = calls;
  t.equal(init.redirect, 'manual');
  if ('credentials' in Request.prototype) t.equal([init.credentials, init.referrerPolicy], ['omit', 'no-referrer']);

  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has a Cookie Store API
  if (globalThis.document) globalThis.document.cookie = 'leasehold=crumb';
  const headers = await sent(t, {});
  t.equal([headers.cookie, headers.referer], [undefined, undefined]);
}

export async function aRedirectIsNotFollowed(t) {
  const elsewhere = await t.script(FINE, FINE);
  const other = elsewhere.baseURL.replace('127.0.0.1', 'localhost');
  for (const [status, location] of [
    [301, `${other}/v1/stolen?key=${SECRET}`],
    [302, `${other}/v1/stolen`],
    [307, `${other}/v1/stolen`],
    [308, '/elsewhere'],
  ]) {
    const script = await t.script({ status, headers: { location } }, FINE);
    const error = await t.rejects(script.client({ apiKey: SECRET }).environments.retrieve('env_1'), t.errors.InvalidResponseError);
    t.match(error.message, 'redirect');
    t.ok(!error.message.includes(LEAK), 'what the message leaves out');
    t.equal(await script.count(), 1, 'requests');
  }
  t.equal(await elsewhere.count(), 0, 'requests elsewhere');
}

export async function noErrorShowsTheCredential(t) {
  const steps = [
    { status: 401, body: { error: { type: 'authentication_error', message: 'nobody knows this credential' } } },
    { status: 500, body: '<html>' },
    { body: `{"secret":"${SECRET}"` },
    { body: `${SECRET}` },
    { body: `["${SECRET}"]` },
    { status: 204 },
    { status: 302, headers: { location: `http://u:${SECRET}@localhost/?${SECRET}` } },
    { cut: 'before-headers' },
    { body: { id: SECRET }, cut: 'mid-body' },
  ];
  for (const credential of [{ apiKey: SECRET }, { authToken: SECRET }, { authToken: async () => SECRET }]) {
    for (const step of steps) {
      const script = await t.script(step, step);
      const { error } = await t.settled(script.client({ ...credential, maxRetries: 0 }).environments.retrieve('env_1'));
      t.ok(error instanceof t.errors.LeaseholdError, String(error));
      t.ok(!t.printed(error).includes(LEAK), `what is printed of ${error.name} after ${JSON.stringify(step).replaceAll(SECRET, '***')}`);
    }
  }
}

export async function noBadInputShowsTheCredential(t) {
  const options = [
    { apiKey: `${SECRET}\n` },
    { authToken: `${SECRET}\r\nx-evil: 1` },
    { apiKey: [SECRET] },
    { authToken: { token: SECRET } },
    { apiKey: SECRET, authToken: SECRET },
    { apiKey: SECRET, timout: 1 },
    { apiKey: SECRET, baseURL: 'https://[' },
    { authToken: 'k', baseURL: `https://user:${SECRET}@api.example.com` },
    { authToken: 'k', baseURL: `https://api.example.com?key=${SECRET}` },
    { authToken: 'k', defaultHeaders: { 'x-a': `${SECRET}\n` } },
    { defaultHeaders: { 'x-api-key': SECRET, authorization: SECRET } },
  ];
  for (const row of options) {
    const error = t.throws(() => t.client(row), t.errors.InvalidInputError);
    t.ok(!t.printed(error).includes(LEAK), `what is printed of ${error.message.replaceAll(SECRET, '***')}`);
  }
}

export async function noObjectShowsTheCredential(t) {
  const script = await t.script(FINE, { body: { data: [], next_page: 'p2' } });
  for (const credential of [{ apiKey: SECRET }, { authToken: SECRET }]) {
    const client = script.client(credential);
    const call = client.environments.retrieve('env_1').catch(() => {});
    for (const value of [client, client.beta, client.environments, client.environments.work, client.withOptions({}), call]) {
      t.ok(!t.printed(value).includes(LEAK), 'what is printed');
    }
    await call;
  }
}

export async function noLogLineShowsTheCredential(t) {
  const lines = [];
  const hear = (...parts) => lines.push(...parts.map(t.printed));
  const logger = { debug: hear, info: hear, warn: hear, error: hear };
  const script = await t.script({ status: 503, headers: { 'retry-after-ms': '1' } }, FINE, { status: 401 }, { cut: 'before-headers' });
  const { environments } = script.client({ apiKey: SECRET, logger, logLevel: 'debug', maxRetries: 1 });
  await environments.create({ name: 'x', metadata: { token: SECRET } });
  await t.settled(environments.retrieve('env_1'));
  await t.settled(environments.retrieve('env_1', null, { maxRetries: 0, headers: { authorization: `Bearer ${SECRET}` } }));
  t.ok(lines.length >= 6, 'lines');
  t.ok(!lines.join('\n').includes(LEAK), 'what is logged');
}

export async function noLogLineShowsThePathOfTheBaseURL(t) {
  const lines = [];
  const hear = (line) => lines.push(line);
  const logger = { debug: hear, info: hear, warn: hear, error: hear };
  const script = await t.script(...Array.from({ length: 12 }, () => ({ cut: 'before-headers' })));
  const path = new URL(script.baseURL).pathname;
  const options = { logger, logLevel: 'debug', maxRetries: 0 };
  await t.settled(script.client(options).environments.retrieve('env_1'));
  // As Deno says it.
  const fetch = (url) =>
    Promise.reject(new TypeError('fetch failed', { cause: new Error(`error sending request for url (${url}): refused`) }));
  const { error } = await t.settled(script.client({ ...options, fetch }).environments.retrieve('env_1'));
  t.match(error.message, `for url (${new URL(script.baseURL).origin}): refused`);
  t.ok(lines.length >= 4, 'lines');
  t.ok(!lines.join('\n').includes(path), lines.join('\n'));
}

export async function aPageOfTheSameOriginNeedsNone(t) {
  const { fetch, calls } = t.memory(...Array.from({ length: 2 }, () => () => Response.json({ id: 'env_1' })));
  const location = { href: 'https://console.example.com/app/index.html', origin: 'https://console.example.com' };
  const globals = globalThis.location ? {} : { location };
  const { origin } = globalThis.location ?? location;
  for (const baseURL of ['/api', `${origin}/api/`]) {
    const client = t.withGlobals({ ...globals, process: { env: {} } }, () =>
      new t.Client({ baseURL, fetch }).withOptions({ timeout: 5_000 }),
    );
    await client.environments.retrieve('env_1');
    const { url, init } = calls.at(-1);
    t.equal(url, `${origin}/api/v1/environments/env_1`);
    t.equal([init.headers.get('x-api-key'), init.headers.get('authorization')], [null, null]);
  }
}
