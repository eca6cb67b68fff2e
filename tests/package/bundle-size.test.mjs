// What a bundler leaves out. `sideEffects` in package.json says what it may.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { makeConsumer } from './consumer.mjs';

let consumer;

before(() => {
  consumer = makeConsumer(process.env.LEASEHOLD_TARBALL);
});

after(() => consumer?.remove());

/** A program that somebody bundles. */
async function bundled(contents) {
  const stdin = { contents, resolveDir: consumer.folder };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, write: false, format: 'esm', logLevel: 'silent' });
  return outputFiles[0].text;
}

test('an import whose names nobody uses is the start of the wasm and no more', async () => {
  assert.match(await bundled("import 'leasehold';"), /WebAssembly/);
});

test('the default import brings its wasm whatever is taken from it: a client may be made elsewhere', async () => {
  const text = await bundled("import { NotFoundError } from 'leasehold'; console.log(NotFoundError);");
  assert.ok(text.length > 80_000);
});

test('an error class from slim comes without wasm and without its glue', async () => {
  const text = await bundled("import { NotFoundError } from 'leasehold/slim'; console.log(NotFoundError);");
  assert.doesNotMatch(text, /WebAssembly/);
  assert.ok(text.length < 12_000, `${text.length} bytes`);
});

test('slim, imported and not used, is nothing', async () => {
  assert.equal((await bundled("import 'leasehold/slim';")).trim(), '');
});

test('the calls alone bring nothing that holds a lease, and are little more than half of the whole client', async () => {
  const text = await bundled("import { Client } from 'leasehold/calls'; console.log(Client);");
  assert.doesNotMatch(text, /LeaseLostError|EnvironmentWorker|windDownMs/);
  const whole = await bundled("import { Client } from 'leasehold'; console.log(Client);");
  assert.ok(text.length < 0.65 * whole.length, `${text.length} bytes, and ${whole.length}`);
});

test('who does not import the emulator does not pay for it', async () => {
  const text = await bundled("import { Client } from 'leasehold'; console.log(Client);");
  const both = await bundled(
    "import { Client } from 'leasehold'; import { Emulator } from 'leasehold/emulator'; console.log(Client, Emulator);",
  );
  assert.ok(text.length < both.length / 2, `${text.length} bytes without it, ${both.length} with it`);
  assert.doesNotMatch(text, /Emulator/);
});
