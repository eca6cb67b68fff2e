import { join } from 'node:path';
import { build } from 'esbuild';
import { generatedModules } from '../build/modules.mjs';
import { root } from '../lib/paths.mjs';

/**
 * What the client's JavaScript is made of, minified, in bytes before compression: each file of js/, and what wasm-bindgen wrote.
 *
 * @returns {Promise<Record<string, number>>}
 */
export async function scripts() {
  const { metafile } = await build({
    entryPoints: [join(root, 'js/entry/slim.js')],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    plugins: [generatedModules()],
    metafile: true,
    write: false,
    outdir: root,
    logOverride: { 'duplicate-object-key': 'silent' },
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const named = Object.entries(inputs).map(([path, { bytesInOutput }]) => [path.startsWith('js/') ? path : 'glue', bytesInOutput]);
  return Object.fromEntries(named.filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a));
}
