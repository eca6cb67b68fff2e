// Everything that an entry of the calls alone exports.
import { Client } from 'leasehold-bindgen/calls';
import { classes } from './errors.js';

export { Client, Client as default, Environments, Work } from 'leasehold-bindgen/calls';
export * from './common.js';

Object.assign(Client, classes);
