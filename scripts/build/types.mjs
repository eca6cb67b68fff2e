import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { filesUnder } from '../lib/files.mjs';
import { root } from '../lib/paths.mjs';
import { Stop } from '../lib/say.mjs';
import { bindgenFolder } from './wasm.mjs';

const required = ['index.d.ts', 'slim.d.ts', 'calls.d.ts', 'emulator.d.ts'];

/** Where in dist/ is what wasm-bindgen wrote of the classes of each wasm. */
const bindings = { client: 'bindings', calls: 'calls-bindings', emulator: 'emulator-bindings' };

/**
 * The published types, by their path in dist/: what wasm-bindgen wrote of the classes (`bindings`), and the hand-written ones as they lie in
 * js/, with js/entry/ at the top.
 *
 * @returns {Map<string, string>}
 */
export function typeFiles() {
  const files = new Map(Object.entries(bindings).map(([name, file]) => [`${file}.d.ts`, classes(name)]));
  const js = join(root, 'js');
  for (const path of filesUnder(js).filter((file) => file.endsWith('.d.ts'))) {
    const source = relative(js, path).replaceAll('\\', '/');
    const name = source.replace(/^entry\//, '');
    if (files.has(name)) throw new Stop(`Two files would become dist/${name}; js/${source} is one of them.`);
    files.set(name, moved(readFileSync(path, 'utf8'), source, name));
  }
  for (const name of required) if (!files.has(name)) throw new Stop(`There is no js/entry/${name}: the types of that entry.`);
  return files;
}

/** What wasm-bindgen adds to each class, and says nothing about. */
const freed =
  'Frees what this holds in the WebAssembly at once; without it the collector does. Calls that run go on, and so do the objects that were got from here; this one may not be used any more, but freed again.';

const freedEmulator = 'Frees the emulator at once; without it the collector does. It may not be used any more, but freed again.';

/** The classes, without the raw loader that follows them: it speaks of pointers, and is not exported. */
function classes(name) {
  const text = readFileSync(join(bindgenFolder(name), 'leasehold.d.ts'), 'utf8');
  const end = text.indexOf('export type InitInput');
  return (end < 0 ? text : text.slice(0, end)).replace(
    /^( +)(free\(\)|\[Symbol\.dispose\]\(\)): void;/gm,
    `$1/** ${name === 'emulator' ? freedEmulator : freed} */\n$&`,
  );
}

/** The text with its module names as they are in dist/. */
function moved(text, source, name) {
  const toTop = name.includes('/') ? `${relative(dirname(name), '.').replaceAll('\\', '/')}/` : './';
  const atTop = source === name ? text : text.replace(/(['"])\.\.\//g, '$1./');
  return atTop
    .replace(/(['"])\.{1,2}\/leasehold\.js\1/g, `$1${toTop}${bindings.client}.js$1`)
    .replace(/(['"])leasehold-bindgen\/(\w+)\1/g, (_, quote, wasm) => `${quote}${toTop}${bindings[wasm]}.js${quote}`);
}
