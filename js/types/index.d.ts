export type * from './common.js';
export type * from './lease.js';
export type * from './worker.js';
export type { WorkerEvents as EnvironmentWorkerEvents } from './worker.js';
