// `emulator.fetch` is what each runtime's server takes: Deno, Bun and workerd serve it as it is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { binary, install, startEmulator, work } from './support.mjs';

let consumer;

before(() => {
  consumer = install();
});

after(() => consumer?.remove());

async function served(command, args) {
  const server = await startEmulator(command, args, { cwd: consumer.folder });
  try {
    await work(server.values);
  } finally {
    await server.stop();
  }
}

test('Deno', () => served(binary('deno'), ['run', '--quiet', '--allow-net', '--no-prompt', '--node-modules-dir=manual', 'deno.mjs']));

test('Bun', () => served(binary('bun'), ['bun.mjs']));

test('workerd', async () => {
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: '2026-04-01',
    host: '127.0.0.1',
    port: 0,
    modules: await workerModules(),
  });
  try {
    const url = await miniflare.ready;
    const printed = await (await fetch(new URL('/_prepare', url))).text();
    const values = Object.fromEntries(printed.split('\n').map((line) => line.split(/=(.*)/)));
    assert.match(values.ANTHROPIC_ENVIRONMENT_KEY, /^sk-ant-env-/);
    await work({ ...values, ANTHROPIC_BASE_URL: url.origin });
  } finally {
    await miniflare.dispose();
  }
});

/** The worker as its author's bundler makes it: one script, and the wasm as a module beside it. */
async function workerModules() {
  const { outputFiles } = await build({
    entryPoints: [join(consumer.folder, 'workerd.mjs')],
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm'],
  });
  const wasm = readFileSync(join(consumer.folder, 'node_modules/leasehold/dist/emulator.wasm'));
  return [
    { type: 'ESModule', path: 'worker.mjs', contents: outputFiles[0].text },
    { type: 'CompiledWasm', path: 'emulator.wasm', contents: wasm },
  ];
}
