// Worker processes, the service that they talk to, and the gate that their handlers wait at.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { serveEmulator } from '../../../scripts/workers/emulator.mjs';
import { installWorkers, workers } from '../../../scripts/workers/install.mjs';
import { until } from '../../support/processes.mjs';
import { Gate } from './gate.mjs';
import { Worker } from './worker.mjs';

const handler = join(dirname(fileURLToPath(import.meta.url)), '../handler.mjs');
const PUMP_MS = 20;

/** The examples as a reader would have them: copied, with a handler of their own. */
export async function copied() {
  await installWorkers(process.env.LEASEHOLD_TARBALL);
  const folder = mkdtempSync(join(tmpdir(), 'leasehold-workers-'));
  cpSync(workers, folder, { recursive: true });
  cpSync(handler, join(folder, 'worker/handler.mjs'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A service with a queue, for one test. */
export class Scene {
  gate = new Gate();
  #folder;
  #service;
  #workers = [];
  #pump;

  /**
   * Opens one. Time is the emulator's own: it goes on as ours does, and `sleep` makes it jump.
   *
   * @param {string} folder where the copied examples are
   * @param {object} [settings] the emulator's
   */
  static async open(folder, settings) {
    const scene = new Scene();
    scene.#folder = folder;
    scene.#service = await serveEmulator({
      settings: { clock: 'virtual', startAt: Date.now(), ...settings },
      answer: scene.gate.answer,
    });
    let last = Date.now();
    scene.#pump = setInterval(() => {
      const now = Date.now();
      scene.emulator.advance(Math.max(0, now - last));
      last = now;
    }, PUMP_MS);
    return scene;
  }

  get emulator() {
    return this.#service.emulator;
  }

  get environmentId() {
    return this.#service.environmentId;
  }

  /** Credentials that must not be printed anywhere. */
  get credentials() {
    const tokens = [...this.gate.secrets].map((secret) => JSON.parse(Buffer.from(secret, 'base64url')).sessions_token);
    return [this.emulator.apiKey, this.emulator.environmentKey(this.environmentId), ...this.gate.secrets, ...tokens];
  }

  /** Queues items, and gives their ids. */
  queue(count, options) {
    return Array.from({ length: count }, () => this.emulator.enqueue(this.environmentId, options).id);
  }

  /** Starts a worker against this service. */
  start(runtime, variables = {}, args = undefined) {
    const worker = new Worker(runtime, { variables: { ...this.#service.variables, ...variables }, folder: this.#folder, args });
    this.#workers.push(worker);
    return worker;
  }

  /** Waits until `count` handlers have begun, all in all. */
  begun(count) {
    return until(`${count} handlers have begun; ${this.#workers.at(-1)?.printed}`, () => this.gate.begun.length >= count);
  }

  /** Waits until a worker's page has this status. */
  untilStatus(worker, path, status) {
    return until(`${path} is ${status}; ${worker.printed}`, async () => (await worker.status(path).catch(() => undefined)) === status);
  }

  /** How many items are in each state. */
  async states() {
    const counts = {};
    for (const { state } of await this.#service.items()) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  }

  /** Waits until the items are in these states. */
  untilStates(wanted) {
    return until(`items are ${JSON.stringify(wanted)}`, async () => isDeepStrictEqual(await this.states(), wanted));
  }

  /** How often each item has been through a change (`work.acknowledged`, `work.stopped`), by the service's journal. */
  changes(name) {
    const counts = new Map();
    for (const { change, workId } of this.emulator.journal()) if (change === name) counts.set(workId, (counts.get(workId) ?? 0) + 1);
    return counts;
  }

  /** Lets every lease that is not extended run out, at once. */
  letLeasesRunOut() {
    this.emulator.advance(31_000);
  }

  async close() {
    for (const { child } of this.#workers) child.kill('SIGKILL');
    await Promise.all(this.#workers.map(({ ended }) => ended));
    clearInterval(this.#pump);
    await this.#service.close();
  }
}
