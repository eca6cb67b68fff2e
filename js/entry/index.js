// Node, Deno, Bun, browsers, bundlers, server-side rendering: the wasm is inside, and ready when the import is.
import { initSync } from 'leasehold-bindgen/client';
import module from 'leasehold-bindgen/client.wasm';
import { startError } from '../start.js';

try {
  initSync({ module });
} catch (error) {
  throw startError(error);
}

export * from '../client.js';
export { default } from '../client.js';
