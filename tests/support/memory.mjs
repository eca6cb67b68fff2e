// What a process holds, for tests that see it stay level.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Imports a module whose wasm's memory, and table of JavaScript's objects, are to be seen. It is nobody's business but the glue's, so it is caught on its way there. */
export async function importSeen(specifier) {
  const { Instance } = WebAssembly;
  let memory;
  let tables;
  WebAssembly.Instance = class extends Instance {
    constructor(...args) {
      super(...args);
      memory = Object.values(this.exports).find((value) => value instanceof WebAssembly.Memory);
      tables = Object.values(this.exports).filter((value) => value instanceof WebAssembly.Table);
    }
  };
  try {
    const module = await import(specifier);
    assert.ok(memory?.buffer.byteLength > 0, `the memory of ${specifier}`);
    return { module, wasmBytes: () => memory.buffer.byteLength, slots: () => tables.reduce((sum, { length }) => sum + length, 0) };
  } finally {
    WebAssembly.Instance = Instance;
  }
}

/** Counts the listeners that are on any target of events; call it before anything listens. */
export function countListeners() {
  let count = 0;
  // What is taken off need not have been there.
  const there = new WeakMap();
  const on = (target) => there.get(target) ?? there.set(target, new Set()).get(target);
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function add(type, listener, ...rest) {
    count += Number(!on(this).has(listener));
    on(this).add(listener);
    return addEventListener.call(this, type, listener, ...rest);
  };
  EventTarget.prototype.removeEventListener = function remove(type, listener, ...rest) {
    count -= Number(on(this).delete(listener));
    return removeEventListener.call(this, type, listener, ...rest);
  };
  return () => count;
}

/** The bytes on the heap once everything that can go has gone: the collector frees, and in the turns after it the finalizers do. */
export async function heapBytes() {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i += 1) {
    collect();
    await sleep(5);
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}

/** What keeps the process alive, by kind: timers, sockets, and so on. */
export function resources() {
  const counts = {};
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/**
 * Fails where something grows by more than its `slack` between the second and the last quarter of samples over time. Gives what there was,
 * for people. What 64 items at a time make of a difference between one moment and another is no growth: so it is the medians that count.
 *
 * @param {Array<Record<string, number>>} samples
 * @param {Record<string, number>} slack
 */
export function assertLevel(samples, slack) {
  const size = Math.floor(samples.length / 4);
  const quarter = (i, what) => median(samples.slice(i * size, (i + 1) * size).map((sample) => sample[what]));
  const found = Object.keys(slack).map((what) => [what, quarter(1, what), quarter(3, what)]);
  for (const [what, early, late] of found) assert.ok(late - early < slack[what], `the ${what} grew from ${early} to ${late}`);
  return found.map(([what, early, late]) => `${what}: ${early} in the second quarter, ${late} in the last`).join('; ');
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
