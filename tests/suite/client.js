// The client itself: its parts, its options, its log.

const FINE = { body: { id: 'env_1' } };

export async function itsPartsStayTheSame(t) {
  const client = t.client({ authToken: 'k' });
  t.equal(client.environments, client.environments);
  t.equal(client.environments.work, client.environments.work);
  t.equal(client.beta, client.beta);
  t.equal(client.beta.environments, client.environments);
}

export async function idsAreDataAndNotPaths(t) {
  const ids = ['w/1', '../../x', 'a:b@c é', 'a?b#c', '%2F', 'a\\b', '...', '__proto__', '😀'];
  const script = await t.script(...ids.map(() => FINE));
  const { environments } = script.client();
  for (const id of ids) await environments.retrieve(id);
  const paths = (await script.log()).map(({ path }) => path);
  t.equal(
    paths.map((path) => path.split('/').length),
    ids.map(() => 4),
    'the number of segments',
  );
  t.equal(
    paths.map((path) => decodeURIComponent(path.split('/')[3])),
    ids,
  );
}

export async function metadataKeysAreData(t) {
  const script = await t.script(FINE, FINE);
  const { environments } = script.client();
  const text = '{"__proto__":"a","constructor":"b","toString":null,"":"c"}';
  await environments.update('env_1', { metadata: JSON.parse(text) });
  await environments.work.update('work_1', { environment_id: 'env_1', metadata: JSON.parse(text) });
  for (const { body } of await script.log()) t.equal(body, `{"metadata":${text}}`);
}

export async function nullIsNotLeftOut(t) {
  const script = await t.script(FINE, FINE, FINE);
  const { environments } = script.client();
  await environments.update('env_1', { description: null, metadata: { a: null }, name: undefined });
  await environments.update('env_1', {});
  await environments.work.stop('work_1', { environment_id: 'env_1' });
  t.equal(
    (await script.log()).map(({ body }) => body),
    ['{"description":null,"metadata":{"a":null}}', '{}', '{}'],
  );
}

export async function aBodyOnlyWhereThereIsOne(t) {
  const script = await t.script(...Array.from({ length: 5 }, () => FINE));
  const { environments } = script.client();
  const item = { environment_id: 'env_1' };
  await environments.archive('env_1');
  await environments.delete('env_1');
  await environments.work.ack('work_1', item);
  await environments.work.heartbeat('work_1', item);
  await environments.create({ name: 'x' });
  const log = await script.log();
  t.equal(
    log.map(({ body, headers }) => [body, headers['content-type']]),
    [...Array.from({ length: 4 }, () => ['', undefined]), ['{"name":"x"}', 'application/json']],
  );
}

export async function theCallersObjectsStayAsTheyAre(t) {
  const script = await t.script(FINE, FINE);
  const { environments } = script.client();
  const freeze = (value) => Object.freeze(value);
  const params = freeze({ environment_id: 'env_1', metadata: freeze({ a: 'b' }), betas: freeze(['x']), workspace_id: 'w' });
  const options = freeze({ headers: freeze({ 'x-a': 'b' }), timeout: 60_000 });
  await environments.work.update('work_1', params, options);
  await environments.work.update('work_1', params, options);
  t.equal(JSON.stringify(params), '{"environment_id":"env_1","metadata":{"a":"b"},"betas":["x"],"workspace_id":"w"}');
}

export async function headersComeInEveryForm(t) {
  const forms = [
    { 'X-Own': 'yes', 'x-two': ['a', 'b'] },
    [
      ['X-Own', 'yes'],
      ['x-two', 'a, b'],
    ],
    new Headers({ 'X-Own': 'yes', 'x-two': 'a, b' }),
    new Map([
      ['X-Own', 'yes'],
      ['x-two', 'a, b'],
    ]),
    // As an object of another realm, it inherits nothing of ours.
    Object.assign(Object.create(null), { 'X-Own': 'yes', 'x-two': ['a', 'b'] }),
    [
      ['x-two', 'no'],
      ['x-two', null],
      ['X-Own', 'yes'],
      ['X-Two', 'a'],
      ['x-two', 'b'],
    ],
  ];
  const script = await t.script(...forms.map(() => FINE));
  const { environments } = script.client();
  for (const headers of forms) await environments.retrieve('env_1', null, { headers });
  for (const { headers } of await script.log()) t.equal([headers['x-own'], headers['x-two']], ['yes', 'a, b']);
}

export async function aCallsHeadersComeOnTop(t) {
  const script = await t.script(FINE, FINE);
  const { environments } = script.client({ defaultHeaders: { 'X-A': 'default', 'x-b': 'default', 'x-c': 'default' } });
  await environments.retrieve('env_1', null, { headers: { 'x-a': 'own', 'X-B': null, 'x-c': undefined, 'anthropic-version': 'own' } });
  await environments.retrieve('env_1');
  const seen = (await script.log()).map(({ headers }) => [headers['x-a'], headers['x-b'], headers['x-c'], headers['anthropic-version']]);
  t.equal(seen, [
    ['own', undefined, 'default', 'own'],
    ['default', 'default', 'default', '2023-06-01'],
  ]);
}

