import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { write } from '../lib/files.mjs';
import { root, target } from '../lib/paths.mjs';
import { generatedModules } from './modules.mjs';
import { bindgenFolder, buildWasm } from './wasm.mjs';

/** What the test build exports besides the client: its panics on demand. */
const more = "export { forcePanic, forcePanicInCall } from 'leasehold-bindgen/client';";

/**
 * The client with panics on demand, for the tests of what becomes of them: `index.js`, `workerd.js` and `leasehold.wasm`.
 *
 * @param {import("../setup/environment.mjs").Environment} environment
 * @returns {Promise<string>} the folder
 */
export async function buildPanics(environment) {
  await buildWasm('panics', environment);
  const folder = join(target, 'panics');
  for (const entry of ['index', 'workerd']) {
    await build({
      stdin: { contents: `export * from './js/entry/${entry}.js';\n${more}`, resolveDir: root },
      outfile: join(folder, `${entry}.js`),
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      // package.json speaks of dist/, and the wasm's start would be left out.
      ignoreAnnotations: true,
      target: 'es2022',
      plugins: [generatedModules({ client: 'panics' })],
      logLevel: 'error',
      logOverride: { 'duplicate-object-key': 'silent' },
    });
  }
  write(join(folder, 'leasehold.wasm'), readFileSync(join(bindgenFolder('panics'), 'leasehold_bg.wasm')));
  return folder;
}
