import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { Stop } from './say.mjs';

/** The version of a crate that a lock file names. */
export function lockedVersion(crate, lockFile = 'Cargo.lock') {
  const lock = readFileSync(join(root, lockFile), 'utf8');
  const version = lock.match(new RegExp(`name = "${crate}"\\r?\\nversion = "([^"]+)"`))?.[1];
  if (!version) throw new Stop(`${lockFile} names no version of ${crate}.`);
  return version;
}

/** A value of Cargo.toml's [package] table. */
export function packageField(field) {
  const [table] = readFileSync(join(root, 'Cargo.toml'), 'utf8').split(/\r?\n\[(?!package)/);
  return table.match(new RegExp(`^${field} = "([^"]+)"`, 'm'))?.[1];
}

/** Whether version `a` is at least `b`; both like "1.88" or "1.95.0". */
export function atLeast(a, b) {
  const [left, right] = [a, b].map((version) => version.split(/[.-]/).map(Number));
  for (let i = 0; i < right.length; i += 1) if (left[i] !== right[i]) return (left[i] ?? 0) > right[i];
  return true;
}
