import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { tee } from '../lib/command.mjs';
import { root } from '../lib/paths.mjs';

const rules = join(dirname(fileURLToPath(import.meta.url)), 'deny.toml');
const kinds = ['licenses', 'bans', 'sources'];

/** What is looked at in each workspace. An example may well bring two versions of a crate: nothing of it is shipped. */
const workspaces = {
  'Cargo.toml': kinds,
  'tests/fuzz/Cargo.toml': kinds,
  'examples/rust/Cargo.toml': ['licenses', 'sources'],
};

/** The licences, sources and duplicates of every crate that a lock file names, by the rules of deny.toml. */
export async function supply({ host: env }) {
  let [passed, failed] = [0, 0];
  for (const [manifest, kinds] of Object.entries(workspaces)) {
    const where = ['--locked', '--config', rules, '--manifest-path', join(root, manifest)];
    const { stdout, stderr } = await tee('cargo-deny', [...where, 'check', ...kinds], { cwd: root, env });
    // Its last line is `bans ok, licenses FAILED, sources ok`. One that does not come has not passed.
    const printed = stripVTControlCharacters(`${stdout}\n${stderr}`);
    const good = kinds.filter((kind) => new RegExp(`^.*\\b${kind} ok\\b.*$`, 'm').test(printed)).length;
    passed += good;
    failed += kinds.length - good;
  }
  return { passed, failed };
}
