// What becomes of a panic, which is a bug of ours: an error with its message, after which the client goes on.
import { baseError } from './errors.js';
import { fail } from './promise.js';

let error;
let told;

/** For Rust: a panic with this message happened, in the call that this promise is of. The trap that ends the wasm's code follows. */
export function panicked(message, file, line, promise) {
  error = baseError(`this is a bug in leasehold, please report it: ${message} (${file}:${line})`);
  told = promise !== undefined;
  if (told) fail(promise, error);
}

/**
 * The wasm's exports, which throw that error in place of the trap, and put back the stack that the trap has left as it was: once no
 * code of the wasm's runs any more, to what it is now.
 */
export function guarded(exports, stack) {
  const top = stack.value;
  const guard =
    (call) =>
    (...args) => {
      try {
        return call(...args);
      } catch (trap) {
        if (!error) throw trap;
        queueMicrotask(() => {
          stack.value = top;
        });
        const bug = error;
        error = undefined;
        if (!told) throw bug;
        // The glue takes results apart; there is no error in this one.
        return [];
      }
    };
  return Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, typeof value === 'function' ? guard(value) : value]));
}
