// Node: the wasm is the file beside this one, which is read sooner than text in a script. Bundlers take index.js, for they would leave the
// file behind: they know the condition "module" of package.json, and Node does not.
import { initSync } from 'leasehold-bindgen/client';
import module from 'leasehold-bindgen/client.file';
import { start } from '../start.js';

start(initSync, module);

export * from '../client.js';
export { default } from '../client.js';
