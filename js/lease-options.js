// The options of leases, pollers and workers, as Rust takes them.
import { SIGNAL } from './call-options.js';
import { checked, isCount, isFlag, isFunction, isObject, isText, isWhole, read } from './options.js';
import { orError, pairsOf } from './params.js';
import { uniqueName } from './poller.js';
import { isWindow } from './runtime.js';

/** A list of what `fits`, or nothing. */
const areAll = (list, fits) => list === undefined || (Array.isArray(list) && list.every(fits));

const isSnapshot = (value) =>
  isObject(value) &&
  isCount(value.ttlSeconds) &&
  isWhole(value.heldFrom) &&
  (value.lastHeartbeat === null || isText(value.lastHeartbeat)) &&
  areAll(value.inDoubt, isWhole) &&
  areAll(value.serverTime, Number.isSafeInteger);

const CALLING = {
  environmentKey: [isText, 'an environment key: a text that is not empty', undefined, () => 'something else'],
  requestOptions: [isObject, 'an object'],
  signal: SIGNAL,
};

const HOLDING = {
  // A window's timers run once a minute when it is hidden.
  desiredTtlSeconds: [isCount, 'a whole number of seconds from 1 up', () => (isWindow() ? 180 : undefined)],
  adoptLostAnswers: [isFlag, 'true or false', () => true],
  windDownMs: [isWhole, 'a whole number of milliseconds', () => 30_000],
};

const CLAIMING = {
  environmentId: [isText, 'the id of an environment, such as "env_…"'],
  workerId: [isText, "a name that is this worker's alone: a text that is not empty", uniqueName],
  // `null` asks for polls that do not wait.
  blockMs: [
    (value) => isCount(value) && value <= 999,
    'a whole number of milliseconds from 1 to 999, or null',
    (value) => (value === null ? 0 : 999),
  ],
  reclaimOlderThanMs: [isWhole, 'a whole number of milliseconds'],
  drain: [isFlag, 'true or false'],
};

const LEASE = { ...CALLING, ...HOLDING, snapshot: [isSnapshot, 'what `snapshot()` gave: { lastHeartbeat, ttlSeconds, heldFrom }'] };
const POLLER = { ...CALLING, ...CLAIMING, autoStop: [isFlag, 'true or false', () => true] };
const WORKER = {
  ...CALLING,
  ...HOLDING,
  ...CLAIMING,
  concurrency: [isCount, 'a whole number of items from 1 up', () => 1],
  onWork: [isFunction, 'a function that takes a work item and its lease'],
};

/** By the letters that Rust knows them by: the options, and the one that there is no doing without. */
const KINDS = { l: [LEASE], p: [POLLER, 'environmentId'], w: [WORKER, 'onWork'] };

/** Rust knows the options by their place among all of them (`src/bindings/lease_options.rs`). */
const PLACES = Object.keys({ ...LEASE, ...POLLER, ...WORKER });

/** The options of a lease, a poller or a worker, each at its place; or the error, where one is wrong. */
export const readOptions = orError((kind, given) => {
  const [table, required] = KINDS[kind];
  const options = read(table, given, required);
  options.requestOptions = pairsOf('headers', options.requestOptions?.headers).flat();
  return PLACES.map((name) => options[name]);
});

const TOLD = { signal: SIGNAL, environmentKey: CALLING.environmentKey, force: [isFlag, 'true or false'] };

/** What leases and workers are told later, checked: a `signal`, an `environmentKey`, or whether a stop has `force`. */
export const option = (name, value) => checked(TOLD, name, value);
