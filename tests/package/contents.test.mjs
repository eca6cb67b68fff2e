// What is in the packed package: exactly the files of a list, fit for those who import it, and nothing of the machine that built it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const tarball = process.env.LEASEHOLD_TARBALL;
const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
let folder;
let files;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'leasehold-contents-'));
  await run('tar', ['-xzf', tarball, '-C', folder]);
  files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, 'package/').length).replaceAll('\\', '/'))
    .sort();
});

after(() => rmSync(folder, { recursive: true, force: true }));

const read = (file, encoding = 'utf8') => readFileSync(join(folder, 'package', file), encoding);
const bin = (name) => join(root, 'node_modules/.bin', name);
const complain = ({ message, stdout }) => assert.fail(`${message}\n${stdout}`);

test('it has exactly the files of tests/package/contents.txt', () => {
  // The hashes in names follow the contents.
  const shown = new Set(files.map((file) => file.replace(/-[0-9A-Z]{8}\./, '-*.')));
  const listed = readFileSync(new URL('contents.txt', import.meta.url), 'utf8')
    .trim()
    .split(/\r?\n/);
  assert.deepEqual([...shown].sort(), listed);
});

test('the crate has its sources and the pages that the package has, and nothing of what else lies around', async () => {
  const { stdout } = await run('cargo', ['package', '--list', '--allow-dirty'], { cwd: root });
  const others = stdout.split(/\r?\n/).filter((file) => file && !/^(src|js)[\\/]|^\.cargo_vcs_info/.test(file));
  const pages = JSON.parse(read('package.json')).files.filter((file) => file !== 'dist');
  assert.deepEqual(others.sort(), ['Cargo.lock', 'Cargo.toml', 'Cargo.toml.orig', 'README.md', 'docs/promises.md', ...pages].sort());
});

test('publint has nothing to say', () => run(bin('publint'), ['run', tarball, '--strict']).catch(complain));

test('the types are right for every way to import it', async () => {
  // Its JavaScript is ES modules. `./wasm` is no JavaScript: what an import of it gives, each runtime and bundler decides for itself.
  const ours = ['--profile', 'esm-only', '--exclude-entrypoints', './wasm'];
  await run(bin('attw'), [tarball, ...ours, '--format', 'ascii', '--no-emoji']).catch(complain);
});

test('whoever reads no `exports`, as Parcel does not by itself, finds every entry by its alias', () => {
  const { alias, exports } = JSON.parse(read('package.json'));
  const others = Object.entries(exports).filter(([entry]) => entry !== '.' && entry !== './package.json');
  assert.deepEqual(alias, Object.fromEntries(others.map(([entry, where]) => [entry, where.default ?? where])));
});

test('every script has a source map that brings its sources, the wasm left out', () => {
  const scripts = files.filter((file) => file.endsWith('.js') && !/^dist\/(cli|console\/)/.test(file));
  assert.ok(scripts.length > 5);
  for (const script of scripts) {
    assert.match(read(script), new RegExp(`\\n//# sourceMappingURL=${basename(script)}\\.map\\n$`), script);
    const { sources, sourcesContent, mappings } = JSON.parse(read(`${script}.map`));
    assert.ok(mappings, script);
    sources.forEach((source, index) => {
      assert.match(source, /^(\.\.\/js\/|bindgen:)/, script);
      assert.ok(sourcesContent[index] && sourcesContent[index].length < 100_000, `${source} in ${script}.map`);
    });
  }
});

test('nothing in it names the machine that built it', () => {
  const places = [homedir(), root, tmpdir()].filter((place) => place.length > 3).map((place) => place.replace(/[\\/]$/, ''));
  for (const file of files) {
    const content = read(file, 'latin1');
    for (const place of places) {
      const found = content.split(`${place}/`).slice(1);
      assert.deepEqual(found.map((rest) => rest.slice(0, 80)).filter(isOurs), [], `${file} names ${place}`);
    }
  }
});

/** Debian has no standard library for wasm32: set-up builds one, and one that it built before November 2026 names this crate's place. */
const isOurs = (rest) => !/^\.cargo\/registry\/src\/[^/]+\/hashbrown-/.test(rest);

test('the wasm has no names and no debugging sections', () => {
  for (const file of files.filter((name) => name.endsWith('.wasm'))) {
    const module = new WebAssembly.Module(read(file, null));
    for (const name of ['name', 'producers', '.debug_info', 'sourceMappingURL']) {
      assert.equal(WebAssembly.Module.customSections(module, name).length, 0, `${name} in ${file}`);
    }
  }
});

test('a notice names what is inside the wasm, with its licence', () => {
  const notices = read('dist/THIRD-PARTY-NOTICES.txt');
  for (const crate of ['wasm-bindgen', 'js-sys', 'serde_json', 'gloo-net', 'rlsf'])
    assert.match(notices, new RegExp(`^${crate} \\d+\\S+ \\(`, 'm'));
  assert.match(read('dist/cli.js') + files.filter((file) => /cli-/.test(file)).map((file) => read(file)), /srvx, under this licence/);
});
