/// <reference lib="esnext.disposable" />
// (The line above is for `[Symbol.dispose]`, which each of the wasm's classes has.)

export { Emulator, type EmulatorOptions, type NewWorkOptions } from 'leasehold-bindgen/emulator';
