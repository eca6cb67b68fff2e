// The worker examples, with the packed package installed, as a user would have them.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fingerprint, unlessDone, write } from '../lib/files.mjs';
import { npmInstall } from '../lib/npm.mjs';
import { root, target } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';

const folders = ['worker', 'node', 'deno'];

/** Where the examples stand once they are installed, side by side. */
export const workers = join(target, 'workers');

/**
 * Copies the examples and installs what they import.
 *
 * @param {string} tarball the packed package
 */
export async function installWorkers(tarball) {
  const examples = folders.map((name) => join(root, 'examples', name));
  const outputs = ['node', 'deno'].map((name) => join(workers, name, 'node_modules/leasehold/package.json'));
  await unlessDone({ stamp: join(target, 'workers.stamp'), key: fingerprint([tarball, ...examples]), outputs }, async () => {
    say('installing the packed package into target/workers/ (seconds)');
    // A new tarball has the old one's name and version: npm would keep what it has.
    rmSync(workers, { recursive: true, force: true });
    const filter = (path) => basename(path) !== 'node_modules';
    for (const from of examples) cpSync(from, join(workers, basename(from)), { recursive: true, filter });
    const manifest = read('node/package.json');
    await install('node', { ...manifest, dependencies: { ...manifest.dependencies, leasehold: `file:${tarball}` } });
    // Deno takes from node_modules what it would otherwise download.
    const dependencies = Object.fromEntries(Object.values(read('deno/deno.json').imports).map(packageOf));
    await install('deno', { private: true, type: 'module', dependencies: { ...dependencies, leasehold: `file:${tarball}` } });
  });
}

async function install(name, manifest) {
  write(join(workers, name, 'package.json'), JSON.stringify(manifest, undefined, 2));
  await npmInstall(join(workers, name));
}

function read(path) {
  return JSON.parse(readFileSync(join(workers, path), 'utf8'));
}

/** `npm:name@version` as a name and a version. */
function packageOf(specifier) {
  return /^npm:(.+)@(.+)$/.exec(specifier).slice(1);
}
