import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Notes the memories of the WebAssembly instances that are made from now on. Gives what tells how large the JS heap and those are, in
 * bytes, after a collection. Node has to run with `--expose-gc`.
 */
export function watchMemories() {
  const memories = [];
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(...args) {
      super(...args);
      memories.push(...Object.values(this.exports).filter((value) => value instanceof WebAssembly.Memory));
    }
  };
  return async () => {
    for (let round = 0; round < 3; round += 1) {
      globalThis.gc();
      // Finalizers run in turns of their own.
      await sleep(20);
    }
    return { heap: process.memoryUsage().heapUsed, wasm: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) };
  };
}
