// The sizes of the package: what a wasm is made of, and what has grown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import binaryen from 'binaryen';
import { contentsOf } from '../../scripts/sizes/functions.mjs';
import { compare, shown } from '../../scripts/sizes/table.mjs';

test('the functions of a wasm have their names and the bytes of their bodies', () => {
  binaryen.setDebugInfo(true);
  const module = binaryen.parseText(`(module
    (import "a" "b" (func $imported))
    (memory 1)
    (data (i32.const 0) "abcdef")
    (func $one (result i32) (i32.const 1))
    (func $large (result i32) (i32.const 123456789))
    (export "one" (func $one)) (export "large" (func $large)))`);
  const { functions, dataBytes } = contentsOf(module.emitBinary());
  // A body is the number of its locals, the instruction with its constant in LEB128, and the end.
  assert.deepEqual(functions, [
    { name: 'one', bytes: 1 + 2 + 1 },
    { name: 'large', bytes: 1 + 5 + 1 },
  ]);
  // One segment: its kind, where it goes, its length and its text.
  assert.equal(dataBytes, 1 + 1 + 3 + 1 + 6);
});

const sizes = (downloads, more) => ({ compiler: 'rustc 1.90.0', downloads, wasm: {}, scripts: {}, ...more });

test('what is downloaded may shrink, and grow by a hundredth', () => {
  const before = sizes({ leasehold: 1_000, other: 1_000 });
  const tooLarge = (now) =>
    compare(now, before)
      .downloads.filter(({ isTooLarge }) => isTooLarge)
      .map(({ name }) => name);
  assert.deepEqual(tooLarge(sizes({ leasehold: 1_010, other: 900 })), []);
  assert.deepEqual(tooLarge(sizes({ leasehold: 1_011, other: 1_000 })), ['leasehold']);
  // Another compiler makes other sizes.
  assert.deepEqual(tooLarge(sizes({ leasehold: 1_100, other: 1_000 }, { compiler: 'rustc 1.91.0' })), []);
  assert.deepEqual(tooLarge(sizes({ leasehold: 1_101, other: 1_000 }, { compiler: 'rustc 1.91.0' })), ['leasehold']);
  assert.deepEqual(tooLarge(sizes({ leasehold: 1_000, other: 1_000, new: 1 })), ['new']);
});

test('the table says what grew', () => {
  const before = sizes({ leasehold: 70_000 }, { wasm: { 'src/lease': 30_000 }, scripts: { 'js/a.js': 500 } });
  const now = sizes({ leasehold: 71_000 }, { wasm: { 'src/lease': 33_000 }, scripts: { 'js/b.js': 400 } });
  const lines = shown(compare(now, before)).split('\n');
  assert.match(lines[1], /^leasehold +71\.00 KB +\+1\.00 KB +budget 38\.00 KB +GREW$/);
  assert.match(lines[3], /^src\/lease +33\.00 KB +\+3\.00 KB$/);
  assert.match(lines[5], /^js\/b\.js +0\.40 KB +\+0\.40 KB$/);
  assert.match(lines[6], /^js\/a\.js +0\.00 KB +−0\.50 KB$/);
});
