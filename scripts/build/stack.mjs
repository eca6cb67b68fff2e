import { leb128, Reader, sectionsOf } from '../lib/module.mjs';
import { Stop } from '../lib/say.mjs';

/** The sections, by their number, and how a global is named among exports. */
const [GLOBALS, EXPORTS, GLOBAL] = [6, 7, 3];

/** What a constant's instructions are. */
const [constant, end] = [0x41, 0x0b];

/**
 * The module with an export `__object_stack`: where on their stack the objects are that were lent to the wasm. It is a global of
 * wasm-bindgen's, which nobody outside can see; js/panic.js puts it back after an exception, beside `__stack_pointer`.
 *
 * @param {Uint8Array} bytes
 */
export function withObjectStack(bytes) {
  const sections = sectionsOf(bytes);
  const globals = new Reader(sections.find(({ id }) => id === GLOBALS).content);
  const changing = [];
  for (let left = globals.number(), index = 0; left > 0; left -= 1, index += 1) {
    const [_type, changes, instruction, _value, last] = [globals.byte(), globals.byte(), globals.byte(), globals.number(), globals.byte()];
    if (instruction !== constant || last !== end) throw unknown();
    if (changes) changing.push(index);
  }
  // The first one is `__stack_pointer`, which the linker makes before anything else; and the only one, where nothing is lent to the wasm.
  if (changing[0] !== 0 || changing.length > 2) throw unknown();
  const exported = sections.find(({ id }) => id === EXPORTS);
  const reader = new Reader(exported.content);
  const count = reader.number();
  const name = new TextEncoder().encode('__object_stack');
  const entry = [...leb128(name.length), ...name, GLOBAL, ...leb128(changing.at(-1))];
  const content = [...leb128(count + 1), ...exported.content.subarray(reader.at), ...entry];
  const section = Uint8Array.from([EXPORTS, ...leb128(content.length), ...content]);
  return Buffer.concat([bytes.subarray(0, exported.start), section, bytes.subarray(exported.end)]);
}

const unknown = () => new Stop("wasm-bindgen's globals are other ones; scripts/build/stack.mjs knows the two stacks and constants.");
