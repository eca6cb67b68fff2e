// Packs the package into target/pack/, as `npm pack` would.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { fingerprint, unlessDone, write } from './lib/files.mjs';
import { isMain } from './lib/is-main.mjs';
import { npm } from './lib/npm.mjs';
import { dist, root, target } from './lib/paths.mjs';
import { main } from './lib/say.mjs';

/**
 * Builds and packs; packs only when something changed.
 *
 * @param {{withConsole?: boolean}} [options] without the console, what its page is built with need not be there
 * @returns {Promise<string>} the tarball's path
 */
export async function pack({ withConsole = true } = {}) {
  await build({ withConsole });
  const folder = join(target, 'pack');
  const { name, version, files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const tarball = join(folder, `${name}-${version}.tgz`);
  const inputs = [dist, ...['package.json', 'README.md', ...files].map((path) => join(root, path))];
  await unlessDone({ stamp: join(folder, 'pack.stamp'), key: fingerprint(inputs), outputs: [tarball] }, async () => {
    if (existsSync(folder)) for (const file of readdirSync(folder)) rmSync(join(folder, file));
    write(join(folder, 'pack.stamp'), '');
    await npm(['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder], { cwd: root });
  });
  return tarball;
}

if (isMain(import.meta)) {
  await main(async () => console.log(await pack()));
}
