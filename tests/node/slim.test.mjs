// `leasehold/slim`: what is said to those who forget the wasm, or look for it in the wrong place.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Client, init, LeaseholdError } from 'leasehold/slim';

const run = promisify(execFile);
const wasm = () => readFileSync(new URL(import.meta.resolve('leasehold/wasm')));
const said = (message) => (error) => error instanceof LeaseholdError && error.message === message;

test('a client that is made too early says what comes first; a wasm that is not there says where; then all goes well', async () => {
  const early = () => new Client({ apiKey: 'k' });
  assert.throws(early, said('leasehold/slim: init() or initSync() comes first'));
  const missing = Object.defineProperty(new Response('<!doctype html>', { status: 404 }), 'url', { value: 'https://page/leasehold.wasm' });
  await assert.rejects(init(missing), said('no wasm at https://page/leasehold.wasm: 404'));
  await assert.rejects(init(new Response('<!doctype html>')), WebAssembly.CompileError);
  assert.throws(early, said('leasehold/slim: init() or initSync() comes first'));
  await init(new Response(wasm()));
  early();
});

test('where WebAssembly is switched off, that is what the error says', async () => {
  for (const entry of ['leasehold', 'leasehold/calls', 'leasehold/emulator']) {
    const program = `delete globalThis.WebAssembly; await import('${entry}').catch(({ name, message }) => console.log(name, message));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: new URL('.', import.meta.url) });
    assert.match(stdout, /^LeaseholdError WebAssembly is switched off here, or /, entry);
  }
});
