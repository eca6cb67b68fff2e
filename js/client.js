// Everything that an entry of the whole client exports.
import { Client } from 'leasehold-bindgen/client';
import { classes } from './errors.js';

export { Client, Client as default, Environments, Heartbeats, Work } from 'leasehold-bindgen/client';
export * from './common.js';
export { Lease } from './lease.js';
export { LeaseLostError, StopRequestedError } from './lease-errors.js';
export { WorkPoller } from './poller.js';
export { EnvironmentWorker } from './worker.js';

Object.assign(Client, classes);
