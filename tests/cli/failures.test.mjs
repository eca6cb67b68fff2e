// What goes wrong: on standard error, with the exit code that is documented.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run as runProgram } from '../support/programs.mjs';
import { installed } from './support.mjs';

let cli;
let server;

before(async () => {
  cli = installed();
  server = await cli.emulator('--quiet');
});

after(async () => {
  await server?.stop();
  cli?.remove();
});

const run = (args, env, options) => cli.run(args, { ...server.values, ...env }, options);
const E = ['--environment-id', 'env_missing'];

test('what the API refuses has exit code 1, and its body on standard error', async () => {
  const { code, stdout, stderr } = await run(['beta:environments', 'retrieve', ...E]);
  assert.deepEqual([code, stdout], [1, '']);
  const [line, ...body] = stderr.split('\n');
  assert.match(line, /^leasehold: NotFoundError: 404 not_found_error: .* \(req_\w+\)$/);
  const { type, error, request_id } = JSON.parse(body.join('\n'));
  assert.deepEqual([type, error.type, typeof request_id], ['error', 'not_found_error', 'string']);
});

test('no API has exit code 1', async () => {
  const { code, stderr } = await run(['beta:environments', 'list', '--max-retries', '0'], { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' });
  assert.equal(code, 1);
  assert.match(stderr, /^leasehold: APIConnectionError: /);
});

test('a list that breaks off is not closed', async () => {
  const faults = { rules: [{ endpoint: 'environments.list', call: 2, fault: 'status', status: 400 }] };
  writeFileSync(join(cli.folder, 'faults.json'), JSON.stringify(faults));
  const flaky = await cli.emulator('--quiet', '--faults', 'faults.json');
  const create = () => cli.run(['beta:environments', 'create', '--name', 'two'], flaky.values);
  assert.equal((await create()).code, 0);
  const { code, stdout } = await cli.run(['beta:environments', 'list', '--limit', '1'], flaky.values);
  assert.equal(code, 1);
  assert.match(stdout, /"id": "env_/);
  assert.throws(() => JSON.parse(stdout));
  await flaky.stop();
});

test('nothing that an API says steers the terminal', async () => {
  const evil = 'evil\u001b[31m\u0007\u009b\u202e';
  const item = { id: evil, type: 'work', environment_id: 'env_1', data: { type: 'session', id: 's' }, state: 'queued', secret: null };
  const polled = [item];
  const api = createServer((request, response) => {
    const isPoll = /\/poll/.test(request.url);
    response.writeHead(isPoll ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isPoll ? (polled.pop() ?? null) : { type: 'error', error: { type: evil, message: `${evil}\n` } }));
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const env = { ANTHROPIC_BASE_URL: `http://127.0.0.1:${api.address().port}` };
  const worker = ['worker', 'poll', ...E, '--on-work', 'true', '--drain'];
  for (const args of [['beta:environments', 'list', '--debug'], worker]) {
    const { code, stderr } = await run(args, env);
    assert.equal(code, 1);
    assert.match(stderr, /evil/);
    assert.doesNotMatch(stderr.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  }
  api.closeAllConnections();
  api.close();
});

const W = [...E, '--work-id', 'work_1'];

/** Command lines that are wrong, and what is said of them. */
const wrong = [
  [['nonsense'], /^leasehold: unknown command 'nonsense'\n$/],
  [['beta:environments:wrok', 'ack'], /^leasehold: unknown command 'beta:environments:wrok'\n\(Did you mean beta:environments:work\?\)\n$/],
  [['beta:environments:work', 'akc'], /\(Did you mean ack\?\)/],
  [['beta:environments:work', 'ack', '--environment-di', 'x'], /unknown option '--environment-di'\n\(Did you mean --environment-id\?\)/],
  [['beta:environments'], /^Usage: leasehold beta:environments <command>/],
  [['beta:environments', 'retrieve'], /^leasehold: --environment-id <id> is missing\n$/],
  [['beta:environments', 'retrieve', ...E, 'extra'], /too many arguments/],
  [['beta:environments', 'list', '--format', 'yaml'], /'yaml' is invalid.*json, jsonl, table/],
  [['beta:environments', 'list', '--limit', 'x'], /expected a whole number from 1 up/],
  [['beta:environments:work', 'poll', ...E, '--block-ms', '1000'], /expected a whole number from 1 to 999/],
  [['beta:environments', 'create'], /^leasehold: --name must be a name for people, not empty; got nothing\n$/],
  [['beta:environments:work', 'update', ...W], /^leasehold: --metadata must be /],
  [['beta:environments:work', 'update', ...W, '--metadata', 'x'], /^leasehold: --metadata: expected key=value/],
  [['beta:environments', 'create', '--body', '{'], /^leasehold: --body: the value is no JSON\n$/],
  [['beta:environments', 'create', '--body', '[]'], /^leasehold: --body: the value is no JSON object\n$/],
  [['beta:environments', 'create', '--body', '@missing.json'], /^leasehold: --body: ENOENT/],
  [['beta:environments', 'retrieve', '--environment-id', '..'], /^leasehold: --environment-id must be an id/],
  [['beta:environments', 'list', '--base-url', 'http://example.com'], /^leasehold: --base-url must be https.*--allow-insecure-base-url/],
  [['beta:environments', 'list', '--base-url', 'x'], /^leasehold: --base-url must be /],
  [['beta:environments', 'list', '--beta', ''], /^leasehold: --beta must be /],
  [['beta:environments', 'list', '--beta', 'a\u0001'], /^leasehold: --beta must be /],
  [['beta:environments', 'list', '--anthropic-version', 'a\u0001'], /^leasehold: --anthropic-version must be /],
  [['beta:environments', 'list', '--workspace-id', 'a\u0001'], /^leasehold: --workspace-id must be /],
  [['beta:environments:work', 'poll', ...E, '--anthropic-worker-id', '\u4e2d'], /^leasehold: --anthropic-worker-id must be /],
  [['worker', 'poll', '--on-work', 'true', '--worker-id', ''], /^leasehold: --worker-id must be /],
  // The poll says so, and by then the worker has said a line.
  [['worker', 'poll', '--on-work', 'true', '--worker-id', 'a\u0001'], /^leasehold: --worker-id must be /m],
  [
    ['worker', 'poll', '--on-work', 'true', '--environment-key', 'a\u0001'],
    /^leasehold: --environment-key: .*\nleasehold: --environment-key must be /,
  ],
  [['worker', 'poll', '--on-work', 'true', '--environment-id', ''], /^leasehold: --environment-id must be /],
  [['completion', 'tcsh'], /bash, zsh, fish/],
];

for (const [args, message] of wrong) {
  test(`a wrong command line has exit code 2: ${args.join(' ')}`, async () => {
    const { code, stdout, stderr } = await run(args);
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack');
  });
}

test('credentials that are missing, or too many', async () => {
  const none = { ANTHROPIC_API_KEY: '', ANTHROPIC_ENVIRONMENT_KEY: '' };
  const missing = await run(['beta:environments', 'list'], none);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /^leasehold: no credential: set one of ANTHROPIC_API_KEY, /);
  const both = await run(['beta:environments', 'list', '--api-key', 'sk-a', '--auth-token', 'sk-b'], none);
  assert.equal(both.code, 2);
  assert.match(both.stderr, /--api-key and --auth-token: expected one of the two/);
  assert.doesNotMatch(both.stderr, /sk-/);
});

test('standard input is read once', async () => {
  const { code, stderr } = await run(['beta:environments', 'create', '--body', '-', '--config', '-'], {}, { input: '{}' });
  assert.equal(code, 2);
  assert.match(stderr, /standard input can be read once/);
});

test('help and version are no failure', async () => {
  const { version } = JSON.parse(await (await import('node:fs/promises')).readFile('package.json', 'utf8'));
  assert.deepEqual(await run(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
  for (const args of [[], ['--help'], ['worker', '--help'], ['beta:environments', 'list', '-h']]) {
    const { code, stdout, stderr } = await run(args);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Usage: leasehold/);
  }
});

test('output that cannot be written is said, without a stack', {
  skip: !existsSync('/dev/full') && 'there is no /dev/full here',
}, async () => {
  const args = ['-c', 'exec "$0" completion bash > /dev/full', cli.command];
  const { code, stderr } = await runProgram('sh', args, { cwd: cli.folder, env: cli.environment({}) });
  assert.deepEqual([code, stderr], [1, 'leasehold: standard output: ENOSPC: no space left on device, write\n']);
});
