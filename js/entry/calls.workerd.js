// The fourteen calls for Cloudflare Workers and edge-light: the wasm comes as a module, as for workerd.js.
import { initSync } from 'leasehold-bindgen/calls';
import { start } from '../start.js';
import module from './calls.wasm';

start(initSync, module);

export * from '../calls.js';
export { default } from '../calls.js';
