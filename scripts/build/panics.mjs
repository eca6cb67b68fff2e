import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { write } from '../lib/files.mjs';
import { root, target } from '../lib/paths.mjs';
import { wasmFiles } from './entries.mjs';
import { generatedModules } from './modules.mjs';
import { bindgenFolder, buildWasm } from './wasm.mjs';

const builds = { client: 'panics', emulator: 'emulator-panics' };

/** What the test build exports: the client and the emulator as an entry does, and their panics on demand. */
const contents = (client, emulator) => `
  export * from './js/entry/${client}.js';
  export { Emulator } from './js/entry/${emulator}.js';
  export { forcePanic, forcePanicInCall, forcePanicInTask } from 'leasehold-bindgen/client';
  export { forcePanic as panicInEmulator, forcePanicInCall as panicInEmulatorCall } from 'leasehold-bindgen/emulator';
`;

/**
 * The client and the emulator with panics on demand, for the tests of what becomes of them: `index.js`, `node.js`, `workerd.js` and the wasm files.
 *
 * @param {import("../setup/environment.mjs").Environment} environment
 * @returns {Promise<string>} the folder
 */
export async function buildPanics(environment) {
  for (const name of Object.values(builds)) await buildWasm(name, environment);
  const folder = join(target, 'panics');
  for (const [entry, emulator] of Object.entries({ index: 'emulator', node: 'emulator.node', workerd: 'emulator.workerd' })) {
    await build({
      stdin: { contents: contents(entry, emulator), resolveDir: root },
      outfile: join(folder, `${entry}.js`),
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      external: ['node:*'],
      // package.json speaks of dist/, and the wasm's start would be left out.
      ignoreAnnotations: true,
      target: 'es2022',
      plugins: [generatedModules(builds)],
      logLevel: 'error',
      logOverride: { 'duplicate-object-key': 'silent' },
    });
  }
  for (const [name, build] of Object.entries(builds)) {
    write(join(folder, wasmFiles[name]), readFileSync(join(bindgenFolder(build), 'leasehold_bg.wasm')));
  }
  return folder;
}
