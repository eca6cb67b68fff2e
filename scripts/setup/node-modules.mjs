import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from '../lib/command.mjs';
import { root } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';

/** The npm packages that package-lock.json names, and the commands among them. */
export async function ensureNodeModules(environment) {
  if (!isInstalled()) await installAll();
  environment.addTools(join(root, 'node_modules/.bin'));
}

async function installAll() {
  say('npm ci: the bundler, the optimiser and the runtimes that the tests run on (about 200 MB, half a minute)');
  await npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
}

/** Compares the lock file with the one that npm leaves in node_modules; packages for other systems are missing there. */
function isInstalled() {
  const [wanted, present] = ['package-lock.json', 'node_modules/.package-lock.json'].map(packages);
  if (!present) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    if (!present[path]) return optional;
    // `npm install --package-lock-only` writes that file, and installs nothing.
    return present[path].version === version && existsSync(join(root, path, 'package.json'));
  });
}

function packages(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}
