import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { capture } from '../lib/command.mjs';
import { root } from '../lib/paths.mjs';
import { Stop } from '../lib/say.mjs';
import { wasmFiles } from './entries.mjs';
import { features, triple } from './wasm.mjs';

/** Where there is a choice, these are taken, the first first: they ask for a notice and nothing else. */
const accepted = ['MIT', 'Zlib', 'BSD-3-Clause', 'Unicode-3.0'];

const title = `What is inside leasehold's WebAssembly
======================================

The wasm files of dist/, and the JavaScript files that hold their bytes, are compiled from leasehold itself (MIT OR
Apache-2.0) and from the crates below. Where a crate offers a choice of licences, the one that is printed here was taken.

Rust's standard library is in them too: Copyright (c) The Rust Project Contributors, MIT OR Apache-2.0, https://github.com/rust-lang/rust,
and so is the JavaScript that wasm-bindgen wrote around them, under wasm-bindgen's own licence.
`;

/**
 * The notice that the licences of the crates in the wasm ask for, from what cargo knows of them.
 *
 * @param {import("../setup/environment.mjs").Environment} environment
 * @returns {Promise<string>}
 */
export async function notices({ wasm: env }) {
  const crates = new Map();
  for (const name of Object.keys(wasmFiles)) for (const crate of await cratesInside(features[name], env)) crates.set(crate.id, crate);
  const byText = new Map();
  for (const crate of [...crates.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const text = licenceText(crate);
    byText.set(text, [
      ...(byText.get(text) ?? []),
      `${crate.name} ${crate.version} (${licences(crate).join(' and ')}), ${crate.repository ?? crate.name}`,
    ]);
  }
  const sections = [...byText].map(([text, names]) => `${'-'.repeat(80)}\n${names.join('\n')}\n\n${text}\n`);
  return [title, ...sections].join('\n');
}

/** The crates that are linked: no build scripts, no macros, no tests. */
async function cratesInside(flags, env) {
  const args = ['metadata', '--format-version=1', '--locked', '--filter-platform', triple, ...flags];
  const { code, stdout, stderr } = await capture('cargo', args, { cwd: root, env });
  if (code !== 0) throw new Stop(`cargo ${args.join(' ')}\nended with ${code}: ${stderr}`);
  const { packages, resolve } = JSON.parse(stdout);
  const byId = new Map(packages.map((crate) => [crate.id, crate]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const seen = new Set([resolve.root]);
  for (const id of seen) {
    for (const { pkg, dep_kinds } of nodes.get(id).deps) {
      const runsHere = byId.get(pkg).targets.every(({ kind }) => !kind.includes('proc-macro'));
      if (runsHere && dep_kinds.some(({ kind }) => kind === null)) seen.add(pkg);
    }
  }
  seen.delete(resolve.root);
  return [...seen].map((id) => byId.get(id));
}

/**
 * The licences under which a crate is taken: of each choice (`MIT OR Apache-2.0`, in the old way `MIT/Apache-2.0`) one, of what is
 * joined by AND all.
 */
function licences({ name, license }) {
  return (license ?? '').split(' AND ').map((part) => {
    const offered = part.replace(/[()]/g, '').split(/ OR |\//);
    const taken = accepted.find((one) => offered.includes(one));
    if (!taken) throw new Stop(`${name} is licensed as "${license}": scripts/build/notices.mjs accepts ${accepted.join(', ')}.`);
    return taken;
  });
}

function licenceText(crate) {
  const folder = dirname(crate.manifest_path);
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying)/i.test(name));
  const texts = licences(crate).map((taken) => {
    const [family] = taken.toUpperCase().split('-');
    const file = files.find((name) => name.toUpperCase().includes(family)) ?? (files.length === 1 ? files[0] : undefined);
    if (file) return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
    if (taken !== 'MIT') throw new Stop(`${crate.name} comes without the text of ${taken}.`);
    return mit(crate);
  });
  return texts.join('\n\n');
}

/** For packages that leave the file behind in their repository. Ours has the same words after its first lines. */
function mit({ name, authors }) {
  const words = readFileSync(join(root, 'LICENSE-MIT'), 'utf8').replaceAll('\r\n', '\n');
  const holders = authors.join(', ') || `the authors of ${name}`;
  return `MIT License\n\nCopyright (c) ${holders}\n\n${words.slice(words.indexOf('Permission is')).trim()}`;
}
