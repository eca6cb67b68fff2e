// Reads the wasm where it is a file beside the script.
import { readFileSync } from 'node:fs';
import { baseError } from './errors.js';

/** The bytes of the wasm at a URL. */
export function bytesAt(url) {
  try {
    return readFileSync(url);
  } catch (cause) {
    const remedy = 'a bundler that took the entry for Node has to leave this package external, or to resolve the condition "module"';
    throw baseError(`the wasm is not beside its script: ${remedy}`, cause);
  }
}
