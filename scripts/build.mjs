// Makes the package: Rust → WebAssembly → dist/. `npm run build`; `npm pack` does it too, with the console.
import { isMain } from './lib/is-main.mjs';
import { main, say } from './lib/say.mjs';
import { setup } from './setup.mjs';

/**
 * Brings dist/ up to date; a step whose inputs did not change is skipped.
 *
 * @param {object} [options]
 * @param {boolean} [options.withConsole] dist/console/ too, the page of `leasehold console`: who packs wants it; otherwise it stays as it is
 */
export async function build({ withConsole = false } = {}) {
  const environment = await setup(['build']);
  // These import what set-up installs.
  const { buildWasm } = await import('./build/wasm.mjs');
  const { wasmFiles } = await import('./build/entries.mjs');
  const { bundle } = await import('./build/bundle.mjs');
  for (const name of Object.keys(wasmFiles)) await buildWasm(name, environment);
  await bundle(environment);
  if (withConsole) await (await import('./console/package.mjs')).packageConsole();
}

if (isMain(import.meta)) {
  await main(async () => {
    await build({ withConsole: process.argv.includes('--console') });
    say('dist/ is up to date.');
  });
}
