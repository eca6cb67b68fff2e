import { join } from 'node:path';
import { run } from '../lib/command.mjs';
import { root } from '../lib/paths.mjs';

/** The console. */
export const folder = join(root, 'examples/console');

/** What its page is made of, besides the package. */
export const sources = ['src', 'public', 'server', 'index.html', 'vite.config.ts', 'package-lock.json'].map((name) => join(folder, name));

/** Runs Vite in the console's folder. */
export function vite(...args) {
  const command = join(folder, 'node_modules/vite/bin/vite.js');
  return run(process.execPath, [command, ...args, '--logLevel', 'warn'], { cwd: folder, stdout: 'stderr' });
}
