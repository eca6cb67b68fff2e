import { functionNamesOf, leb128, Reader, sectionsOf } from '../lib/module.mjs';
import { Stop } from '../lib/say.mjs';

/** By which JavaScript calls a closure, and by which a task is woken that may suspend its stack (JSPI). */
const shim = /\bwasm_bindgen::convert::closures::.*\binvoke\b|\bjs_sys::futures::jspi::task_waker::/;

/** What a constant's instructions are. */
const [constant, end] = [0x41, 0x0b];

/**
 * The module without shims in its table of functions. Each function of js-sys that takes a closure has described that to wasm-bindgen by a
 * shim in the table, whether it is called or not; the descriptions are gone by now, but not what is in the table, and an optimiser cannot
 * know that nobody calls it there: the glue has the shims that it needs as exports. Of tasks that may suspend, which no export of ours is,
 * wasm-bindgen takes out all but their waker's functions, which stand in the table too. A neighbour takes their places.
 *
 * @param {Uint8Array} bytes a module with names
 */
export function withoutShims(bytes) {
  const names = functionNamesOf(bytes);
  const isShim = (index) => shim.test(names.get(index));
  const elements = sectionsOf(bytes).find(({ id }) => id === 9);
  const reader = new Reader(elements.content);
  const [segments, flags, instruction, offset, last] = [reader.number(), reader.number(), reader.byte(), reader.number(), reader.byte()];
  const table = Array.from({ length: reader.number() }, () => reader.number());
  if (segments !== 1 || flags !== 0 || instruction !== constant || offset > 63 || last !== end || !table.some(isShim)) {
    throw new Stop("wasm-bindgen's table of functions is another one; scripts/build/table.mjs knows one of a single segment.");
  }
  const neighbour = table.find((index) => !isShim(index));
  const changed = table.flatMap((index) => leb128(isShim(index) ? neighbour : index));
  const content = [1, 0, constant, ...leb128(offset), end, ...leb128(table.length), ...changed];
  const section = Uint8Array.from([9, ...leb128(content.length), ...content]);
  return Buffer.concat([bytes.subarray(0, elements.start), section, bytes.subarray(elements.end)]);
}
