import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { filesUnder } from '../lib/files.mjs';
import { consoleDist, dist, root } from '../lib/paths.mjs';
import { entries, wasmFiles } from './entries.mjs';

/**
 * Prints what each entry costs: itself, what it imports, and its wasm.
 *
 * @param {import("esbuild").Metafile} metafile
 */
export function printSizes(metafile) {
  console.log(`${''.padEnd(34)}${'raw'.padStart(10)}${'brotli'.padStart(10)}`);
  for (const [label, { raw, brotli }] of sizes(metafile)) {
    console.log(`${label.padEnd(34)}${kilobytes(raw).padStart(10)}${kilobytes(brotli).padStart(10)}`);
  }
}

/**
 * The same as data: label → bytes.
 *
 * @returns {Map<string, {raw: number, brotli: number}>}
 */
export function sizes({ outputs }) {
  const folder = relative(root, dist);
  const table = new Map();
  for (const [name, { wasm, how }] of Object.entries(entries)) {
    const files = [...closure(outputs, `${folder}/${name}.js`.replaceAll('\\', '/'))].map((file) => join(root, file));
    if (how !== 'embedded') files.push(join(dist, wasmFiles[wasm]));
    const label = how === 'embedded' ? `${name}.js` : `${name}.js + ${wasmFiles[wasm]}`;
    table.set(label, sum(files));
  }
  for (const file of Object.values(wasmFiles)) table.set(file, sum([join(dist, file)]));
  // Nobody's program carries it; it imports what the package has.
  const page = filesUnder(consoleDist);
  if (page.length) table.set('console/', sum(page));
  return table;
}

function closure(outputs, file, seen = new Set()) {
  if (seen.has(file) || !outputs[file]) return seen;
  seen.add(file);
  for (const { path, kind, external } of outputs[file].imports) if (!external && kind === 'import-statement') closure(outputs, path, seen);
  return seen;
}

function sum(files) {
  const contents = files.map((file) => readFileSync(file));
  const compress = (content) => brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  const add = (numbers) => numbers.reduce((a, b) => a + b, 0);
  return { raw: add(contents.map((content) => content.length)), brotli: add(contents.map(compress)) };
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
