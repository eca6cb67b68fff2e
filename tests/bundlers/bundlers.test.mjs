// The packed package, built by each bundler; each built page is loaded in Chromium and makes calls against the served emulator.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'leasehold';
import { launch } from '../../scripts/lib/browser.mjs';
import { startServer } from '../server/server.mjs';
import { Emulated } from '../suite/support/server.js';
import { project } from './project.mjs';

const { LEASEHOLD_TARBALL: tarball, LEASEHOLD_SCRATCH: scratch, LEASEHOLD_CHROMIUM: chromium } = process.env;
const run = promisify(execFile);
const expected = { item: 'session', beat: 'active', stopped: 'stopped', missing: 'NotFoundError' };
const names = ['vite', 'webpack', 'esbuild', 'rollup', 'parcel', 'import-map'];

let server;
let browser;
let emulated;

before(async () => {
  assert.ok(tarball && existsSync(tarball), 'LEASEHOLD_TARBALL names the packed package');
  const folders = Object.fromEntries(names.map((name) => [name, pathToFileURL(join(scratch, name, '/'))]));
  server = await startServer({ folders });
  emulated = await Emulated.of(server.url, (options) => new Client(options), {});
  browser = await launch('chrome', chromium);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** An environment with an item in its queue. */
async function place() {
  const { id } = await emulated.environment();
  await emulated.enqueue(id);
  const environmentKey = await (await fetch(`${emulated.baseURL}/keys/${id}`)).json();
  return { baseURL: emulated.baseURL, environmentKey, environmentId: id };
}

/** Loads a page, which reports what it saw. Whatever the browser complains of is a failure. */
async function load(path) {
  const page = await browser.newPage();
  try {
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${server.url}/${path}#${encodeURIComponent(JSON.stringify(await place()))}`);
    await page.waitForFunction('globalThis.report', { timeout: 30_000 }).catch((error) => complaints.push(String(error)));
    assert.deepEqual(await page.evaluate('globalThis.report'), expected, complaints.join('\n'));
    // The exercise asks for an item that is not there; a browser says so on its console.
    assert.deepEqual(
      complaints.filter((text) => !text.includes('404')),
      [],
    );
  } finally {
    await page.close();
  }
}

test('Vite', async (t) => {
  const folder = await project('vite', { tarball, scratch });
  await t.test('a page', () => load('vite/dist/page/index.html'));
  await t.test('a worker', () => load('vite/dist/page/worker.html'));
  await t.test('on the server, with nothing left outside', async () => {
    const { stdout } = await run(process.execPath, ['dist/server/server.js', JSON.stringify(await place())], { cwd: folder });
    assert.deepEqual(JSON.parse(stdout), expected);
  });
});

for (const [name, path] of [
  ['webpack', 'dist/index.html'],
  ['esbuild', 'dist/index.html'],
  ['rollup', 'dist/index.html'],
  ['parcel', 'dist/index.html'],
  ['import-map', 'index.html'],
]) {
  test(name, async () => {
    await project(name, { tarball, scratch });
    await load(`${name}/${path}`);
  });
}
