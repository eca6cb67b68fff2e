// The Worker under workerd, configured by its wrangler.jsonc, and the emulator behind HTTP as its service.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'leasehold';
import { Emulator } from 'leasehold/emulator';
import { toNodeHandler } from 'srvx/node';
import { Platform } from '../../../examples/cloudflare/local/platform.mjs';

const DEADLINE_MS = 30_000;

/** Whose pages may use the proxy. */
export const ORIGIN = 'https://console.example.com';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The handler that the tests watch, in the place of the one that readers replace. */
const exchanged = {
  name: 'handler',
  setup: ({ onResolve }) => onResolve({ filter: /\/handler\.js$/ }, () => ({ path: here('handler.js') })),
};

/** Asks until there is something. */
export async function until(look, what, deadlineMs = DEADLINE_MS) {
  for (const end = performance.now() + deadlineMs; performance.now() < end; await sleep(20)) {
    const found = await look();
    if (found) return found;
  }
  return assert.fail(`${what}: not within ${deadlineMs / 1e3} s`);
}

/**
 * What a test sees.
 *
 * - `emulator`, `environmentId`, `service` (its address); `requests`: what it was sent, `status: 'lost'` where nobody saw the answer
 * - `afterEffect(request)`, where it is set, is awaited before an answer goes out
 * - `instead(request)`, where it is set, answers instead of the emulator
 * - `lines`: what the Worker logged, parsed; `fetch`, `cron`, `deploy`, `evict`: what is done to it
 * - `close()` ends it, and fails where a key is in anything that came out of it
 */
export class World {
  requests = [];
  lines = [];
  afterEffect;
  instead;
  #text = [];
  #secrets = new Set();
  #open = [];

  /** @param {{emulator?: object, bindings?: object}} options */
  static async open(options = {}) {
    const world = new World();
    await world.#start(options).catch(async (error) => {
      await world.#end();
      throw error;
    });
    return world;
  }

  async #start({ emulator = {}, bindings = {} }) {
    const packages = process.env.LEASEHOLD_PACKAGES;
    assert.ok(packages, 'LEASEHOLD_PACKAGES names a folder in which the packed package is installed');
    const folder = mkdtempSync(join(tmpdir(), 'leasehold-cloudflare-'));
    this.#open.push(() => rmSync(folder, { recursive: true, force: true }));
    this.emulator = new Emulator({ journalLimit: 100_000, ...emulator });
    this.service = await this.#serve();
    this.account = new Client({ apiKey: this.emulator.apiKey, fetch: this.emulator.fetch });
    const { id } = await this.account.environments.create({ name: 'edge', config: { type: 'self_hosted' } });
    this.environmentId = id;
    const keys = { ANTHROPIC_API_KEY: this.emulator.apiKey, ANTHROPIC_ENVIRONMENT_KEY: this.emulator.environmentKey(id) };
    for (const key of Object.values(keys)) this.#secrets.add(key);
    this.platform = new Platform({
      packages,
      folder,
      main: here('worker.js'),
      plugins: [exchanged],
      bindings: { ...keys, ANTHROPIC_BASE_URL: this.service, ANTHROPIC_ENVIRONMENT_ID: id, ...bindings },
      onLine: (line) => this.#read(line),
    });
    this.#open.push(() => this.platform.close());
    this.url = await this.platform.start();
  }

  async #serve() {
    const handler = toNodeHandler((request) => this.#answer(request));
    const server = createServer((request, response) => handler(request, response).catch(() => response.destroy()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#open.push(() => {
      server.close();
      server.closeAllConnections();
    });
    return `http://127.0.0.1:${server.address().port}`;
  }

  async #answer(request) {
    const { pathname, searchParams } = new URL(request.url);
    const [, workId, act] = /\/work\/(work_\w+)(?:\/(\w+))?$/.exec(pathname) ?? [];
    const headers = Object.fromEntries(request.headers);
    const noted = { method: request.method, path: pathname, query: searchParams, workId, act, headers, status: 'lost' };
    this.requests.push(noted);
    // The items' own tokens are among these.
    for (const value of [headers['x-api-key'], headers.authorization?.replace('Bearer ', '')]) if (value) this.#secrets.add(value);
    if (this.instead) return this.instead(request);
    const answer = await this.emulator.fetch(request);
    await this.afterEffect?.(noted);
    noted.status = answer.status;
    return answer;
  }

  #read(text) {
    this.#text.push(text);
    try {
      this.lines.push(JSON.parse(text));
    } catch {
      // workerd's own.
      this.lines.push({ event: 'not ours', text });
    }
  }

  /** A request to the Worker; by default such as an allowed page sends. */
  async fetch(path, { headers, ...init } = {}) {
    const all = { origin: ORIGIN, 'anthropic-version': '2023-06-01', ...headers };
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const answer = await this.platform.fetch(path, { redirect: 'manual', ...init, headers: sent });
    const text = await answer.text();
    this.#text.push(JSON.stringify([...answer.headers]), text);
    return { status: answer.status, headers: answer.headers, text, json: () => JSON.parse(text) };
  }

  enqueue(count, metadata = {}) {
    return Array.from({ length: count }, () => this.emulator.enqueue(this.environmentId, { metadata }).id);
  }

  /** Runs the cron again and again, as the platform does, until nothing is left to do. */
  async cronUntil(isOver, what, deadlineMs = DEADLINE_MS) {
    return until(
      async () => {
        await this.platform.scheduled();
        return isOver();
      },
      what,
      deadlineMs,
    );
  }

  async evict(workId) {
    assert.deepEqual((await this.fetch(`/evict/${workId}`)).json(), { error: 'evicted' });
  }

  /** Has a handler go on that listens to nothing. */
  async release(workId) {
    assert.equal((await this.fetch(`/release/${workId}`)).text, 'null');
  }

  /** Has the alarm ring before its time. */
  async ring(workId) {
    assert.equal((await this.fetch(`/ring/${workId}`)).text, 'null');
  }

  /** What an object has stored, and when its alarm rings. */
  async look(workId) {
    return (await this.fetch(`/look/${workId}`)).json();
  }

  linesOf(workId) {
    return this.lines.filter((line) => line.workId === workId);
  }

  events(workId) {
    return this.linesOf(workId).map(({ event }) => event);
  }

  changes(workId) {
    return this.emulator.journal({ type: 'change', workId }).map(({ change }) => change);
  }

  stateOf(workId) {
    return this.account.environments.work.retrieve(workId, { environment_id: this.environmentId }).then(({ state }) => state);
  }

  beats(workId) {
    return this.requests.filter((request) => request.workId === workId && request.act === 'heartbeat');
  }

  async close() {
    await this.#end();
    const all = this.#text.join('\n');
    for (const secret of this.#secrets) assert.ok(!all.includes(secret), `${secret.slice(0, 12)}… is in an answer or in the log`);
    assert.doesNotMatch(all, /uncaught/i);
  }

  async #end() {
    for (const close of this.#open.reverse()) await close();
  }
}
