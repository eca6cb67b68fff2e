// The emulator for Cloudflare Workers and edge-light: the wasm comes as a module that the platform has compiled; it compiles none itself.
import { initSync } from 'leasehold-bindgen/emulator';
import { start } from '../start.js';
import module from './emulator.wasm';

start(initSync, module);

export { Emulator } from 'leasehold-bindgen/emulator';
