// `npm run cloudflare`, as the README has it, and what it is configured by.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfig, secrets } from '../../examples/cloudflare/local/wrangler.mjs';

const example = new URL('../../examples/cloudflare/', import.meta.url);
const script = fileURLToPath(new URL('../../scripts/cloudflare.mjs', import.meta.url));
const text = (name) => readFileSync(new URL(name, example), 'utf8');

/** Starts it; `line` waits for one that fits, `ended` for the exit code. */
function start(...args) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = [];
  const waiting = new Set();
  const ended = once(child, 'close').then(([code]) => code);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const check of waiting) check();
    });
  }
  const line = (pattern) =>
    new Promise((resolve, reject) => {
      const check = () => lines.some((found) => pattern.test(found)) && resolve(lines.find((found) => pattern.test(found)));
      waiting.add(check);
      check();
      ended.then(() => reject(new Error(`no ${pattern} in\n${lines.join('\n')}`)));
    });
  return { child, lines, line, ended };
}

test('completes what waits, through a deployment, and tells it by the word of the service', { timeout: 180_000 }, async () => {
  const { lines, line, ended } = start('--port', '0', '--items', '8');
  const [url] = (await line(/^proxy: /)).match(/http:\S+\/api/);
  const headers = { origin: 'http://localhost:4173', 'anthropic-version': '2023-06-01' };
  const answer = await fetch(`${url}/v1/environments`, { headers });
  assert.equal((await answer.json()).data[0].name, 'edge');
  assert.equal((await fetch(`${url}/v1/environments`)).status, 403);
  assert.equal(await ended, 0, lines.join('\n'));
  const [, resumed] = lines.at(-1).match(/^8 work items: 8 completed, (\d+) resumed by an object without memory, 0 leases lost$/) ?? [];
  assert.ok(Number(resumed) >= 1, lines.at(-1));
  assert.ok(lines.includes('queue: 0 waiting, 0 pending'));
  assert.ok(!lines.some((text) => text.includes('sk-ant')), 'no key is printed');
});

test('stays for whoever wants to look, and ends when it is told to', { timeout: 180_000 }, async () => {
  const { child, line, ended } = start('--port', '0', '--items', '1', '--stay');
  const [url] = (await line(/^proxy: /)).match(/http:\S+\/api/);
  await line(/the queue is empty/);
  const answer = await fetch(`${url}/v1/environments`, { headers: { origin: 'http://localhost:4173', 'anthropic-version': '2023-06-01' } });
  assert.equal(answer.status, 200);
  child.kill('SIGTERM');
  // Its streams would stay open if anything that it started went on.
  assert.equal(await ended, 143);
});

test('says what is wrong with its options', async () => {
  const { lines, ended } = start('--items', 'many');
  assert.equal(await ended, 2);
  assert.ok(lines.some((line) => /--items must be a whole number; got "many"/.test(line)));
});

test('says so when its port is taken', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address();
  const { lines, ended } = start('--port', String(port));
  assert.equal(await ended, 2);
  assert.ok(lines.includes(`cannot listen on port ${port} (EADDRINUSE); --port 0 takes any that is free`), lines.join('\n'));
});

test('the configuration binds what the Worker expects, and nothing else', () => {
  const { vars, durable_objects, migrations, main, triggers } = readConfig();
  const bound = [...Object.keys(vars), ...secrets(), ...durable_objects.bindings.map(({ name }) => name)];
  const [, env] = /interface Env \{(.*?)\n\}/s.exec(text('src/env.d.ts'));
  const expected = [...env.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);
  assert.deepEqual(bound.sort(), expected.sort());
  assert.deepEqual(
    migrations.flatMap(({ new_sqlite_classes }) => new_sqlite_classes),
    durable_objects.bindings.map(({ class_name }) => class_name),
  );
  assert.equal(main, 'src/worker.js');
  assert.deepEqual(triggers.crons, ['* * * * *']);
  assert.equal(new URL(vars.ANTHROPIC_BASE_URL).protocol, 'https:');
});

test('no secret stands in a file that is kept', () => {
  assert.equal(secrets().length, 2);
  for (const name of secrets()) assert.ok(!Object.hasOwn(readConfig().vars, name), name);
  assert.match(text('.gitignore'), /^\/\.dev\.vars$/m);
});
