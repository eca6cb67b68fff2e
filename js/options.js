// The options of clients, leases, pollers and workers: what there is, what would be right, and what holds when it is left out.
import { InvalidInputError, shown } from './errors.js';
import { LEVELS } from './logger.js';
import { field, pairsOf } from './params.js';
import { uniqueName } from './poller.js';
import { env, isWindow } from './runtime.js';

const isText = (value) => typeof value === 'string' && value !== '';
const isFlag = (value) => typeof value === 'boolean';
const isObject = (value) => typeof value === 'object' && !Array.isArray(value);
const isFunction = (value) => typeof value === 'function';
const isWhole = (value) => Number.isSafeInteger(value) && value >= 0;
const isCount = (value) => isWhole(value) && value > 0;
const isLevel = (value) => LEVELS.includes(value);
// Not instanceof: a signal of another realm is one too.
const isSignal = (value) => typeof value === 'object' && 'aborted' in value && 'addEventListener' in value;
const isSnapshot = (value) =>
  isObject(value) &&
  isCount(value.ttlSeconds) &&
  isWhole(value.heldFrom) &&
  (value.lastHeartbeat === null || isText(value.lastHeartbeat)) &&
  (value.inDoubt === undefined || (Array.isArray(value.inDoubt) && value.inDoubt.every(isWhole)));

/** Whether a value is a credential, or a function that gives one. */
const isCredential = (value) => isFunction(value) || (typeof value === 'string' && value.trim() !== '');
const asGiven = (value) => value;

/**
 * By name: what has the option (clients, leases, pollers, workers, requests, stops), whether a value is right, what would be, and what holds
 * when it is left out, which may be spelled `null`. Rust knows those of leases, pollers and workers by their place
 * (`src/bindings/helper.rs`).
 */
const OPTIONS = {
  environmentKey: ['lpw', isText, 'an environment key: a text that is not empty'],
  requestOptions: ['lpw', isObject, 'an object'],
  signal: ['lpwr', isSignal, 'an AbortSignal'],
  // A window's timers run once a minute when it is hidden.
  desiredTtlSeconds: ['lw', isCount, 'a whole number of seconds from 1 up', () => (isWindow() ? 180 : undefined)],
  adoptLostAnswers: ['lw', isFlag, 'true or false', () => true],
  windDownMs: ['lw', isWhole, 'a whole number of milliseconds', () => 30_000],
  snapshot: ['l', isSnapshot, 'what `snapshot()` gave: { lastHeartbeat, ttlSeconds, heldFrom }'],
  environmentId: ['pw', isText, 'the id of an environment, such as "env_…"'],
  workerId: ['pw', isText, "a name that is this worker's alone: a text that is not empty", uniqueName],
  // `null` asks for polls that do not wait.
  blockMs: [
    'pw',
    (value) => isCount(value) && value <= 999,
    'a whole number of milliseconds from 1 to 999, or null',
    (value) => (value === null ? 0 : 999),
  ],
  reclaimOlderThanMs: ['pw', isWhole, 'a whole number of milliseconds'],
  drain: ['pw', isFlag, 'true or false'],
  autoStop: ['p', isFlag, 'true or false', () => true],
  concurrency: ['w', isCount, 'a whole number of items from 1 up', () => 1],
  onWork: ['w', isFunction, 'a function that takes a work item and its lease'],
  maxRetries: ['cr', isWhole, 'a whole number of retries from 0 up'],
  timeout: ['cr', isCount, 'a whole number of milliseconds from 1 up'],
  apiKey: ['c', isCredential, 'a text that is not empty, or a function that gives one', asGiven],
  authToken: ['c', isCredential, 'a text that is not empty, or a function that gives one', asGiven],
  baseURL: ['c', (value) => typeof value === 'string', 'a URL such as "https://api.anthropic.com", or in a page a path such as "/api"'],
  allowInsecureBaseURL: ['c', isFlag, 'true or false'],
  dangerouslyAllowBrowser: ['c', isFlag, 'true or false'],
  // Looked into by `pairsOf`.
  defaultHeaders: ['c', () => true],
  fetch: ['c', isFunction, 'a function with the signature of fetch'],
  betas: ['c', (value) => Array.isArray(value) && value.every(isText), 'a list of beta names such as "managed-agents-2026-04-01"'],
  workspaceId: ['c', isText, 'the id of a workspace, such as "wrkspc_…"'],
  anthropicVersion: ['c', isText, 'a version such as "2023-06-01"'],
  logger: ['c', isObject, 'an object with the methods debug, info, warn and error', () => console],
  logLevel: ['c', isLevel, '"off", "error", "warn", "info" or "debug"', () => [env('ANTHROPIC_LOG')].find(isLevel) ?? 'warn'],
  timers: [
    'c',
    (value) => value === 'auto' || value === 'manual' || (value === 'worker' && globalThis.Worker && globalThis.Blob),
    '"auto", "manual" or, where there are Workers, "worker"',
  ],
  maxBeatsInFlight: ['c', isCount, 'a whole number of beats from 1 up'],
  maxResponseBytes: ['c', isWhole, 'a whole number of bytes'],
  force: ['s', isFlag, 'true or false'],
};

