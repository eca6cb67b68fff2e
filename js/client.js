// Everything that a client's entry exports.
export { Client, Client as default, Environments, Work } from 'leasehold-bindgen/client';
export * from './errors.js';
export { Page } from './page.js';
export { APIPromise, PagePromise } from './promise.js';