export async function betasAmongTheDefaultHeadersAreBetas(t) {
  const script = await t.script(...Array.from({ length: 4 }, () => FINE));
  const { environments } = script.client({ betas: ['x-1'], defaultHeaders: { 'Anthropic-Beta': 'x-2, x-1,' } });
  await environments.retrieve('env_1');
  await environments.retrieve('env_1', { betas: ['x-0'] });
  await environments.retrieve('env_1', null, { headers: { 'anthropic-beta': 'mine' } });
  await script.client({ defaultHeaders: { 'anthropic-beta': null } }).environments.retrieve('env_1');
  t.equal(
    (await script.log()).map(({ headers }) => headers['anthropic-beta']),
    ['x-1,x-2,managed-agents-2026-04-01', 'x-0,x-1,x-2,managed-agents-2026-04-01', 'mine', 'managed-agents-2026-04-01'],
  );
}

export async function whatAFetchWritesIntoItsHeadersStaysThere(t) {
  const answer = (_url, { headers }) => {
    headers.set('x-written', 'yes');
    headers.delete('x-api-key');
    return Response.json(FINE.body);
  };
  const makers = {
    given: (fetch) => t.client({ apiKey: 'key', fetch }),
    // As a tracer does.
    'put in place of the global one': (fetch) => t.withGlobals({ fetch }, () => t.client({ apiKey: 'key' })),
  };
  for (const [which, make] of Object.entries(makers)) {
    const { fetch, calls } = t.memory(answer, answer);
    const { environments } = make((url, init) => fetch(url, { ...init, before: new Headers(init.headers) }));
    await environments.retrieve('env_1');
    await environments.retrieve('env_1');
    t.equal(
      calls.map(({ init: { before } }) => [before.get('x-written'), before.get('x-api-key')]),
      [
        [null, 'key'],
        [null, 'key'],
      ],
      `the headers for a fetch that is ${which}`,
    );
  }
}

export async function withOptionsGivesACopy(t) {
  const script = await t.script(...Array.from({ length: 4 }, () => FINE));
  const client = script.client({ apiKey: 'first', defaultHeaders: { 'x-a': 'b' } });
  const copy = client.withOptions({ authToken: 'second', maxRetries: 0 });
  const back = copy.withOptions({ apiKey: 'third' });
  t.ok(copy instanceof t.Client && copy !== client, 'another Client');
  for (const each of [client, copy, back, client]) await each.environments.retrieve('env_1');
  t.equal(
    (await script.log()).map(({ headers }) => [headers['x-api-key'], headers.authorization, headers['x-a']]),
    [
      ['first', undefined, 'b'],
      [undefined, 'Bearer second', 'b'],
      ['third', undefined, 'b'],
      ['first', undefined, 'b'],
    ],
  );
}

export async function withOptionsReplacesACredentialInTheHeaders(t) {
  const script = await t.script(...Array.from({ length: 4 }, () => FINE));
  const client = script.client({ apiKey: null, defaultHeaders: { 'X-Api-Key': 'first', 'x-a': 'b' } });
  const copies = [
    client,
    client.withOptions({ authToken: 'second' }),
    client.withOptions({ maxRetries: 0 }),
    client.withOptions({ authToken: 'second', defaultHeaders: { authorization: 'Bearer third' } }),
  ];
  for (const each of copies) await each.environments.retrieve('env_1');
  t.equal(
    (await script.log()).map(({ headers }) => [headers['x-api-key'], headers.authorization, headers['x-a']]),
    [
      ['first', undefined, 'b'],
      [undefined, 'Bearer second', 'b'],
      ['first', undefined, 'b'],
      [undefined, 'Bearer third', undefined],
    ],
  );
}

export async function whatIsUndefinedInWithOptionsStaysAsItWas(t) {
  const { fetch, calls } = t.memory(...Array.from({ length: 9 }, () => () => Response.json(FINE.body)));
  const given = { apiKey: 'first', baseURL: 'https://a.example.com', defaultHeaders: { 'x-a': 'b' }, anthropicVersion: 'v', fetch };
  const client = t.client(given);
  for (const name of [...Object.keys(given), 'authToken'])
    await client.withOptions({ [name]: undefined, maxRetries: 0 }).environments.retrieve('env_1');
  for (const { url, init } of calls) {
    t.match(url, /^https:\/\/a\.example\.com/);
    t.equal(
      ['x-api-key', 'x-a', 'anthropic-version'].map((name) => init.headers.get(name)),
      ['first', 'b', 'v'],
    );
  }
  t.equal(calls.length, 6, 'requests');
}

export async function withOptionsAsksTheEnvironmentForNothing(t) {
  const there = { ANTHROPIC_AUTH_TOKEN: 'token', ANTHROPIC_BASE_URL: 'https://env.example.com/x' };
  const other = { ANTHROPIC_AUTH_TOKEN: 'other', ANTHROPIC_BASE_URL: 'https://other.example.com' };
  for (const [env, baseURL] of [
    [there, there.ANTHROPIC_BASE_URL],
    [{ ANTHROPIC_AUTH_TOKEN: 'token' }, 'https://api.anthropic.com'],
  ]) {
    const { fetch, calls } = t.memory(() => Response.json(FINE.body));
    const client = t.withGlobals({ process: { env } }, () => t.client({ fetch }));
    const copy = t.withGlobals({ process: { env: other } }, () => client.withOptions({ maxRetries: 0 }));
    await copy.environments.retrieve('env_1');
    const [{ url, init }] = calls;
    t.equal([url, init.headers.get('authorization')], [`${baseURL}/v1/environments/env_1`, 'Bearer token']);
  }
}

