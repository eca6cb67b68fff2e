// What each test of the suite gets. Runners build it; tests import nothing.
import * as assert from './assert.js';
import { Emulated, framings, Script } from './server.js';

/** What a worker tells. */
const EVENTS = ['claimed', 'beat', 'late', 'lost', 'stopping', 'finished', 'failed', 'idle'];

/** A test that takes longer is stuck: on a machine with much else to do, the longest take a quarter of that. */
const STUCK_MS = 60_000;

/**
 * What a test gets: the client's classes (`Client`, `errors` with all error classes, `APIPromise`, `PagePromise`, `Page`), the test
 * server's address, claims (`assert.js`), and ways to be answered: a script, an emulator, a `fetch` in memory.
 */
export function context({ server, ...classes }) {
  const client = (options) => new classes.Client(isWindow() ? { dangerouslyAllowBrowser: true, ...options } : options);
  return {
    ...classes,
    ...assert,
    server,
    client,
    withGlobals,
    counted,
    deferred,
    workerEvents: EVENTS,
    heard,
    toldToEnd,
    printed,
    memory,
    script: (...steps) => Script.of(server, client, steps),
    emulated: (options = {}) => Emulated.of(server, client, options),
    framings: () => framings(server),
  };
}

/** Runs one test, and fails if it gets stuck. */
export async function run(test, t) {
  let timer;
  const stuck = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${test.name} is stuck`)), STUCK_MS);
  });
  try {
    await Promise.race([test(t), stuck]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A `fetch` that stays in memory: each call gets the next answer, a `Response`, an `Error` to be rejected with, or a function of url and
 * init. `calls` holds what it was called with.
 */
function memory(...answers) {
  const calls = [];
  const fetch = async (url, init) => {
    calls.push({ url, init });
    const answer = answers.shift();
    if (answer === undefined) throw new Error('there is no answer left');
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? answer(url, init) : answer;
  };
  return { fetch, calls };
}

/** Runs `body`, which may not wait, while globals are other ones; `undefined` takes one away. */
function withGlobals(globals, body) {
  const before = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
  try {
    for (const [name, value] of Object.entries(globals))
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    return body();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete globalThis[name];
    }
  }
}

/** A signal, its controller, and the listeners that are on it. */
function counted() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set();
  signal.addEventListener = (type, listener, ...rest) => {
    listeners.add(listener);
    AbortSignal.prototype.addEventListener.call(signal, type, listener, ...rest);
  };
  signal.removeEventListener = (type, listener, ...rest) => {
    listeners.delete(listener);
    AbortSignal.prototype.removeEventListener.call(signal, type, listener, ...rest);
  };
  return { controller, signal, listeners };
}

/** A promise, and what settles it. */
function deferred() {
  const it = {};
  it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }));
  return it;
}

/** Writes down everything that a worker tells. */
function heard(worker) {
  const events = [];
  for (const type of EVENTS) worker.on(type, (event) => events.push(event));
  return events;
}

/** Ends when the lease tells its handler to. */
function toldToEnd({ signal }) {
  return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));
}

/** Everything that can be read off `value` by people and by loggers. */
function printed(value) {
  const inspect = globalThis.process?.getBuiltinModule?.('node:util')?.inspect;
  const texts = [String(value), JSON.stringify(value), ...(inspect ? [inspect(value, { depth: 9, showHidden: true, getters: true })] : [])];
  if (value instanceof Error) texts.push(value.message, value.stack, printed(value.cause), JSON.stringify({ ...value }));
  return texts.join('\n');
}

function isWindow() {
  return globalThis.window?.document !== undefined;
}
