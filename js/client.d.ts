/// <reference lib="esnext.disposable" />
// What every entry of the whole client exports. The line above declares `Symbol.dispose`, which the wasm's classes have.

export { Client, Client as default, Environments, Heartbeats, Work } from 'leasehold-bindgen/client';
export * from './common.js';
export { Lease } from './lease.js';
export * from './lease-errors.js';
export { WorkPoller } from './poller.js';
export type * from './types/index.js';
export { EnvironmentWorker } from './worker.js';
