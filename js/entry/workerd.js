// Cloudflare Workers and edge-light: the wasm comes as a module that the platform has compiled; it compiles none itself.
import { initSync } from 'leasehold-bindgen/client';
import module from './leasehold.wasm';

initSync({ module });

export * from '../client.js';
export { default } from '../client.js';
