// What the caller gets wrong: a named error that says the field, what it was and what would be right, and nothing is sent.

const E = { environment_id: 'env_1' };
const WORD = /\w/;

/** Checks what the error says. */
function says(t, error, field, received, what) {
  t.equal(error.field, field, `the field of ${what}`);
  t.match(error.received, received, `what ${what} received`);
  t.match(error.expected, WORD, `what ${what} expected`);
  for (const part of [error.field, error.received, error.expected]) t.match(error.message, part, `the message of ${what}`);
}

/** Makes each call `[name, call, field, received]`; none may reach the server. */
async function allRefused(t, rows) {
  const script = await t.script({ body: { id: 'env_1' } });
  const client = script.client();
  for (const [what, call, field, received] of rows) {
    const error = await t.rejects(call(client.environments, client), t.errors.InvalidInputError, what);
    says(t, error, field, received, what);
  }
  await client.environments.retrieve('env_only');
  t.equal(
    (await script.log()).map(({ path }) => path),
    ['/v1/environments/env_only'],
    'what was sent',
  );
}

/** Every call that takes an environment's id first. */
const BY_ENVIRONMENT = {
  retrieve: (environments, id) => environments.retrieve(id),
  update: (environments, id) => environments.update(id, {}),
  delete: (environments, id) => environments.delete(id),
  archive: (environments, id) => environments.archive(id),
  'work.poll': ({ work }, id) => work.poll(id),
  'work.list': ({ work }, id) => work.list(id),
  'work.stats': ({ work }, id) => work.stats(id),
};

/** Every call that takes a work item's id first, and the environment's among the parameters. */
const BY_WORK = {
  'work.retrieve': ({ work }, id, params) => work.retrieve(id, params),
  'work.update': ({ work }, id, params) => work.update(id, { metadata: {}, ...params }),
  'work.ack': ({ work }, id, params) => work.ack(id, params),
  'work.heartbeat': ({ work }, id, params) => work.heartbeat(id, params),
  'work.stop': ({ work }, id, params) => work.stop(id, params),
};

/** What is no id, and how errors show it. */
const NO_IDS = [
  [undefined, 'nothing'],
  [null, /^(null|nothing)$/],
  ['', '""'],
  ['.', '"."'],
  ['..', '".."'],
  ['%2e%2E', '"%2e%2E"'],
  ['.%2e', '".%2e"'],
  [7, '7'],
  [true, 'true'],
  [12n, '12'],
  [Symbol('id'), 'Symbol(id)'],
  [['env_1'], 'a list'],
  [{ id: 'env_1' }, 'an object'],
  [() => 'env_1', 'a function'],
];

export async function idsOfEnvironments(t) {
  const rows = Object.entries(BY_ENVIRONMENT).flatMap(([name, call]) =>
    NO_IDS.map(([id, received]) => [`${name}(${String(id)})`, (environments) => call(environments, id), 'environment_id', received]),
  );
  await allRefused(t, rows);
}

export async function idsOfWorkItems(t) {
  const rows = Object.entries(BY_WORK).flatMap(([name, call]) =>
    NO_IDS.map(([id, received]) => [`${name}(${String(id)})`, (environments) => call(environments, id, E), 'work_id', received]),
  );
  await allRefused(t, rows);
}

export async function environmentIdsAmongTheParameters(t) {
  const rows = Object.entries(BY_WORK).flatMap(([name, call]) => [
    [`${name} without parameters`, (environments) => call(environments, 'work_1'), 'environment_id', 'nothing'],
    ...NO_IDS.map(([environment_id, received]) => [
      `${name}({ environment_id: ${String(environment_id)} })`,
      (environments) => call(environments, 'work_1', { environment_id }),
      'environment_id',
      received,
    ]),
  ]);
  await allRefused(t, rows);
}

