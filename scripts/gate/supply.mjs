import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { tee } from '../lib/command.mjs';
import { root } from '../lib/paths.mjs';

const rules = join(dirname(fileURLToPath(import.meta.url)), 'deny.toml');
const workspaces = ['Cargo.toml', 'tests/fuzz/Cargo.toml'];
const kinds = ['licenses', 'bans', 'sources'];

/** The licences, sources and duplicates of every crate that a lock file names, by the rules of deny.toml. */
export async function supply({ host: env }) {
  let passed = 0;
  for (const manifest of workspaces) {
    const where = ['--locked', '--config', rules, '--manifest-path', join(root, manifest)];
    const { stdout, stderr } = await tee('cargo-deny', [...where, 'check', ...kinds], { cwd: root, env });
    // Its last line is `bans ok, licenses FAILED, sources ok`. One that does not come has not passed.
    const printed = stripVTControlCharacters(`${stdout}\n${stderr}`);
    passed += kinds.filter((kind) => new RegExp(`^.*\\b${kind} ok\\b.*$`, 'm').test(printed)).length;
  }
  return { passed, failed: workspaces.length * kinds.length - passed };
}
