// The emulator for Cloudflare Workers and edge-light: the wasm comes as a module that the platform has compiled; it compiles none itself.
import { initSync } from 'leasehold-bindgen/emulator';
import module from './emulator.wasm';

initSync({ module });

export { Emulator } from 'leasehold-bindgen/emulator';
