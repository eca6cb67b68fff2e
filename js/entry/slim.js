// The same without the wasm, for those who load it themselves: call `init` or `initSync` first.
import { initSync as startClient } from 'leasehold-bindgen/client';
import { baseError } from '../errors.js';
import { start, startError } from '../start.js';

/** Starts the client with its wasm: its bytes, or a compiled module. */
export function initSync(source) {
  start(startClient, source);
}

/** The same from wherever the wasm is: a URL, a `Response`, a promise of one, or what `initSync` takes. */
export async function init(source) {
  const from = await source;
  initSync(await compiled(typeof from === 'string' || from instanceof URL ? await fetch(from) : from));
}

/** Compiles while it arrives, where the server gives the right content type. */
async function compiled(source) {
  if (!(source instanceof Response)) return source;
  if (!source.ok) throw baseError(`no wasm at ${source.url}: ${source.status}`);
  if (!source.headers.get('content-type')?.startsWith('application/wasm') || !WebAssembly.compileStreaming) return source.arrayBuffer();
  try {
    return await WebAssembly.compileStreaming(source);
  } catch (error) {
    throw startError(error);
  }
}

export * from '../client.js';
export { default } from '../client.js';
