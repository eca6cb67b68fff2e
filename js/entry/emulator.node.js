// The emulator for Node: the wasm is the file beside this one.
import { initSync } from 'leasehold-bindgen/emulator';
import module from 'leasehold-bindgen/emulator.file';
import { start } from '../start.js';

start(initSync, module);

export { Emulator } from 'leasehold-bindgen/emulator';
