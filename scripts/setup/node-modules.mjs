import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from '../lib/npm.mjs';
import { root } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';

/** The npm packages that package-lock.json names, and the commands among them. */
export async function ensureNodeModules(environment) {
  await ensureIn(root, 'the bundler, the optimiser and the runtimes that the tests run on (about 200 MB, half a minute)');
  environment.addTools(join(root, 'node_modules/.bin'));
}

/** Those of examples/console, which has a lock file of its own. */
export async function ensureConsoleModules() {
  await ensureIn(
    join(root, 'examples/console'),
    "the console's libraries, its bundler, and what its tests drive a browser with (some seconds)",
  );
}

/** Those of tests/workers, which has a lock file of its own. */
export async function ensureWorkersModules() {
  await ensureIn(join(root, 'tests/workers'), "what the worker examples' metrics, manifests and Dockerfiles are read with (some seconds)");
}

async function ensureIn(folder, what) {
  if (isInstalled(folder)) return;
  say(`npm ci: ${what}`);
  await npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
}

/** Compares the lock file with the one that npm leaves in node_modules; packages for other systems are missing there. */
function isInstalled(folder) {
  const [wanted, present] = ['package-lock.json', 'node_modules/.package-lock.json'].map((name) => packages(join(folder, name)));
  if (!present) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    if (!present[path]) return optional;
    // `npm install --package-lock-only` writes that file, and installs nothing.
    return present[path].version === version && existsSync(join(folder, path, 'package.json'));
  });
}

function packages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}
