// workerd with a Durable Object, and the API for it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Client } from 'leasehold';
import { Emulator } from 'leasehold/emulator';
import { Miniflare } from 'miniflare';
import { toNodeHandler } from 'srvx/node';

const DEADLINE_MS = 30_000;

/** Asks until there is something. */
export async function until(look, what) {
  for (const end = performance.now() + DEADLINE_MS; performance.now() < end; await sleep(20)) {
    const found = await look();
    if (found) return found;
  }
  assert.fail(`${what}: not within ${DEADLINE_MS / 1e3} s`);
}

/**
 * An emulator behind HTTP, an item that is claimed, and what was sent for it: each beat's `expected` heartbeat, its answer's `status`
 * and the heartbeat that it `stored`.
 */
export async function serveItem(options) {
  const emulator = new Emulator(options);
  const beats = [];
  const handler = toNodeHandler(async (request) => {
    const expected = new URL(request.url).searchParams.get('expected_last_heartbeat');
    // An answer that is lost has its effect, and nobody sees it.
    const beat = expected && { expected, status: 'lost', stored: undefined };
    if (beat) beats.push(beat);
    const response = await emulator.fetch(request);
    if (beat) Object.assign(beat, { status: response.status, stored: (await response.clone().json()).last_heartbeat });
    return response;
  });
  const server = createServer((request, response) => handler(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseURL = `http://127.0.0.1:${server.address().port}`;
  const account = new Client({ baseURL, apiKey: emulator.apiKey });
  const { id } = await account.environments.create({ name: 'edge', config: { type: 'self_hosted' } });
  const place = { baseURL, authToken: emulator.environmentKey(id) };
  const { work } = new Client(place).environments;
  emulator.enqueue(id);
  const item = await work.poll(id);
  await work.ack(item.id, { environment_id: id });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { emulator, beats, place, item, work, close };
}

/** Each beat expected what the one before it had stored. */
export function assertUnbroken(beats) {
  const { expected, stored } = { expected: beats.map((beat) => beat.expected), stored: beats.map((beat) => beat.stored) };
  assert.deepEqual(expected, ['NO_HEARTBEAT', ...stored.slice(0, -1)]);
  assert.deepEqual(new Set(beats.map(({ status }) => status)), new Set([200]));
}

/** A workerd with the object, whose storage is in `folder`: `call('hold', …)`. */
export async function openHolder(folder) {
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: '2026-04-01',
    modules: await workerModules(),
    durableObjects: { HOLDER: { className: 'Holder', useSQLite: true } },
    durableObjectsPersist: folder,
  });
  const call = async (...method) => {
    const response = await miniflare.dispatchFetch('http://worker/', { method: 'POST', body: JSON.stringify(method) });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text);
  };
  let closed;
  const close = () => {
    closed ??= miniflare.dispose();
    return closed;
  };
  const evict = () => assert.rejects(call('evict'), /evicted/);
  return { call, evict, close };
}

let bundled;

/** The worker as its author's bundler makes it: one script, and the wasm as a module beside it. */
async function workerModules() {
  bundled ??= await build({
    entryPoints: [fileURLToPath(new URL('holder.mjs', import.meta.url))],
    bundle: true,
    write: false,
    logLevel: 'error',
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm', 'cloudflare:workers'],
  });
  const wasm = readFileSync(fileURLToPath(import.meta.resolve('leasehold/wasm')));
  return [
    { type: 'ESModule', path: 'worker.mjs', contents: bundled.outputFiles[0].text },
    { type: 'CompiledWasm', path: 'leasehold.wasm', contents: wasm },
  ];
}
