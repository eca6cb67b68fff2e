// Under a Content-Security-Policy: what a page has to allow, and what it is told when it does not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from '../../scripts/lib/browser.mjs';
import { startServer } from '../server/server.mjs';

let server;
let browser;

before(async () => {
  server = await startServer({ folders: { csp: new URL('.', import.meta.url) } });
  browser = await launch('chrome', process.env.LEASEHOLD_CHROMIUM);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** What a page reports. */
async function report(name) {
  const page = await browser.newPage();
  try {
    await page.goto(`${server.url}/csp/${name}.html`);
    await page.waitForFunction('globalThis.report', { timeout: 30_000 });
    return await page.evaluate('globalThis.report');
  } finally {
    await page.close();
  }
}

test("script-src 'self' 'wasm-unsafe-eval' is enough", async () => {
  assert.deepEqual(await report('strict'), { embedded: 'answered', streamed: 'answered', emulated: 'answered', bytes: 'answered' });
});

test("without 'wasm-unsafe-eval' the error says what to add", async () => {
  const errors = Object.values(await report('forbidden'));
  assert.equal(errors.length, 4);
  for (const error of errors) {
    assert.equal(error.name, 'LeaseholdError');
    assert.match(error.message, /Content-Security-Policy needs script-src 'wasm-unsafe-eval'/);
    assert.equal(error.cause, 'CompileError');
  }
});
