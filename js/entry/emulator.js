// The emulator for Deno, Bun, browsers, bundlers: the wasm is inside, and ready when the import is.
import { initSync } from 'leasehold-bindgen/emulator';
import module from 'leasehold-bindgen/emulator.wasm';
import { start } from '../start.js';

start(initSync, module);

export { Emulator } from 'leasehold-bindgen/emulator';
