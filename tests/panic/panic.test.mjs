// A panic is a bug of ours: it surfaces as an error with its message, and the client goes on. Over the test build, which panics on demand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { launch } from '../../scripts/lib/browser.mjs';
import { startServer } from '../server/server.mjs';
import { expected, panics } from './scene.js';

const { LEASEHOLD_PANICS: folder, LEASEHOLD_CHROMIUM: chromium } = process.env;

test('Node', async () => {
  assert.deepEqual(await panics(await import(pathToFileURL(join(folder, 'node.js')).href)), expected);
});

test('Chromium', async () => {
  const folders = { panics: pathToFileURL(join(folder, '/')), panic: new URL('.', import.meta.url) };
  const server = await startServer({ folders });
  const browser = await launch('chrome', chromium);
  try {
    const page = await browser.newPage();
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${server.url}/panic/page.html`);
    await page.waitForFunction('globalThis.report', { timeout: 30_000 });
    assert.deepEqual(await page.evaluate('globalThis.report'), expected);
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
    await server.close();
  }
});

test('workerd', async () => {
  const contents = `
    import * as leasehold from ${JSON.stringify(join(folder, 'workerd.js'))};
    import { panics } from './scene.js';
    export default { fetch: async () => Response.json(await panics(leasehold)) };`;
  const resolveDir = fileURLToPath(new URL('.', import.meta.url));
  const { outputFiles } = await build({ stdin: { contents, resolveDir }, bundle: true, write: false, format: 'esm', external: ['*.wasm'] });
  const modules = [
    { type: 'ESModule', path: 'worker.mjs', contents: outputFiles[0].text },
    ...['leasehold.wasm', 'emulator.wasm'].map((path) => ({ type: 'CompiledWasm', path, contents: readFileSync(join(folder, path)) })),
  ];
  const miniflare = new Miniflare({ cf: false, compatibilityDate: '2026-04-01', modules });
  try {
    const response = await miniflare.dispatchFetch('http://worker/');
    assert.deepEqual(JSON.parse(await response.text()), expected);
  } finally {
    await miniflare.dispose();
  }
});
