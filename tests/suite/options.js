// A client's options that will not do: a named error that says the option, what it was and what would be right.

const WORD = /\w/;

/** Checks what the error says. */
function says(t, error, field, received, what) {
  t.equal(error.field, field, `the field of ${what}`);
  t.match(error.received, received, `what ${what} received`);
  t.match(error.expected, WORD, `what ${what} expected`);
  for (const part of [error.field, error.received, error.expected]) t.match(error.message, part, `the message of ${what}`);
}

/** Makes a client of each `[name, options, field, received]`, in a process environment that says nothing. */
function allClientsRefused(t, rows, globals = {}) {
  t.withGlobals({ process: { env: {} }, ...globals }, () => {
    for (const [what, options, field, received] of rows) {
      const error = t.throws(() => new t.Client(options), t.errors.InvalidInputError, what);
      says(t, error, field, received, what);
    }
  });
}

export async function unknownOptionsOfAClient(t) {
  const unknown = (what, name, hint) => [what, { apiKey: 'k', dangerouslyAllowBrowser: true, [name]: 1 }, 'options', hint];
  allClientsRefused(t, [
    unknown('another case', 'apikey', '`apikey` (did you mean `apiKey`?)'),
    unknown('a slip', 'baseUrl', '`baseUrl` (did you mean `baseURL`?)'),
    unknown('a letter too few', 'timout', '`timout` (did you mean `timeout`?)'),
    unknown('something else altogether', 'zzzzzzzzzzzz', /`zzzzzzzzzzzz`$/),
    ['options that are a text, probably a key', 'sk-1', 'options', 'a text'],
    ['options that are a list', [], 'options', 'a list'],
  ]);
}

export async function optionsOfAClientOfTheWrongKind(t) {
  const wrong = (name, value, received, field = name) => [
    `${name}: ${String(value)}`,
    { dangerouslyAllowBrowser: true, apiKey: 'k', [name]: value },
    field,
    received,
  ];
  allClientsRefused(t, [
    wrong('timeout', 0, '0'),
    wrong('timeout', 1.5, '1.5'),
    wrong('maxRetries', -1, '-1'),
    wrong('maxResponseBytes', -1, '-1'),
    wrong('fetch', {}, 'an object'),
    wrong('fetch', 'fetch', '"fetch"'),
    wrong('logger', 5, '5'),
    wrong('logLevel', 'loud', '"loud"'),
    wrong('logLevel', 'l'.repeat(5_000), `"${'l'.repeat(60)}…"`),
    wrong('logger', [], 'a list'),
    wrong('betas', 'x', '"x"'),
    wrong('betas', ['x', ''], 'a list'),
    wrong('timers', 'weekly', '"weekly"'),
    wrong('maxBeatsInFlight', 0, '0'),
    wrong('workspaceId', 5, '5'),
    wrong('anthropicVersion', 5, '5'),
    wrong('anthropicVersion', 'a\nb', 'U+a', 'headers.anthropic-version'),
    wrong('defaultHeaders', { 'x-a': 'b\nc' }, 'U+a', 'headers.x-a'),
    wrong('defaultHeaders', 5, '5'),
    wrong('allowInsecureBaseURL', 'yes', '"yes"'),
    wrong('dangerouslyAllowBrowser', 1, '1'),
    wrong('defaultHeaders', [['x-a', 'b'], 'x-c: d'], 'a text'),
    wrong('defaultHeaders', { 'x-a': 5 }, '5', 'defaultHeaders.x-a'),
    wrong('apiKey', '', 'empty'),
    wrong('apiKey', '  ', 'empty'),
    wrong('apiKey', 5, '5'),
    wrong('apiKey', 'a\nb', 'character'),
  ]);
}

export async function optionsOfAClientThatCannotBeRead(t) {
  const thrower = (name) => ({
    dangerouslyAllowBrowser: true,
    apiKey: 'k',
    get [name]() {
      throw new Error('no');
    },
  });
  allClientsRefused(
    t,
    ['apiKey', 'timeout', 'defaultHeaders', 'fetch', 'logger'].map((name) => [`a getter for ${name}`, thrower(name), name, 'throws']),
  );
}

export async function aRuntimeWithoutFetch(t) {
  allClientsRefused(t, [['no fetch', { authToken: 'k' }, 'fetch', 'nothing, and this runtime has none']], { fetch: undefined });
  t.withGlobals({ fetch: undefined }, () => new t.Client({ authToken: 'k', fetch: async () => Response.json({}) }));
}

