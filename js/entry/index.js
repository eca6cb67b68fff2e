// Deno, Bun, browsers, bundlers, server-side rendering: the wasm is inside, and ready when the import is.
import { initSync } from 'leasehold-bindgen/client';
import module from 'leasehold-bindgen/client.wasm';
import { start } from '../start.js';

start(initSync, module);

export * from '../client.js';
export { default } from '../client.js';