export async function numbersOutOfBounds(t) {
  const poll = (params) => (environments) => environments.work.poll('env_1', params);
  const beat = (params) => (environments) => environments.work.heartbeat('work_1', { ...E, ...params });
  const rows = [];
  for (const [value, received] of [
    [0, '0'],
    [1000, '1000'],
    [-1, '-1'],
    [1.5, '1.5'],
    ['5', '"5"'],
    [Number.NaN, 'NaN'],
    [5n, '5'],
    [true, 'true'],
  ]) {
    rows.push([`block_ms ${String(value)}`, poll({ block_ms: value }), 'block_ms', received]);
  }
  for (const [value, received] of [
    [-1, '-1'],
    [0.5, '0.5'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    ['5', '"5"'],
  ]) {
    rows.push([`reclaim_older_than_ms ${value}`, poll({ reclaim_older_than_ms: value }), 'reclaim_older_than_ms', received]);
  }
  for (const [value, received] of [
    [0, '0'],
    [-1, '-1'],
    [2.5, '2.5'],
    ['9', '"9"'],
    [{}, 'an object'],
    [2 ** 53, '9007199254740992'],
  ]) {
    rows.push([`limit ${value}`, (environments) => environments.list({ limit: value }), 'limit', received]);
    rows.push([`work limit ${value}`, (environments) => environments.work.list('env_1', { limit: value }), 'limit', received]);
  }
  for (const [value, received] of [
    [0, '0'],
    [-30, '-30'],
    [1.5, '1.5'],
    ['30', '"30"'],
  ]) {
    rows.push([`desired_ttl_seconds ${value}`, beat({ desired_ttl_seconds: value }), 'desired_ttl_seconds', received]);
  }
  await allRefused(t, rows);
}

export async function parametersOfTheWrongKind(t) {
  const circular = {};
  circular.self = circular;
  await allRefused(t, [
    ['params that are a text, perhaps a key', (e) => e.list('sk-1'), 'params', 'a text'],
    ['params that are a list', (e) => e.list([]), 'params', 'a list'],
    ['create without params', (e) => e.create(), 'name', 'nothing'],
    ['create without a name', (e) => e.create({}), 'name', 'nothing'],
    ['create with an inherited name, which would not be sent', (e) => e.create(Object.create({ name: 'n' })), 'name', 'nothing'],
    ['create with an empty name', (e) => e.create({ name: '' }), 'name', '""'],
    ['create with a number for a name', (e) => e.create({ name: 5 }), 'name', '5'],
    ['an empty cursor', (e) => e.list({ page: '' }), 'page', '""'],
    ['a cursor that is no text', (e) => e.list({ page: 2 }), 'page', '2'],
    ['include_archived that is no flag', (e) => e.list({ include_archived: 'yes' }), 'include_archived', '"yes"'],
    ['metadata that is missing', (e) => e.work.update('work_1', E), 'metadata', 'nothing'],
    ['metadata that is a text', (e) => e.work.update('work_1', { ...E, metadata: 'a=b' }), 'metadata', '"a=b"'],
    ['metadata that is a list', (e) => e.work.update('work_1', { ...E, metadata: [] }), 'metadata', 'a list'],
    ['force that is no flag', (e) => e.work.stop('work_1', { ...E, force: 1 }), 'force', '1'],
    ['an empty heartbeat', (e) => e.work.heartbeat('work_1', { ...E, expected_last_heartbeat: '' }), 'expected_last_heartbeat', '""'],
    [
      'a heartbeat that is a date',
      (e) => e.work.heartbeat('work_1', { ...E, expected_last_heartbeat: new Date() }),
      'expected_last_heartbeat',
      'an object',
    ],
    ['a worker that is no text', (e) => e.work.poll('env_1', { 'Anthropic-Worker-ID': 7 }), 'Anthropic-Worker-ID', '7'],
    ['betas that are a text', (e) => e.retrieve('env_1', { betas: 'x' }), 'betas', '"x"'],
    ['a beta that is a number', (e) => e.retrieve('env_1', { betas: ['x', 3] }), 'betas', '3'],
    ['an empty beta', (e) => e.retrieve('env_1', { betas: [''] }), 'betas', '""'],
    ['a workspace that is no text', (e) => e.retrieve('env_1', { workspace_id: 1 }), 'workspace_id', '1'],
  ]);
  const script = await t.script({ body: {} });
  const { environments } = script.client();
  const bodies = {
    circular,
    bigint: { n: 1n },
    thrower: {
      toJSON: () => {
        throw new Error('no');
      },
    },
  };
  for (const [what, config] of Object.entries(bodies)) {
    await t.rejects(environments.create({ name: 'n', config }), t.errors.InvalidInputError, `a body that is ${what}`);
  }
  t.equal(await script.count(), 0, 'requests');
}

export async function headersThatCannotBeSent(t) {
  const withHeaders = (headers) => (environments) => environments.retrieve('env_1', null, { headers });
  await allRefused(t, [
    ['a line break in a value', withHeaders({ 'x-a': 'b\r\nx-evil: 1' }), 'headers.x-a', 'U+d'],
    ['a line feed in a value', withHeaders([['x-a', 'b\nc']]), 'headers.x-a', 'U+a'],
    ['a zero in a value', withHeaders({ 'x-a': '\0' }), 'headers.x-a', 'U+'],
    ['a value beyond Latin-1', withHeaders({ 'x-a': '😀' }), 'headers.x-a', 'U+1f600'],
    ['a name with a space', withHeaders({ 'x a': 'b' }), 'headers', '"x" and more'],
    ['a header in one text', withHeaders({ 'x-a: sk-1': 'b' }), 'headers', '"x-a" and more'],
    ['an empty name', withHeaders({ '': 'b' }), 'headers', 'nothing'],
    ['a value that is a number', withHeaders({ 'x-a': 5 }), 'headers.x-a', '5'],
    ['headers that are a text', withHeaders('x-a: b'), 'headers', 'a text'],
    ['both credentials', withHeaders({ 'X-Api-Key': 'a', Authorization: 'Bearer b' }), 'headers', 'both'],
    [
      'a line break in a worker id',
      ({ work }) => work.poll('env_1', { 'Anthropic-Worker-ID': 'a\nb' }),
      'headers.Anthropic-Worker-ID',
      'U+a',
    ],
    ['a line break in a workspace', (e) => e.retrieve('env_1', { workspace_id: 'a\nb' }), 'headers.anthropic-workspace-id', 'U+a'],
    ['a line break in a beta', (e) => e.retrieve('env_1', { betas: ['a\nb'] }), 'headers.anthropic-beta', 'U+a'],
  ]);
}

export async function optionsOfACallOfTheWrongKind(t) {
  const withOptions = (options) => (environments) => environments.retrieve('env_1', null, options);
  await allRefused(t, [
    ['options that are a text, perhaps a key', withOptions('sk-1'), 'options', 'a text'],
    ['options that are an empty text', withOptions(''), 'options', 'an empty text'],
    ['a signal that is a text', withOptions({ signal: 'sk-1' }), 'signal', 'a text'],
    ['a signal without removeEventListener', withOptions({ signal: { aborted: false, addEventListener() {} } }), 'signal', 'an object'],
    ['options that are a list', withOptions([]), 'options', 'a list'],
    ['a slip', withOptions({ timout: 5 }), 'options', '`timout` (did you mean `timeout`?)'],
    ['an option of the official SDK that there is not', withOptions({ query: { limit: 5 } }), 'options', /`query`$/],
    ['a timeout of 0', withOptions({ timeout: 0 }), 'timeout', '0'],
    ['a negative timeout', withOptions({ timeout: -1 }), 'timeout', '-1'],
    ['a timeout that is a text', withOptions({ timeout: '10s' }), 'timeout', '"10s"'],
    ['negative retries', withOptions({ maxRetries: -1 }), 'maxRetries', '-1'],
    ['half a retry', withOptions({ maxRetries: 0.5 }), 'maxRetries', '0.5'],
    ['a signal that is none', withOptions({ signal: {} }), 'signal', 'an object'],
    ['a signal that is a controller', withOptions({ signal: new AbortController() }), 'signal', 'an object'],
    [
      'a getter that throws',
      withOptions({
        get timeout() {
          throw new Error('no');
        },
      }),
      'timeout',
      'throws',
    ],
  ]);
}

export async function objectsThatThrowWhenTheyAreRead(t) {
  const reason = new Error('mine');
  const throws = () => {
    throw reason;
  };
  const getter = (params) => Object.defineProperty({ ...params }, 'anything', { get: throws, enumerable: true });
  const proxy = new Proxy({}, { ownKeys: throws });
  const script = await t.script({ body: { id: 'env_1' } });
  const client = script.client();
  const calls = {
    'a getter of a body': [({ environments }) => environments.create(getter({ name: 'n' })), 'params'],
    'a getter of an update': [({ environments }) => environments.update('env_1', getter()), 'params'],
    'a body that is a proxy': [({ environments }) => environments.update('env_1', proxy), 'params'],
    'a stop': [({ environments: { work } }) => work.stop('work_1', getter(E)), 'params'],
    'a name that is none': [({ environments }) => environments.retrieve('env_1', null, { headers: [[throws]] }), 'headers'],
    'a list of values': [
      ({ environments }) => environments.retrieve('env_1', null, { headers: { 'x-a': [{ toString: throws }] } }),
      'options',
    ],
  };
  for (const [what, [call, field]] of Object.entries(calls)) {
    const error = await t.rejects(call(client), t.errors.InvalidInputError, what);
    t.equal(error.field, field, what);
    if (field !== 'headers') t.equal(error.cause, reason, what);
  }
  for (const options of [getter(), proxy]) {
    const error = t.throws(() => client.withOptions(options), t.errors.InvalidInputError);
    t.equal([error.field, error.cause], ['options', reason]);
  }
  t.equal(t.throws(() => new t.Client(proxy), t.errors.InvalidInputError).cause, reason);
  await client.environments.retrieve('env_1');
  t.equal(await script.count(), 1, 'requests');
}

export async function badInputRejectsAListToo(t) {
  const { environments } = (await t.script()).client();
  const read = async () => {
    for await (const item of environments.list({ limit: -1 })) t.ok(false, item);
  };
  says(t, await t.rejects(read(), t.errors.InvalidInputError), 'limit', '-1', 'for await');
  await t.rejects(environments.list({ limit: -1 }).asResponse(), t.errors.InvalidInputError);
}
