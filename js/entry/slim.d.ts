import type { RuntimeResponse, RuntimeURL, RuntimeWasmModule } from '../types/runtime.js';

/** The client's wasm: its bytes, or a module compiled from them. */
export type WasmSource = ArrayBuffer | ArrayBufferView | RuntimeWasmModule;

/**
 * Starts the client with its wasm (`leasehold/wasm`). Call it once, before the first `new Client()`. Compiling bytes blocks.
 */
export declare function initSync(source: WasmSource): void;

/**
 * Starts the client with its wasm, wherever that is. A response that says `content-type: application/wasm` is compiled while it
 * arrives. Rejects when the wasm cannot be had (`LeaseholdError` with the status) or is none.
 */
export declare function init(
  source: WasmSource | string | RuntimeURL | RuntimeResponse | PromiseLike<WasmSource | RuntimeResponse>,
): Promise<void>;

export * from '../client.js';
export { default } from '../client.js';
