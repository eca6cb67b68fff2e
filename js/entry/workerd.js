// Cloudflare Workers and edge-light: the wasm comes as a module that the platform has compiled; it compiles none itself.
import { initSync } from 'leasehold-bindgen/client';
import { start } from '../start.js';
import module from './leasehold.wasm';

start(initSync, module);

export * from '../client.js';
export { default } from '../client.js';
