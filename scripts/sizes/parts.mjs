import { readFileSync } from 'node:fs';
import { Stop } from '../lib/say.mjs';
import { contentsOf } from './functions.mjs';

/** Whose a function is, by the first of these that its name has. Code of the crate may be of a library's form, with a type of ours in it. */
const owners = [
  [/leasehold::(\w+)::/, (layer) => `src/${layer}`],
  [/shim$/, () => 'src/bindings'],
  [/js_sys|wasm_bindgen|web_sys|gloo|externref/, () => 'wasm-bindgen'],
  [/core|alloc|std|rlsf/, () => "Rust's library"],
];

/**
 * What the client's wasm is made of, in bytes before compression: the layers of src/, the libraries, the data.
 *
 * @param {string} path the module with its names, as wasm-opt wrote it
 * @returns {Record<string, number>}
 */
export function partsOf(path) {
  const { functions, dataBytes } = contentsOf(readFileSync(path));
  if (!functions.some(({ name }) => name.includes('leasehold::'))) throw new Stop(`${path} has no names of functions.`);
  const parts = { data: dataBytes };
  for (const { name, bytes } of functions) parts[ownerOf(name)] = (parts[ownerOf(name)] ?? 0) + bytes;
  return Object.fromEntries(Object.entries(parts).sort(([, a], [, b]) => b - a));
}

function ownerOf(name) {
  for (const [pattern, owner] of owners) {
    const found = pattern.exec(name);
    if (found) return owner(found[1]);
  }
  return 'others';
}