/** What there is no doing without. */
const REQUIRED = { p: 'environmentId', w: 'onWork' };

/** Refuses what is no object, and options that there are not. */
function refuseUnknown(options, known) {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) {
    // A text is probably a credential.
    throw new InvalidInputError('options', typeof options === 'string' ? 'a text' : shown(options), 'an object');
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const [nearest] = known.map((name) => [distance(unknown, name), name]).sort(([a], [b]) => a - b);
  const hint = nearest[0] * 3 <= Math.max(unknown.length, nearest[1].length) ? ` (did you mean \`${nearest[1]}\`?)` : '';
  throw new InvalidInputError('options', `the unknown option \`${unknown}\`${hint}`, `made of ${known.join(', ')}`);
}

/** How many letters have to be put in, taken out or exchanged to get from `a` to `b` (Levenshtein); case does not count. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const x of a.toLowerCase()) {
    const next = [row[0] + 1];
    [...b.toLowerCase()].forEach((y, i) => {
      next.push(Math.min(row[i] + (x !== y), row[i + 1] + 1, next[i] + 1));
    });
    row = next;
  }
  return row.at(-1);
}

/** What would be right for an option. */
export const expectedOf = (name) => OPTIONS[name][2];

/** The value of an option; undefined where it was left out. */
export function checked(name, value) {
  const [, fits, expected] = OPTIONS[name];
  if (value == null || fits(value)) return value ?? undefined;
  throw new InvalidInputError(name, received(name, value), expected);
}

/** What is wrong, for people; less of it where it is a secret, or is meant to be. */
function received(name, value) {
  if (name === 'environmentKey') return 'something else';
  return OPTIONS[name][1] === isCredential && typeof value === 'string' ? 'an empty text' : shown(value);
}

/** The options of a kind by their names: checked, with what holds where they are left out. */
export function read(kind, given) {
  const known = Object.keys(OPTIONS).filter((name) => OPTIONS[name][0].includes(kind));
  const options = given ?? {};
  refuseUnknown(options, known);
  const entries = known.map((name) => {
    const [, , expected, otherwise] = OPTIONS[name];
    const value = field(options, name);
    if (value == null && REQUIRED[kind] === name) throw new InvalidInputError(name, 'nothing', expected);
    return [name, checked(name, value) ?? otherwise?.(value)];
  });
  return Object.fromEntries(entries);
}

/** `read`, giving what it throws: wasm-bindgen leaves a slot of its table of objects behind for each exception that Rust catches. */
export const orError =
  (read) =>
  (...given) => {
    try {
      return read(...given);
    } catch (error) {
      return error;
    }
  };

/** The options of a lease (`l`), a poller (`p`) or a worker (`w`), each at its place; or the error, where one is wrong. */
export const readOptions = orError((kind, given) => {
  const options = read(kind, given);
  options.requestOptions = pairsOf('headers', options.requestOptions?.headers).flat();
  return Object.keys(OPTIONS).map((name) => options[name]);
});

/** The options of a call: retries, time limit, headers, signal; or the error, where one is wrong. */
export const readCall = orError((options) => {
  if (!isObject(options)) throw new InvalidInputError('options', shown(options), 'an object');
  const [maxRetries, timeout, signal] = ['maxRetries', 'timeout', 'signal'].map((name) => checked(name, field(options, name)));
  return [maxRetries, timeout, pairsOf('headers', field(options, 'headers')).flat(), signal];
});
