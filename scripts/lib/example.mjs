import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, unlessDone, write } from './files.mjs';
import { npmInstall } from './npm.mjs';
import { target } from './paths.mjs';
import { say } from './say.mjs';

/**
 * Installs what an example depends on, and the packed package among it, as who copies the example would have it. What only helps with
 * its development stays away.
 *
 * @param {{example: string, name: string, tarball: string}} options `name` is the folder below the target folder
 * @returns {Promise<string>} the folder of packages
 */
export async function installFor({ example, name, tarball }) {
  const [folder, manifestFile] = [join(target, name), join(example, 'package.json')];
  const outputs = [join(folder, 'node_modules/leasehold/package.json')];
  await unlessDone({ stamp: join(target, `${name}.stamp`), key: fingerprint([tarball, manifestFile]), outputs }, async () => {
    say(`installing the packed package into target/${name}/ (seconds)`);
    // A new tarball has the old one's name and version: npm would keep what it has.
    rmSync(folder, { recursive: true, force: true });
    const { dependencies, ...manifest } = JSON.parse(readFileSync(manifestFile, 'utf8'));
    write(
      join(folder, 'package.json'),
      JSON.stringify({ ...manifest, dependencies: { ...dependencies, leasehold: `file:${tarball}` } }, undefined, 2),
    );
    await npmInstall(folder, '--omit=dev');
  });
  return join(folder, 'node_modules');
}
