// The main job: builds the package, installs it elsewhere, and runs a worker from there. `npm start -- --items 50`
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './lib/command.mjs';
import { fingerprint, unlessDone, write } from './lib/files.mjs';
import { root, target } from './lib/paths.mjs';
import { main, say } from './lib/say.mjs';
import { pack } from './pack.mjs';

const example = join(root, 'examples/quickstart');
const consumer = join(target, 'start');

await main(async () => {
  // Nobody opens its console, and what that is built with would have to be installed first.
  await installExample(await pack({ withConsole: false }));
  return runExample(process.argv.slice(2));
});

/** The example with the packed package installed, as a user would have it. */
async function installExample(tarball) {
  const outputs = [join(consumer, 'node_modules/leasehold/package.json')];
  await unlessDone({ stamp: join(target, 'start.stamp'), key: fingerprint([tarball, example]), outputs }, async () => {
    say('installing the packed package into target/start/ (seconds)');
    // A new tarball has the old one's name and version: npm would keep what it has.
    rmSync(consumer, { recursive: true, force: true });
    cpSync(example, consumer, { recursive: true, filter: (path) => !path.includes('node_modules') });
    const manifest = JSON.parse(readFileSync(join(consumer, 'package.json'), 'utf8'));
    manifest.dependencies = { ...manifest.dependencies, leasehold: `file:${tarball}` };
    write(join(consumer, 'package.json'), JSON.stringify(manifest, undefined, 2));
    const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
    await npm(['install', '--prefer-offline', ...quiet], { cwd: consumer });
  });
}

/** Hands over our input, output and arguments; gives back the exit code. */
function runExample(args) {
  // A terminal sends Ctrl-C to both of us: the example winds down, and we wait for it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const child = spawn(process.execPath, ['main.mjs', ...args], { cwd: consumer, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
