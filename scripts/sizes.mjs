// What the package weighs, what of it is what, and what changed since it was recorded: `npm run sizes`. `-- --write` records it.

import { build } from './build.mjs';
import { isMain } from './lib/is-main.mjs';
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
 * Prints the sizes beside those that are recorded, and records them if that is asked for.
 *
 * @returns {Promise<{passed: number, failed: number}>} downloads that did not grow, and those that did
 */
export async function sizes({ writes = false } = {}) {
  const { compare, shown } = await import('./sizes/table.mjs');
  const now = await measure();
  const comparison = compare(now, recorded());
  console.log(shown(comparison));
  const failed = comparison.downloads.filter(({ isTooLarge }) => isTooLarge).length;
  if (writes) {
    record(now);
    say('recorded in scripts/sizes/record.json.');
  } else if (failed) {
    console.log('To agree to what grew: npm run sizes -- --write');
  }
  return { passed: comparison.downloads.length - failed, failed };
}

if (isMain(import.meta)) {
  await main(async () => {
    const writes = process.argv.includes('--write');
    const { failed } = await sizes({ writes });
    return failed && !writes ? 1 : 0;
  });
}
