// What every client's entry exports, but for the classes of its wasm.

export * from './errors.js';
export * from './page.js';
export * from './promise.js';
export type * from './types/common.js';
