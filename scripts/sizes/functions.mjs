import { functionNamesOf, Reader, sectionsOf } from '../lib/module.mjs';

/**
 * Each function of a WebAssembly module that has names, with the bytes of its body, and what the module's data takes.
 *
 * @param {Uint8Array} bytes
 * @returns {{functions: Array<{name: string, bytes: number}>, dataBytes: number}}
 */
export function contentsOf(bytes) {
  const names = functionNamesOf(bytes);
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).filter(({ kind }) => kind === 'function').length;
  const sections = new Map(sectionsOf(bytes).map(({ id, content }) => [id, content]));
  const bodies = bodiesOf(sections.get(10));
  return {
    functions: bodies.map((size, index) => ({ name: names.get(imported + index) ?? '', bytes: size })),
    dataBytes: sections.get(11)?.length ?? 0,
  };
}

function bodiesOf(section) {
  const reader = new Reader(section);
  return Array.from({ length: reader.number() }, () => reader.chunk().length);
}
