// The fourteen calls, and nothing that holds a lease: a wasm of its own, of little more than half the size. It is inside, as in index.js.
import { initSync } from 'leasehold-bindgen/calls';
import module from 'leasehold-bindgen/calls.wasm';
import { start } from '../start.js';

start(initSync, module);

export * from '../calls.js';
export { default } from '../calls.js';
