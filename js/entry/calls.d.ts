/// <reference lib="esnext.disposable" />
// (The line above is for `[Symbol.dispose]`, which each of the wasm's classes has.)

export { Client, Client as default, Environments, Work } from 'leasehold-bindgen/calls';
export * from '../common.js';
