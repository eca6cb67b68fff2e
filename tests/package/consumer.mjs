// A project elsewhere that has the packed package installed.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Installs the tarball into a new folder with the exercise in it. */
export function makeConsumer(tarball) {
  const folder = mkdtempSync(join(tmpdir(), 'leasehold-consumer-'));
  mkdirSync(folder, { recursive: true });
  for (const file of ['exercise.mjs', 'script.mjs', 'worker.mjs']) cpSync(join(here, file), join(folder, file));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: { leasehold: `file:${tarball}` } }),
  );
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(npm, ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'], { cwd: folder, stdio: 'inherit' });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
