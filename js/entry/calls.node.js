// The fourteen calls for Node: the wasm is the file beside this one, as for node.js.
import { initSync } from 'leasehold-bindgen/calls';
import module from 'leasehold-bindgen/calls.file';
import { start } from '../start.js';

start(initSync, module);

export * from '../calls.js';
export { default } from '../calls.js';