export async function baseUrlsThatWillNotDo(t) {
  const base = (baseURL, received = `"${baseURL}"`) => [`baseURL ${String(baseURL)}`, { authToken: 'k', baseURL }, 'baseURL', received];
  const rows = [
    base('https://[', '"https:" and more'),
    base('https://user:hunter2@exa[mple.com', '"https:" and more'),
    base('https://user:hunter2@host:99999', '"https:" and more'),
    base('https://user:hunter2', '"https:" and more'),
    base('ftp://127.0.0.1', '"ftp://127.0.0.1'),
    // It is the first thing to put right: a console shows it at its field.
    ['no credential either', { baseURL: 'ftp://127.0.0.1' }, 'baseURL', '"ftp://127.0.0.1"'],
    base('http://api.example.com/path', '"http://api.example.com"'),
    base('http://127.0.0.1.example.com', '"http://127.0.0.1.example.com'),
    base('http://localhost.example.com', '"http://localhost.example.com"'),
    base('http://mylocalhost', '"http://mylocalhost"'),
    base('http://[::2]', '"http://[::2]"'),
    base('http://192.168.0.1', '"http://192.168.0.1"'),
    base('http://128.0.0.1', '"http://128.0.0.1"'),
    base('https://api.example.com?x=1', WORD),
    base('https://api.example.com#x', WORD),
    base('https://user@api.example.com', WORD),
    base(5, '5'),
    // As of a variable that is not set. In a page it would be the page itself.
    base('', '""'),
  ];
  allClientsRefused(t, rows);
  // In a page they are relative to it.
  if (!globalThis.document)
    allClientsRefused(t, [base('nonsense', 'a text'), base('/api', 'a text'), base('user:hunter2@host', '"user://"')], {
      location: undefined,
    });
  const others = ['http://127.9.8.7/x', 'HTTP://LOCALHOST', 'http://a.localhost', 'https://api.example.com/@team/a@b'];
  for (const baseURL of ['http://127.0.0.1:1', 'http://localhost:1/x/', 'http://[::1]:1', 'https://api.example.com/v/', ...others]) {
    new t.Client({ authToken: 'k', baseURL });
  }
  new t.Client({ authToken: 'k', baseURL: 'http://api.example.com', allowInsecureBaseURL: true });
}

export async function aPageOverPlainHttpMayNotPointElsewhere(t) {
  const location = { href: 'http://console.example.com/app', origin: 'http://console.example.com' };
  const row = ['//api.example.com', { authToken: 'k', baseURL: '//api.example.com/' }, 'baseURL', 'http://api.example.com'];
  if (!globalThis.document) allClientsRefused(t, [row], { location });
}

export async function oneCredentialAndNotTwo(t) {
  allClientsRefused(t, [
    ['both', { apiKey: 'a', authToken: 'b' }, 'apiKey, authToken', 'both'],
    ['none', {}, 'apiKey, authToken', 'nothing'],
    ['none, and no options', undefined, 'apiKey, authToken', 'nothing'],
    ['null for both', { apiKey: null, authToken: null }, 'apiKey, authToken', 'nothing'],
    [
      'one in the headers that is taken back',
      {
        defaultHeaders: [
          ['X-Api-Key', 'a'],
          ['x-api-key', null],
        ],
      },
      'apiKey, authToken',
      'nothing',
    ],
    [
      'both in the headers',
      { defaultHeaders: { 'x-api-key': 'a', authorization: 'Bearer b' }, dangerouslyAllowBrowser: true },
      'headers',
      'both',
    ],
  ]);
}

export async function anApiKeyInAWindow(t) {
  const page = globalThis.document ? {} : { window: { document: {} } };
  allClientsRefused(
    t,
    [
      ['a key', { apiKey: 'sk-1' }, 'apiKey', 'an API key'],
      ['a function that gives one', { apiKey: async () => 'sk-1' }, 'apiKey', 'an API key'],
      ['one in the headers', { defaultHeaders: { 'X-Api-Key': 'sk-1' } }, 'defaultHeaders.x-api-key', 'an API key'],
    ],
    page,
  );
  t.withGlobals({ ...page, process: { env: {} } }, () => {
    new t.Client({ apiKey: 'sk-1', dangerouslyAllowBrowser: true });
    new t.Client({ defaultHeaders: { 'X-Api-Key': 'sk-1' }, dangerouslyAllowBrowser: true });
    new t.Client({ authToken: 'token' });
    new t.Client({ authToken: 'token', defaultHeaders: { 'x-api-key': null } });
  });
}