export async function withOptionsChecksWhatItIsGiven(t) {
  const client = t.client({ authToken: 'k' });
  t.match(t.throws(() => client.withOptions({ timout: 1 }), t.errors.InvalidInputError).message, 'did you mean `timeout`');
  t.equal(t.throws(() => client.withOptions({ apiKey: 'a', authToken: 'b' }), t.errors.InvalidInputError).field, 'apiKey, authToken');
  for (const nothing of [5, true, 'sk-1', [], () => {}]) {
    const error = t.throws(() => client.withOptions(nothing), t.errors.InvalidInputError);
    t.equal(error.message, t.throws(() => new t.Client(nothing), t.errors.InvalidInputError).message);
  }
  client.withOptions({ timeout: 5 });
}

export async function laterChangesToTheOptionsDoNotCount(t) {
  const script = await t.script(FINE, FINE);
  const options = { baseURL: script.baseURL, authToken: 'first', defaultHeaders: { 'x-a': 'first' }, dangerouslyAllowBrowser: true };
  const client = new t.Client(options);
  options.authToken = 'second';
  options.defaultHeaders['x-a'] = 'second';
  await client.environments.retrieve('env_1');
  await client.withOptions({}).environments.retrieve('env_1');
  for (const { headers } of await script.log()) t.equal([headers.authorization, headers['x-a']], ['Bearer first', 'first']);
}

const LEVELS = { debug: ['debug', 'info'], info: ['info'], warn: [], error: [], off: [] };

/** A logger that keeps what it hears, by level. */
function keeping() {
  const heard = [];
  const logger = {};
  for (const level of ['debug', 'info', 'warn', 'error']) {
    logger[level] = function (message) {
      heard.push({ level, message, isLogger: this === logger });
    };
  }
  return { logger, heard };
}

export async function onlyWantedLinesAreLogged(t) {
  for (const [logLevel, levels] of Object.entries(LEVELS)) {
    const script = await t.script({ status: 503, headers: { 'retry-after-ms': '1' } }, { ...FINE, headers: { 'request-id': 'req_1' } });
    const { logger, heard } = keeping();
    await script.client({ logger, logLevel }).environments.retrieve('env_1');
    t.equal([...new Set(heard.map(({ level }) => level))].sort(), levels, `what is heard at ${logLevel}`);
    t.ok(
      heard.every(({ isLogger, message }) => isLogger && message.startsWith('leasehold: GET ')),
      'each line',
    );
    if (levels.length)
      t.ok(
        heard.some(({ message }) => /answered 200 \(req_1\)/.test(message)),
        'the answer',
      );
    if (levels.length)
      t.ok(
        heard.some(({ message }) => /503.*trying again in 1 ms/.test(message)),
        'the retry',
      );
  }
}

export async function theEnvironmentMaySayHowMuchIsLogged(t) {
  const rows = [
    [{ ANTHROPIC_LOG: 'debug' }, {}, true],
    [{ ANTHROPIC_LOG: 'debug' }, { logLevel: 'off' }, false],
    [{ ANTHROPIC_LOG: 'nonsense' }, {}, false],
    [{}, {}, false],
  ];
  for (const [env, options, isHeard] of rows) {
    const { fetch } = t.memory(() => Response.json({ id: 'env_1' }));
    const { logger, heard } = keeping();
    const client = t.withGlobals({ process: { env } }, () => new t.Client({ authToken: 'k', fetch, logger, ...options }));
    await client.environments.retrieve('env_1');
    t.equal(heard.length > 0, isHeard, JSON.stringify([env, options]));
  }
}

export async function aLoggerMayBeHalfAndMayThrow(t) {
  const script = await t.script(FINE, FINE);
  const loggers = [
    { info: () => {} },
    {
      debug() {
        throw new Error('the disk is full');
      },
    },
  ];
  for (const logger of loggers) t.equal(await script.client({ logger, logLevel: 'debug' }).environments.retrieve('env_1'), FINE.body);
}

export async function aClientOutlivesItsParts(t) {
  const script = await t.script(FINE, FINE);
  const { environments } = script.client();
  const { work } = environments;
  t.equal(await environments.retrieve('env_1'), FINE.body);
  t.equal(await work.retrieve('work_1', { environment_id: 'env_1' }), FINE.body);
}

export async function manyCallsAtOnce(t) {
  const script = await t.script(...Array.from({ length: 50 }, () => FINE));
  const { environments } = script.client();
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => environments.retrieve(`env_${i}`)));
  t.equal(answers.length, 50);
  t.equal(new Set((await script.log()).map(({ path }) => path)).size, 50, 'different requests');
}
