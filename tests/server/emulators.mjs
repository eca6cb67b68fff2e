import { toNodeHandler } from 'srvx/node';
import { answerJSON, readText } from './http.mjs';

/** The one that has every path without a name of its own. */
const SHARED = '';

/**
 * Emulators of the API behind HTTP. A test that must not see what others do has its own.
 *
 * - `POST /emulators` with `EmulatorOptions` answers `{"path": "/emulators/<id>", "apiKey": "…"}`
 * - `/emulators/<id>/v1/…` is that emulator's API; `/v1/…` is that of one which is always there
 * - `POST /emulators/<id>/work` with `{"environmentId": "…", "options": {…}}` queues a work item and answers it; `POST /work`
 *   likewise
 * - `GET /emulators/<id>/keys/<environment id>` answers the key of the environment's workers; `GET /keys/…` likewise
 * - `POST /emulators/<id>/journal` with a `JournalFilter` answers what happened
 * - `POST /emulators/<id>/faults` with a `FaultPlan` has things go wrong from there on
 */
export class Emulators {
  #emulators = new Map();
  // Counted, and not the map's size: requests that come together are added after each has been read.
  #added = 0;
  #shared;

  async handle(request, response) {
    if (request.url === '/emulators' && request.method === 'POST') {
      return answerJSON(response, 200, await this.#add(String(++this.#added), JSON.parse(await readText(request))));
    }
    const [, id = SHARED, path] = /^(?:\/emulators\/(\d+))?(\/.*)$/.exec(request.url) ?? [];
    this.#shared ??= id === SHARED ? this.#add(id, {}) : undefined;
    await this.#shared;
    const served = this.#emulators.get(id);
    if (!served) return answerJSON(response, 404, { testServer: `no emulator has the path ${request.url}` });
    return serve(served, path, request, response);
  }

  async #add(id, options) {
    // Only now: scripts can be had before the package is built.
    const { Emulator } = await import('leasehold/emulator');
    const emulator = new Emulator(options);
    this.#emulators.set(id, { emulator, handler: toNodeHandler(emulator.fetch) });
    return { path: `/emulators/${id}`, apiKey: emulator.apiKey };
  }
}

/** What a test may do to its emulator. */
const ACTS = {
  '/work': (emulator, { environmentId, options }) => emulator.enqueue(environmentId, options),
  '/journal': (emulator, filter) => emulator.journal(filter),
  '/faults': (emulator, plan) => emulator.setFaults(plan),
};

async function serve({ emulator, handler }, path, request, response) {
  if (path.startsWith('/v1/')) {
    request.url = path;
    return handler(request, response);
  }
  const act = request.method === 'POST' && Object.hasOwn(ACTS, path) && ACTS[path];
  if (act) return answerJSON(response, 200, act(emulator, JSON.parse(await readText(request))) ?? null);
  const [, environmentId] = /^\/keys\/([^/]+)$/.exec(path) ?? [];
  if (environmentId) return answerJSON(response, 200, emulator.environmentKey(environmentId));
  return answerJSON(response, 404, { testServer: `nothing has the path ${path}` });
}
