import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

/** Where everything that is made on the way goes; cargo's own setting rules, so that one machine can hold several. */
export const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');

/** What is published. */
export const dist = join(root, 'dist');

/** The part of it that is made by itself: the page of `leasehold console`. */
export const consoleDist = join(dist, 'console');

/** Where tools are kept that were built for this project; it survives `git clean` and serves several clones. */
export const cache = join(userCache(), 'leasehold');

function userCache() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return join(homedir(), '.cache');
}
