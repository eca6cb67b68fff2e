// Starts the wasm, and says what to do where that is forbidden.
import { baseError } from './errors.js';

/** The smallest module there is. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** Starts a wasm with its glue's `initSync`: bytes, or a compiled module. */
export function start(initSync, module) {
  try {
    initSync({ module });
  } catch (error) {
    throw startError(error);
  }
}

/** For the glue: the exports of a wasm that was started. */
export function started(wasm) {
  if (!wasm) throw baseError('leasehold/slim: init() or initSync() comes first');
  return wasm;
}

/** The error to throw for what starting our wasm threw: where not even `EMPTY` can be started, one that names the remedy. */
export function startError(error) {
  try {
    // WebKit compiles anything, and refuses the instance.
    new WebAssembly.Instance(new WebAssembly.Module(EMPTY));
    return error;
  } catch (cause) {
    return baseError("WebAssembly is switched off here, or a page's Content-Security-Policy needs script-src 'wasm-unsafe-eval'", cause);
  }
}
