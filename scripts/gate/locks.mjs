import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../lib/paths.mjs';

/** Folders without manifests of ours. */
const passedBy = ['node_modules', 'target', 'dist', '.git'];

/** What of each kind of manifest is not pinned by a lock file beside it. */
const kinds = { 'Cargo.toml': cargo, 'package.json': npm, 'deno.json': deno, 'go.mod': go };

/**
 * Each manifest of the repository with what is wrong with its lock file: a dependency without an entry, or an entry that says nothing of
 * the bytes it stands for.
 *
 * @param {string} [folder] where to begin
 * @returns {Map<string, string[]>}
 */
export function unlocked(folder = root) {
  return new Map(manifests(folder).map((path) => [relative(folder, path), kinds[path.slice(dirname(path).length + 1)](dirname(path))]));
}

function manifests(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (passedBy.includes(name)) return [];
    return statSync(path).isDirectory() ? manifests(path) : name in kinds ? [path] : [];
  });
}

function cargo(folder) {
  const manifest = read(folder, 'Cargo.toml');
  // A member of a workspace has the lock file of that.
  const lock = read(folder, 'Cargo.lock') ?? read(dirname(folder), 'Cargo.lock');
  if (!lock) return ['there is no Cargo.lock'];
  const packages = lock.split('[[package]]').slice(1);
  const field = (text, name) => text.match(new RegExp(`^${name} = "([^"]+)"`, 'm'))?.[1];
  const names = packages.map((text) => field(text, 'name'));
  // `[…dependencies]` and what stands in them, then `[…dependencies.NAME]`.
  const tables = [...manifest.matchAll(/^\[([^\]\n]*dependencies)\]\n((?:(?!\[).*(?:\n|$))*)/gm)];
  const wanted = tables.flatMap(([, , body]) => [...body.matchAll(/^([\w-]+)(?:\.\w+)? *=/gm)].map(([, name]) => name));
  wanted.push(...[...manifest.matchAll(/^\[[^\]\n]*dependencies\.([\w-]+)\]/gm)].map(([, name]) => name));
  const foreign = packages.filter((text) => field(text, 'source'));
  return [
    ...wanted.filter((name) => !names.includes(name)).map((name) => `${name} has no entry in Cargo.lock`),
    ...foreign.filter((text) => !field(text, 'checksum')).map((text) => `${field(text, 'name')} has no checksum`),
    ...foreign.filter((text) => field(text, 'source') !== cratesIo).map((text) => `${field(text, 'name')} is not from crates.io`),
  ];
}

const cratesIo = 'registry+https://github.com/rust-lang/crates.io-index';

function npm(folder) {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = JSON.parse(read(folder, 'package.json'));
  const wanted = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const own = read(folder, 'package-lock.json');
  if (!own) return wanted.flatMap(([name, version]) => unlockedExample(name, version));
  const { packages } = JSON.parse(own);
  const said = { ...packages[''].dependencies, ...packages[''].devDependencies, ...packages[''].optionalDependencies };
  return [
    ...wanted.filter(([name, version]) => said[name] !== version).map(([name]) => `package-lock.json is of another ${name}`),
    ...wanted.filter(([name]) => !packages[`node_modules/${name}`]).map(([name]) => `${name} has no entry in package-lock.json`),
    ...Object.entries(packages).flatMap(([path, entry]) => unproved(path, entry)),
  ];
}

/**
 * An example without a lock file is installed as its user would: this package, which is packed here, and exact versions. What those bring
 * along is for npm to choose.
 */
function unlockedExample(name, version) {
  return name === 'leasehold' || /^\d+\.\d+\.\d+$/.test(version) ? [] : [`${name} ${version} is neither locked nor exact`];
}

/** Bytes that are not of this repository have a hash. */
function unproved(path, { integrity, link }) {
  const isOurs = link || !path.startsWith('node_modules/');
  return isOurs || integrity ? [] : [`${path} has no integrity in package-lock.json`];
}

/** An example too, without a lock file: what it imports of npm, or of anywhere else. */
function deno(folder) {
  const { imports = {} } = JSON.parse(read(folder, 'deno.json'));
  const foreign = Object.values(imports).filter((specifier) => /^\w+:/.test(specifier));
  return foreign.flatMap((specifier) => {
    const [, name, version] = /^npm:(.+)@(.+)$/.exec(specifier) ?? [];
    return name ? unlockedExample(name, version) : [`${specifier} names no version`];
  });
}

function go(folder) {
  const sums = read(folder, 'go.sum') ?? '';
  const wanted = [...read(folder, 'go.mod').matchAll(/^(?:require )?\s*([\w./-]+\.[\w./-]+) (v\S+)/gm)];
  return wanted.flatMap(([, name, version]) =>
    sums.includes(`${name} ${version}/go.mod h1:`) ? [] : [`${name} ${version} is not in go.sum`],
  );
}

function read(folder, name) {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
