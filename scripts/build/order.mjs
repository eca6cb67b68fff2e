import { leb128, Reader, sectionsOf } from '../lib/module.mjs';

/** The sections, by their number. */
const [FUNCTIONS, CODE] = [3, 10];

/**
 * The module with its functions named by their rank, for wasm-opt's `--reorder-functions-by-name` to sort them by: those of one
 * signature side by side, and of these the ones that begin alike, with the same locals. A compressor finds more so than in the order of
 * the linker.
 *
 * @param {Uint8Array} bytes a module without names
 */
export function ranked(bytes) {
  const sections = new Map(sectionsOf(bytes).map(({ id, content }) => [id, new Reader(content)]));
  const list = (id, read) => Array.from({ length: sections.get(id).number() }, () => read(sections.get(id)));
  const signatures = list(FUNCTIONS, (reader) => reader.number());
  const bodies = list(CODE, (reader) => reader.chunk());
  const order = [...bodies.keys()].sort((one, other) => signatures[one] - signatures[other] || Buffer.compare(bodies[one], bodies[other]));
  const ranks = order.map((index, rank) => [index, rank]).sort(([one], [other]) => one - other);
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).filter(({ kind }) => kind === 'function').length;
  const names = ranks.flatMap(([index, rank]) => [...leb128(imported + index), ...text(String(rank).padStart(5, '0'))]);
  const functions = [...leb128(ranks.length), ...names];
  const content = [...text('name'), 1, ...leb128(functions.length), ...functions];
  return Buffer.concat([bytes, Uint8Array.from([0, ...leb128(content.length), ...content])]);
}

/** A name, as the binary format has it. */
function text(value) {
  const bytes = new TextEncoder().encode(value);
  return [...leb128(bytes.length), ...bytes];
}
