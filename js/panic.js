// What becomes of a panic, which is a bug of ours: an error with its message, after which the client goes on.
import { baseError } from './errors.js';
import { fail } from './promise.js';

let error;
let told;

/** Functions that hear of a panic in the background: what waits for leases and workers would else wait for ever. */
export const watchers = new Set();

/** The same promise, but a panic in the background rejects it. */
export const watched = (promise) =>
  new Promise((resolve, reject) => {
    watchers.add(reject);
    promise.finally(() => watchers.delete(reject)).then(resolve, reject);
  });

/**
 * For Rust: a panic with this message happened. It concerns a call, by its promise; whoever waits for a plain promise, by what settles
 * it; or with `true` all watchers. The trap that ends the wasm's code follows.
 */
export function panicked(message, file, line, concerns) {
  const bug = baseError(`this is a bug in leasehold, please report it: ${message} (${file}:${line})`);
  const hear = concerns === true ? [...watchers] : concerns ? [concerns[2] ?? ((bug) => fail(concerns, bug))] : [];
  error = bug;
  told = hear.length > 0;
  // Once no code of the wasm's runs any more: who hears of it may call into it.
  queueMicrotask(() => {
    for (const tell of hear) tell(bug);
  });
}

/**
 * The wasm's exports, which throw that error in place of the trap. Whatever is thrown through them, a caller's exception too, leaves the
 * wasm's stack and its stack of objects as they are then: they are put back to what they were before.
 */
export function guarded(exports, stack, objects) {
  const guard =
    (name) =>
    (...args) => {
      const [top, objectsTop] = [stack.value, objects.value];
      try {
        // By its name, which no engine can take for a constant: V8 11.3 (Node 20) ends the process when it throws code away in the
        // middle of a call into wasm that it has made a part of that code.
        return exports[name](...args);
      } catch (trap) {
        stack.value = top;
        objects.value = objectsTop;
        if (!error) throw trap;
        const bug = error;
        error = undefined;
        if (!told) throw bug;
        // The glue takes results apart; there is no error in this one.
        return [];
      }
    };
  return Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, typeof value === 'function' ? guard(name) : value]));
}
