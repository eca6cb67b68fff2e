// What the package weighs, what of it is what, and what changed since it was recorded: `npm run sizes`. `-- --write` records it.
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { main, say } from './lib/say.mjs';
import { setup } from './setup.mjs';
import { record, recorded } from './sizes/record.mjs';

/**
 * Builds the package and measures it.
 *
 * @returns {Promise<import("./sizes/record.mjs").Sizes>}
 */
async function measure() {
  await build();
  const { wasmCompiler } = await setup(['build']);
  // These import what set-up installs.
  const [{ withNames }, { downloads }, { partsOf }, { scripts }] = await Promise.all([
    import('./build/wasm.mjs'),
    import('./sizes/downloads.mjs'),
    import('./sizes/parts.mjs'),
    import('./sizes/scripts.mjs'),
  ]);
  const [compiler] = wasmCompiler.split('\n');
  return { compiler, downloads: await downloads(), wasm: partsOf(await withNames('client')), scripts: await scripts() };
}

/**
 * Prints the sizes beside those that are recorded.
 *
 * @returns {Promise<{passed: number, failed: number}>} downloads that did not grow, and those that did
 */
export async function sizes() {
  const { compare, shown } = await import('./sizes/table.mjs');
  const comparison = compare(await measure(), recorded());
  console.log(shown(comparison));
  const failed = comparison.downloads.filter(({ isTooLarge }) => isTooLarge).length;
  if (failed) console.log('To agree to what grew: npm run sizes -- --write');
  return { passed: comparison.downloads.length - failed, failed };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    const { failed } = await sizes();
    if (!process.argv.includes('--write')) return failed ? 1 : 0;
    record(await measure());
    say('recorded in scripts/sizes/record.json.');
  });
}
