// No credential is printed by the command, whatever the server does. What a server sends as data is printed as it is: an item's secret too.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Hunt } from '../secrets/hunt.js';
import { installed, startCommand } from './support.mjs';

const credentials = {
  apiKey: 'Kq7wZ2mXr9TbVn4LsYd6GhJ3',
  environmentKey: 'Hj4tLg6ZyDe2PcUw9FmXbK1r',
  password: 'pB5uEo8CfRi1WkMa0NxQzS7v',
};
const { apiKey, environmentKey, password } = credentials;
const ALL = Object.values(credentials).join(' ');
const json = (status, value) => (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

/** How a server answers, whatever it is asked. */
const ANSWERS = {
  ...Object.fromEntries(
    [400, 401, 403, 404, 409, 412, 429, 500, 529].map((status) => [
      status,
      json(status, { type: 'error', error: { type: 'some_error', message: 'no' } }),
    ]),
  ),
  'a page of HTML': (response) => response.writeHead(502, { 'content-type': 'text/html' }).end(`<html>${ALL}`),
  'a redirect': (response) => response.writeHead(307, { location: `http://u:${apiKey}@elsewhere.example.com/${environmentKey}` }).end(),
  'malformed JSON': (response) => response.writeHead(200).end(`{"id": "${ALL}" oops`),
  'a text': json(200, ALL),
  'a list': json(200, [ALL]),
  'half an answer': (response) => {
    response.writeHead(200, { 'content-length': 1_000 });
    response.write(`{"id":"${ALL}`, () => response.destroy());
  },
  'no answer': (response) => response.destroy(),
};

let cli;
let server;
let answer;
let authorized;

before(async () => {
  cli = installed();
  server = createServer((request, response) => {
    authorized ||= Object.values(request.headers).some((value) => String(value).includes(apiKey) || String(value).includes(environmentKey));
    request.resume().once('end', () => answer(response));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
});

after(() => {
  server?.closeAllConnections();
  server?.close();
  cli?.remove();
});

const urlOf = (more = '') => `http://${more}127.0.0.1:${server.address().port}`;
const environment = () => ({ ANTHROPIC_API_KEY: apiKey, ANTHROPIC_ENVIRONMENT_KEY: environmentKey, ANTHROPIC_BASE_URL: urlOf() });

/** Reads what was printed. */
function clean(where, { stdout, stderr }) {
  const hunt = new Hunt(credentials);
  hunt.text(`${where}, standard output`, stdout);
  hunt.text(`${where}, standard error`, stderr);
  assert.deepEqual(hunt.found, []);
}

const E = ['--environment-id', 'env_1'];
const W = [...E, '--work-id', 'work_1'];
const COMMANDS = [
  ['beta:environments', 'retrieve', ...E],
  ['beta:environments', 'list', '--format', 'table'],
  ['beta:environments:work', 'ack', ...W],
  ['beta:environments:work', 'poll', ...E],
];

for (const [name, way] of Object.entries(ANSWERS)) {
  test(`${name}`, async () => {
    [answer, authorized] = [way, false];
    const runs = COMMANDS.map((args) => cli.run([...args, '--max-retries', '0', '--debug'], environment()));
    for (const [i, run] of (await Promise.all(runs)).entries()) {
      assert.notEqual(run.code, 0, COMMANDS[i].join(' '));
      clean(COMMANDS[i].join(' '), run);
    }
    assert.ok(authorized, 'the credential was sent');
  });
}

test('a worker whose polls are refused', async () => {
  answer = ANSWERS[401];
  const run = await cli.run(['worker', 'poll', ...E, '--on-work', 'true', '--debug'], environment());
  assert.notEqual(run.code, 0);
  clean('worker poll', run);
});

test('credentials that cannot be', async () => {
  const rows = [
    [['--base-url', `http://user:${password}@api.example.com/${password}`], {}],
    [['--base-url', `https://user:${password}@api.example.com`], {}],
    [[], { ANTHROPIC_API_KEY: `${apiKey}\u0001` }],
    [['--api-key', `${apiKey}\n`], {}],
    [['-H', `x-a: ${password}\u0001`], {}],
  ];
  for (const [args, env] of rows) {
    const run = await cli.run(['beta:environments', 'list', ...args], { ...environment(), ...env });
    assert.notEqual(run.code, 0, args.join(' '));
    clean(args.join(' '), run);
  }
});

test('the console’s proxy, where nothing answers', async () => {
  const env = { ...environment(), ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' };
  const served = await startCommand(cli, ['console', '--port', '0'], env, /^leasehold console: (\S+)$/);
  const url = new URL(served.found[1]);
  const response = await fetch(`${url.origin}${url.searchParams.get('api')}/v1/environments`);
  assert.equal(response.status, 502);
  clean('the proxy', { stdout: `${await response.text()} ${JSON.stringify([...response.headers])}`, stderr: served.lines.join('\n') });
  const refused = await cli.run(['console', '--base-url', `http://user:${password}@api.example.com`], environment());
  assert.equal(refused.code, 2);
  clean('a base URL that is refused', refused);
  await served.stop();
});
