// The options of clients, leases, pollers and workers: what there is, what would be right, and what holds when it is left out.
import { InvalidInputError } from './errors.js';
import { uniqueName } from './poller.js';

const isText = (value) => typeof value === 'string' && value !== '';
const isFlag = (value) => typeof value === 'boolean';
const isObject = (value) => typeof value === 'object' && !Array.isArray(value);
const isFunction = (value) => typeof value === 'function';
const isWhole = (value) => Number.isSafeInteger(value) && value >= 0;
const isCount = (value) => isWhole(value) && value > 0;
// Not instanceof: a signal of another realm is one too.
const isSignal = (value) => typeof value === 'object' && 'aborted' in value && 'addEventListener' in value;
const isSnapshot = (value) =>
  isObject(value) &&
  isCount(value.ttlSeconds) &&
  isWhole(value.heldFrom) &&
  (value.lastHeartbeat === null || isText(value.lastHeartbeat)) &&
  (value.inDoubt === undefined || (Array.isArray(value.inDoubt) && value.inDoubt.every(isWhole)));

/**
 * By name: whether a value is right, what would be, what holds when it is left out, and what has the option: leases, pollers, workers.
 * Rust knows them by their place (`src/bindings/helper.rs`).
 */
const OPTIONS = {
  environmentKey: [isText, 'an environment key: a text that is not empty', undefined, 'lpw'],
  requestOptions: [isObject, 'an object', undefined, 'lpw'],
  signal: [isSignal, 'an AbortSignal', undefined, 'lpw'],
  // A window's timers run once a minute when it is hidden.
  desiredTtlSeconds: [
    isCount,
    'a whole number of seconds from 1 up',
    () => (globalThis.window && globalThis.document ? 180 : undefined),
    'lw',
  ],
  adoptLostAnswers: [isFlag, 'true or false', () => true, 'lw'],
  windDownMs: [isWhole, 'a whole number of milliseconds', () => 30_000, 'lw'],
  snapshot: [isSnapshot, 'what `snapshot()` gave: { lastHeartbeat, ttlSeconds, heldFrom }', undefined, 'l'],
  environmentId: [isText, 'the id of an environment, such as "env_…"', undefined, 'pw'],
  workerId: [isText, "a name that is this worker's alone: a text that is not empty", uniqueName, 'pw'],
  blockMs: [(value) => isCount(value) && value <= 999, 'a whole number of milliseconds from 1 to 999, or null', () => 999, 'pw'],
  reclaimOlderThanMs: [isWhole, 'a whole number of milliseconds', undefined, 'pw'],
  drain: [isFlag, 'true or false', () => false, 'pw'],
  autoStop: [isFlag, 'true or false', () => true, 'p'],
  concurrency: [isCount, 'a whole number of items from 1 up', () => 1, 'w'],
  onWork: [isFunction, 'a function that takes a work item and its lease', undefined, 'w'],
};

/** What there is no doing without. */
const REQUIRED = { p: 'environmentId', w: 'onWork' };

/** What is not shown when it is wrong: it is a secret, or is meant to be. */
const SECRET = 'environmentKey';

/** The value for people. Objects are not looked into. */
export function shown(value) {
  if (typeof value === 'string') return value.length > 60 ? `"${value.slice(0, 60)}…"` : `"${value}"`;
  if (value == null) return 'nothing';
  if (typeof value === 'function') return 'a function';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : String(value);
}

/** Refuses what is no object, and options that there are not; `known` is a list with spaces in between. */
export function refuseUnknown(options, known) {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) {
    // A text is probably a credential.
    throw new InvalidInputError('options', typeof options === 'string' ? 'a text' : shown(options), 'an object');
  }
  const names = known.split(' ');
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const [nearest] = names.map((name) => [distance(unknown, name), name]).sort(([a], [b]) => a - b);
  const hint = nearest[0] * 3 <= Math.max(unknown.length, nearest[1].length) ? ` (did you mean \`${nearest[1]}\`?)` : '';
  throw new InvalidInputError('options', `the unknown option \`${unknown}\`${hint}`, `made of ${names.join(', ')}`);
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

/** The value of an option; undefined where it was left out. */
export function checked(name, value) {
  const [fits, expected] = OPTIONS[name];
  if (value == null || fits(value)) return value ?? undefined;
  throw new InvalidInputError(name, name === SECRET ? 'something else' : shown(value), expected);
}

/** The options of a lease (`l`), a poller (`p`) or a worker (`w`): each at its place, checked. `null` is as left out. */
export function readOptions(kind, given) {
  const options = given ?? {};
  const known = Object.keys(OPTIONS).filter((name) => OPTIONS[name][3].includes(kind));
  refuseUnknown(options, known.join(' '));
  return Object.entries(OPTIONS).map(([name, [, expected, otherwise]]) => {
    if (!known.includes(name)) return undefined;
    const value = checked(name, options[name]);
    if (value !== undefined) return value;
    if (REQUIRED[kind] === name) throw new InvalidInputError(name, 'nothing', expected);
    // `null` asks for polls that do not wait.
    return name === 'blockMs' && options[name] === null ? 0 : otherwise?.();
  });
}
