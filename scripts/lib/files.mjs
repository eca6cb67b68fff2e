import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** All files under a folder (or the file itself), sorted; none when it does not exist. */
export function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const names = readdirSync(path).filter((name) => name !== 'node_modules');
  return names.sort().flatMap((name) => filesUnder(join(path, name)));
}

/** One hash over the names and contents of files and folders, and over plain texts. */
export function fingerprint(paths, texts = []) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text}\0`);
  for (const file of paths.flatMap(filesUnder)) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/**
 * Does `work` unless it was done before with the same fingerprint and its outputs are still there.
 *
 * @param {{stamp: string, key: string, outputs: string[]}} step `stamp` is the file that remembers the fingerprint
 * @param {() => void | Promise<void>} work
 * @returns {Promise<boolean>} whether there was anything to do
 */
export async function unlessDone({ stamp, key, outputs }, work) {
  if (outputs.every(existsSync) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return false;
  rmSync(stamp, { force: true });
  await work();
  write(stamp, key);
  return true;
}

/** Writes a file and the folders above it. */
export function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Makes a folder hold exactly these files: writes what differs, removes what is left over. What is under `except` is not looked at. */
export function syncFolder(folder, files, except = undefined) {
  const kept = new Set(except && filesUnder(except));
  for (const file of filesUnder(folder)) if (!files.has(relative(folder, file)) && !kept.has(file)) rmSync(file);
  for (const [name, content] of files) {
    const path = join(folder, name);
    const same = existsSync(path) && readFileSync(path).equals(Buffer.from(content));
    if (!same) write(path, content);
  }
}
