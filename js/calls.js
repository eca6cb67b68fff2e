// Everything that an entry of the calls alone exports.
export { Client, Client as default, Environments, Work } from 'leasehold-bindgen/calls';
export * from './common.js';
