import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { Stop } from '../lib/say.mjs';

/** The crate of the targets, a workspace of its own. */
export const crate = join(root, 'tests/fuzz');

/** The names of the targets, as tests/fuzz/src/lib.rs lists them. */
export function targets() {
  const source = readFileSync(join(crate, 'src/lib.rs'), 'utf8');
  const names = [...source.matchAll(/^ {4}\("(\w+)", \w+::target\),$/gm)].map(([, name]) => name);
  if (!names.length) throw new Stop('tests/fuzz/src/lib.rs lists no target in the form that scripts/fuzz/targets.mjs knows.');
  return names;
}
