// A bundler's project in a folder of its own, with the packed package installed as its user would have it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];

/**
 * Installs and builds a project of this folder.
 *
 * @param {string} name
 * @param {{tarball: string, scratch: string}} place where the bundlers stay between two runs: they are large, and locked
 * @returns {Promise<string>} the project's folder
 */
export async function project(name, { tarball, scratch }) {
  const folder = join(scratch, name);
  await installBundler(name, folder);
  for (const source of [join(here, name), join(here, 'shared')]) cpSync(source, folder, { recursive: true, filter: isSource });
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  rmSync(join(folder, 'node_modules/leasehold'), { recursive: true, force: true });
  await run(npm, ['install', '--no-save', '--no-package-lock', ...quiet, tarball], { cwd: folder });
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (scripts?.build) await run(npm, ['run', 'build'], { cwd: folder }).catch(explain);
  return folder;
}

/**
 * Installs what the lock file names, unless that was done before. Not by `npm ci`: that wants every platform's packages in the lock
 * file, and a registry's mirror may not have them all.
 */
async function installBundler(name, folder) {
  const lock = join(here, name, 'package-lock.json');
  if (!existsSync(lock)) return;
  const stamp = join(folder, 'installed');
  const key = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(here, name), folder, { recursive: true, filter: isSource });
  await run(npm, ['install', ...quiet], { cwd: folder });
  writeFileSync(stamp, key);
}

const isSource = (path) => !/[\\/](node_modules|dist)$/.test(path);

/** What a bundler says is on both of its outputs. */
function explain({ message, stdout, stderr }) {
  throw new Error([message, stdout, stderr].join('\n'));
}
