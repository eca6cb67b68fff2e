// The fourteen calls for Node: the wasm is the file beside this one, as for node.js.
import { initSync } from 'leasehold-bindgen/calls';
import module from 'leasehold-bindgen/calls.file';
import { start } from '../start.js';

start(initSync, module);

export { Client, Client as default, Environments, Work } from 'leasehold-bindgen/calls';
export * from '../common.js';
