import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { root } from '../lib/paths.mjs';
import { wasmFiles } from './entries.mjs';
import { asText } from './text.mjs';
import { bindgenFolder } from './wasm.mjs';

// A namespace of esbuild's, so that what it writes depends on no machine's paths.
const namespace = 'bindgen';

/**
 * The esbuild plugin that knows the names under which js/ imports what was generated:
 *
 * - `leasehold-bindgen/client` (`calls`, `emulator`): the glue that wasm-bindgen wrote
 * - `leasehold-bindgen/client.wasm`: the bytes of the module, embedded as text
 * - `leasehold-bindgen/client.file`: the same, read from the file beside the script
 * - `./leasehold.wasm` (`./calls.wasm`, `./emulator.wasm`): left as they are, for the runtime to import
 *
 * @param {Partial<Record<keyof typeof wasmFiles, string>>} [names] other builds to take in their places
 */
export function generatedModules(names = {}) {
  return {
    name: 'generated-modules',
    setup(build) {
      build.onResolve({ filter: /^leasehold-bindgen\// }, ({ path }) => generated(path, names));
      build.onResolve({ filter: /^\.\/[\w-]+\.wasm$/ }, ({ path }) => published(path));
      build.onResolve({ filter: /^\.\/snippets\// }, ({ path, importer }) => snippet(path, importer));
      build.onLoad({ filter: /\.js$/, namespace }, async ({ path }) => ({ contents: await read(path), loader: 'js' }));
      build.onLoad({ filter: /\.wasm$/, namespace }, async ({ path }) => ({ contents: embedded(await read(path)), resolveDir: root }));
      build.onLoad({ filter: /\.file$/, namespace }, ({ path }) => ({ contents: beside(path), resolveDir: join(root, 'js') }));
    },
  };
}

function generated(path, names) {
  const [, name, kind] = path.match(/^leasehold-bindgen\/(\w+)(?:\.(wasm|file))?$/) ?? [];
  if (!wasmFiles[name]) return { errors: [{ text: `${path} is none of ${Object.keys(wasmFiles).join(', ')}` }] };
  if (kind === 'file') return { namespace, path: `${name}.file` };
  return { namespace, path: `${names[name] ?? name}/${kind ? 'leasehold_bg.wasm' : 'leasehold.js'}` };
}

const embedded = (wasm) => `${reader('bytes.js')}\nexport default bytesOf(${JSON.stringify(asText(wasm))});`;

function beside(path) {
  const file = wasmFiles[path.replace('.file', '')];
  return `${reader('file.js')}\nexport default bytesAt(new URL('${file}', import.meta.url));`;
}

/** What reads the bytes, and no import of it: that would be one more file for a runtime to find before it starts. */
const reader = (name) => readFileSync(join(root, 'js', name), 'utf8').replace('export function', 'function');

function published(path) {
  return Object.values(wasmFiles).some((file) => path === `./${file}`) ? { path, external: true } : undefined;
}

/** wasm-bindgen copies the files of js/ that Rust imports. Taken from the copies, each class would exist several times. */
function snippet(path, importer) {
  const [, own] = path.match(/^\.\/snippets\/leasehold-[0-9a-f]+\/(js\/.*)$/) ?? [];
  return own ? { path: join(root, own) } : { namespace, path: posix.join(posix.dirname(importer), path) };
}

function read(path) {
  const [, name, file] = path.match(/^([\w-]+)\/(.*)$/);
  return readFile(join(bindgenFolder(name), file));
}
