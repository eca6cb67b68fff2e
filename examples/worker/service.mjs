// Puts a worker together: what claims and works, what is logged, and what is answered over HTTP.
import { handle } from './handler.mjs';
import { openIdle } from './idle.mjs';
import { openRegistry } from './metrics.mjs';
import { Queue } from './queue.mjs';
import { routes } from './routes.mjs';
import { described, Shift } from './shift.mjs';

/**
 * A log of JSON lines: fields first, then the message, as pino has it.
 *
 * @typedef {Record<"debug" | "info" | "warn" | "error", (fields: object, message: string) => void>} Log
 */

/**
 * Opens a worker that has not begun.
 *
 * @param {{Client: typeof import("leasehold").Client, prom: typeof import("prom-client"), settings: object, log: Log}} given
 *   the libraries come from the one who calls: this folder depends on nothing, and runs wherever they do
 * @returns {{shift: Shift, registry: import("prom-client").Registry, answer: (request: Request) => Promise<Response>}}
 */
export function openService({ Client, prom, settings, log }) {
  const { baseURL, apiKey, environmentId, environmentKey = null } = settings;
  const common = { baseURL, logger: clientLog(log), logLevel: 'warn' };
  const manager = apiKey && new Client({ ...common, apiKey, authToken: null });
  const client = environmentKey ? new Client({ ...common, apiKey: null, authToken: environmentKey }) : manager;
  const openWorker = settings.concurrency > 0 ? (options) => client.environments.work.worker(options) : openIdle;
  const shift = new Shift(openWorker, settings, handle, log);
  tell(shift, log);
  const queue = manager && new Queue(manager, environmentId);
  const registry = openRegistry(prom, { shift, heartbeats: client.heartbeats, queue, settings });
  return { shift, registry, answer: routes(shift, registry) };
}

/** A line for each thing that happens to an item; beats are for the metrics. Never the item itself, which has a secret. */
function tell(shift, log) {
  shift.on('claimed', ({ workId, work }) => log.info({ workId, sessionId: work.data.id }, 'claimed'));
  shift.on('late', ({ workId, latenessMs }) => log.warn({ workId, latenessMs }, 'a heartbeat was late'));
  shift.on('stopping', ({ workId, error }) => log.info({ workId, reason: error.message }, 'asked to stop'));
  shift.on('lost', ({ workId, reason, error }) => log.warn({ workId, reason, error: described(error) }, 'lost'));
  shift.on('failed', ({ workId, durationMs, error }) => log.error({ workId, durationMs, error: described(error) }, 'failed'));
  shift.on('finished', ({ workId, durationMs }) => log.info({ workId, durationMs }, 'finished'));
}

/** The client's own warnings, as lines of this log. */
function clientLog(log) {
  const level =
    (name) =>
    (message, ...rest) =>
      log[name]({ ...(rest.length && { rest: rest.map(String) }) }, `leasehold: ${message}`);
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
}
