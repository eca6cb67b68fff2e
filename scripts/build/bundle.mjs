import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { syncFolder } from '../lib/files.mjs';
import { consoleDist, dist, root } from '../lib/paths.mjs';
import { Stop } from '../lib/say.mjs';
import { commandFiles } from './command.mjs';
import { entries, wasmFiles } from './entries.mjs';
import { generatedModules } from './modules.mjs';
import { notices } from './notices.mjs';
import { typeFiles } from './types.mjs';
import { bindgenFolder } from './wasm.mjs';

/**
 * Writes dist/: the entries with what they share, the wasm files, the types, the licences. Nothing else
 * stays in it, but for the console, which comes into the package when it is packed.
 *
 * @param {import("../setup/environment.mjs").Environment} environment
 */
export async function bundle(environment) {
  const { outputFiles } = await build({
    entryPoints: Object.keys(entries).map(entryFile),
    outdir: dist,
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    external: ['node:*'],
    target: 'es2022',
    // One copy of every class, whichever entry brings it: `instanceof` has to hold between them.
    splitting: true,
    chunkNames: 'shared-[hash]',
    // Names stay: they are what a stack trace and an error's class show.
    minifyWhitespace: true,
    minifySyntax: true,
    // Node prints the whole line in which an error was thrown that nobody caught.
    lineLimit: 160,
    sourcemap: true,
    plugins: [generatedModules()],
    write: false,
    logLevel: 'warning',
    // wasm-bindgen's glue lists a module of js/ once for each function that Rust imports from it.
    logOverride: { 'duplicate-object-key': 'silent' },
  });
  const files = new Map(
    outputFiles.map(({ path, contents }) => [relative(dist, path), path.endsWith('.map') ? slimMap(contents) : named(contents)]),
  );
  refuseUrls(files);
  for (const [name, file] of Object.entries(wasmFiles)) files.set(file, readFileSync(join(bindgenFolder(name), 'leasehold_bg.wasm')));
  for (const [name, content] of [...typeFiles(), ...(await commandFiles())]) files.set(name, content);
  files.set('THIRD-PARTY-NOTICES.txt', await notices(environment));
  syncFolder(dist, files, consoleDist);
}

function entryFile(name) {
  const path = join(root, 'js/entry', `${name}.js`);
  if (!existsSync(path)) throw new Stop(`There is no ${relative(root, path)}; scripts/build/entries.mjs names it.`);
  return path;
}

/**
 * esbuild puts `_` before the name of a class that names itself, and people see that name. A blank in its place leaves everything else where
 * the source map has it.
 */
function named(contents) {
  const text = Buffer.from(contents).toString();
  const names = [...text.matchAll(/\b(\w+)=class _\1\b/g)].map(([, name]) => name);
  return names.length ? Buffer.from(text.replace(new RegExp(`\\b_(${names.join('|')})\\b`, 'g'), ' $1')) : contents;
}

/** A source map without the wasm's bytes, which would be in the package a third time. Nobody debugs them as text. */
function slimMap(contents) {
  const map = JSON.parse(Buffer.from(contents).toString());
  map.sourcesContent = map.sourcesContent.map((content, index) =>
    map.sources[index].endsWith('.wasm') ? '// The bytes of the wasm, as text that js/bytes.js reads.\n' : content,
  );
  return Buffer.from(JSON.stringify(map));
}

/** A file named by URL would be looked for by the bundlers of whoever uses the package; they take no entry that reads its file. */
function refuseUrls(files) {
  for (const [name, content] of files) {
    const reads = entries[name.replace(/\.js$/, '')]?.how === 'read';
    if (name.endsWith('.js') && !reads && /\bimport\.meta\b/.test(Buffer.from(content).toString())) {
      throw new Stop(`dist/${name} holds import.meta: js/entry may use only initSync of the glue.`);
    }
  }
}
