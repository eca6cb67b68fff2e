/**
 * The package's entries, as package.json exports them. Each is js/entry/NAME.js, with its types beside it.
 * How each comes by its wasm: "embedded" as text, "read" from a file, "module" as a file that the runtime imports,
 * "given" by the caller.
 */
export const entries = {
  index: { wasm: 'client', how: 'embedded' },
  node: { wasm: 'client', how: 'read' },
  workerd: { wasm: 'client', how: 'module' },
  slim: { wasm: 'client', how: 'given' },
  calls: { wasm: 'calls', how: 'embedded' },
  'calls.node': { wasm: 'calls', how: 'read' },
  'calls.workerd': { wasm: 'calls', how: 'module' },
  emulator: { wasm: 'emulator', how: 'embedded' },
  'emulator.node': { wasm: 'emulator', how: 'read' },
  'emulator.workerd': { wasm: 'emulator', how: 'module' },
};

/** Under which name each wasm is published. */
export const wasmFiles = { client: 'leasehold.wasm', calls: 'calls.wasm', emulator: 'emulator.wasm' };
