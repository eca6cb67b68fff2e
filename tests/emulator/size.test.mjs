// Who does not import the emulator does not pay for it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The entries that have their wasm inside: Node itself takes others. */
const [entry, emulator] = ['index.js', 'emulator.js'].map((name) => new URL(name, import.meta.resolve('leasehold')).href);

/** A file of the package and all that it imports, by URL. */
function closure(url, files = new Map()) {
  if (files.has(url)) return files;
  const text = readFileSync(fileURLToPath(url), 'latin1');
  files.set(url, text);
  for (const [, path] of text.matchAll(/\b(?:from|import)\s*\(?"(\.\/[^"]+)"/g)) closure(new URL(path, url).href, files);
  return files;
}

test('the default import holds nothing of the emulator', () => {
  // A text that only the emulator's wasm has.
  const own = 'sk-ant-api-emulator';
  const wasm = (name) => readFileSync(fileURLToPath(new URL(`./${name}`, entry)), 'latin1');
  assert.ok(wasm('emulator.wasm').includes(own));
  assert.ok(!wasm('leasehold.wasm').includes(own));
  const [mine, emulators] = [closure(entry), closure(emulator)];
  const largest = [...emulators].sort(([, one], [, other]) => other.length - one.length)[0];
  assert.ok(largest[1].length > wasm('emulator.wasm').length, 'the one with the wasm inside');
  assert.ok(!mine.has(largest[0]));
  const shared = [...mine].filter(([url]) => emulators.has(url));
  const total = shared.reduce((sum, [, text]) => sum + text.length, 0);
  // The errors, promises with the reading of bodies, and what becomes of a panic.
  assert.ok(total < 15_000, `${total} bytes shared, in ${shared.map(([url]) => url)}`);
});
