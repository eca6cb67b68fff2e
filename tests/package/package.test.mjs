// The packed package, installed elsewhere, in each runtime.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { serve } from 'srvx';
import { makeConsumer } from './consumer.mjs';
import { expected } from './expected.mjs';
import { startRegistry } from './registry.mjs';

const tarball = process.env.LEASEHOLD_TARBALL;
const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);
let consumer;
let server;
let place;

before(async () => {
  assert.ok(tarball && existsSync(tarball), 'LEASEHOLD_TARBALL names the packed package');
  consumer = makeConsumer(tarball);
  const { Emulator } = await import(pathToFileURL(join(consumer.folder, 'node_modules/leasehold/dist/emulator.js')).href);
  const emulator = new Emulator();
  server = serve({ fetch: (request) => emulator.fetch(request), hostname: '127.0.0.1', port: 0, silent: true, gracefulShutdown: false });
  await server.ready();
  place = await makePlace(emulator, new URL(server.url).origin);
});

after(async () => {
  await server?.close(true);
  consumer?.remove();
});

/** An environment, and how to reach it. */
async function makePlace(emulator, baseURL) {
  const headers = { 'x-api-key': emulator.apiKey, 'anthropic-version': '2023-06-01', 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'package', config: { type: 'self_hosted' } });
  const { id } = await (await fetch(`${baseURL}/v1/environments`, { method: 'POST', headers, body })).json();
  return {
    where: { baseURL, apiKey: emulator.apiKey, environmentKey: emulator.environmentKey(id), environmentId: id },
    /** An item for each life. */
    enqueue: () => expected.forEach(() => void emulator.enqueue(id)),
  };
}

/** Runs the script with a command, in the consumer's folder. */
async function script(command, ...args) {
  place.enqueue();
  const { stdout } = await run(command, [...args, 'script.mjs', JSON.stringify(place.where)], { cwd: consumer.folder });
  assert.deepEqual(JSON.parse(stdout), expected);
}

test('Node', () => script(process.execPath));

test('Node reads the wasm from its file, and not as text', async () => {
  const program = "for (const entry of ['', '/calls', '/emulator']) console.log(import.meta.resolve('leasehold' + entry))";
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: consumer.folder });
  assert.match(stdout, /\/dist\/node\.js\n.*\/dist\/calls\.node\.js\n.*\/dist\/emulator\.node\.js\n$/);
});

test('CommonJS requires every entry, and gets the same classes', async () => {
  const program = `import('leasehold').then(({ Client }) => console.log(Client === require('leasehold').Client));
    for (const entry of ['calls', 'slim', 'emulator']) require('leasehold/' + entry);`;
  const { stdout } = await run(process.execPath, ['--input-type=commonjs', '--eval', program], { cwd: consumer.folder });
  assert.equal(stdout, 'true\n');
});

test('a class is called what it is exported as', async () => {
  const program = `for (const entry of ['', '/calls', '/slim', '/emulator'])
    for (const [name, value] of Object.entries(await import('leasehold' + entry)))
      if (/^class/.test(value) && value.name !== name) console.log(name, value.name);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: consumer.folder });
  // One class under two names each: code for the official SDK finds its own.
  assert.equal(stdout, 'AnthropicError LeaseholdError\ndefault Client\n'.repeat(3));
});

test('an error that nobody catches is seen with a line of code, and not with a screen of it', async () => {
  const program =
    "await new (await import('leasehold')).Client({ apiKey: 'k', fetch: async () => new Response('', { status: 404 }) }).environments.list()";
  const failed = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: consumer.folder }).catch((error) => error);
  const [above, below] = failed.stderr.split('NotFoundError: 404');
  assert.ok(below);
  assert.ok(above.length < 1_000, above);
});

test('a bundle of the entry for Node says what its bundler should have done', async () => {
  const entryPoints = [join(consumer.folder, 'script.mjs')];
  const outfile = join(consumer.folder, 'bundled/script.mjs');
  // esbuild knows the condition "module" as long as it is given no others.
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', conditions: ['production'], logLevel: 'error' });
  await assert.rejects(run(process.execPath, [outfile, '{}']), /LeaseholdError: the wasm is not beside its script: .*"module"/);
});

test('Deno, with leave to do nothing but talk to that one address', () => {
  const permissions = [`--allow-net=${new URL(place.where.baseURL).host}`, '--no-prompt', '--node-modules-dir=manual'];
  return script(binary('deno'), 'run', '--quiet', ...permissions);
});

test('Deno, which gets it from a registry by itself', async () => {
  const registry = await startRegistry(tarball);
  const folder = mkdtempSync(join(tmpdir(), 'leasehold-deno-'));
  try {
    for (const file of ['exercise.mjs', 'script.mjs']) cpSync(new URL(file, import.meta.url), join(folder, file));
    writeFileSync(
      join(folder, 'deno.json'),
      JSON.stringify({ imports: { leasehold: 'npm:leasehold@0', 'leasehold/': 'npm:/leasehold@0/' } }),
    );
    place.enqueue();
    const env = { ...process.env, NPM_CONFIG_REGISTRY: registry.url, DENO_DIR: join(folder, 'cache') };
    const permissions = ['--allow-net', '--no-prompt', '--quiet'];
    const { stdout } = await run(binary('deno'), ['run', ...permissions, 'script.mjs', JSON.stringify(place.where)], { cwd: folder, env });
    assert.deepEqual(JSON.parse(stdout), expected);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await registry.close();
  }
});

test('Bun', () => script(binary('bun')));

test('workerd', async () => {
  place.enqueue();
  const miniflare = new Miniflare({ cf: false, compatibilityDate: '2026-04-01', modules: await workerModules() });
  try {
    const response = await miniflare.dispatchFetch('http://worker/', { method: 'POST', body: JSON.stringify(place.where) });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    assert.deepEqual(JSON.parse(text), expected);
  } finally {
    await miniflare.dispose();
  }
});

/** The worker as its author's bundler makes it: one script, and the wasm as a module beside it. */
async function workerModules() {
  const { outputFiles } = await build({
    entryPoints: [join(consumer.folder, 'worker.mjs')],
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm'],
  });
  const dist = join(consumer.folder, 'node_modules/leasehold/dist');
  return [
    { type: 'ESModule', path: 'worker.mjs', contents: outputFiles[0].text },
    ...['leasehold.wasm', 'calls.wasm'].map((path) => ({ type: 'CompiledWasm', path, contents: readFileSync(join(dist, path)) })),
  ];
}

/** The command that an npm package brings. */
function binary(name) {
  return join(resolve(`${name}/package.json`), '..', '..', '.bin', name);
}
