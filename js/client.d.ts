/// <reference lib="esnext.disposable" />
// What every entry of the client exports. The line above declares `Symbol.dispose`, which the wasm's classes have.

export { Client, Client as default, Environments, Heartbeats, Work } from 'leasehold-bindgen/client';
export * from './errors.js';
export { Lease } from './lease.js';
export * from './page.js';
export { WorkPoller } from './poller.js';
export * from './promise.js';
export type * from './types/index.js';
export { EnvironmentWorker } from './worker.js';
