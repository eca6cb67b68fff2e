// The packed package, built by each bundler; each built page is loaded in Chromium and makes calls against the served emulator.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
const slim = { item: 'session', file: true };
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
async function load(path, report = expected) {
  const page = await browser.newPage();
  try {
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${server.url}/${path}#${encodeURIComponent(JSON.stringify(await place()))}`);
    await page.waitForFunction('globalThis.report', { timeout: 30_000 }).catch((error) => complaints.push(String(error)));
    assert.deepEqual(await page.evaluate('globalThis.report'), report, complaints.join('\n'));
    // The exercise asks for an item that is not there; a browser says so on its console.
    assert.deepEqual(
      complaints.filter((text) => !text.includes('404')),
      [],
    );
  } finally {
    await page.close();
  }
}

/** Runs what was built for Node, from where no installed package and no wasm is found. */
async function serve(folder) {
  const elsewhere = mkdtempSync(join(tmpdir(), 'leasehold-bundled-'));
  try {
    cpSync(join(folder, 'dist/server'), elsewhere, { recursive: true });
    writeFileSync(join(elsewhere, 'package.json'), '{"type":"module"}');
    const file = readdirSync(elsewhere).find((name) => name.startsWith('server.'));
    const { stdout } = await run(process.execPath, [join(elsewhere, file), JSON.stringify(await place())]);
    assert.deepEqual(JSON.parse(stdout), expected);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
}

test('Vite', async (t) => {
  const folder = await project('vite', { tarball, scratch });
  await t.test('a page', () => load('vite/dist/page/index.html'));
  await t.test('a worker', () => load('vite/dist/page/worker.html'));
  await t.test('a page with slim, and the wasm as a file', () => load('vite/dist/page/slim.html', slim));
  await t.test('on the server, with nothing left outside', () => serve(folder));
});

for (const name of ['webpack', 'esbuild', 'rollup', 'parcel']) {
  test(name, async (t) => {
    const folder = await project(name, { tarball, scratch });
    await t.test('a page', () => load(`${name}/dist/index.html`));
    if (name === 'webpack') await t.test('a page with slim, and the wasm as a file', () => load('webpack/dist/slim.html', slim));
    await t.test('on the server, with nothing left outside', () => serve(folder));
  });
}

test('import-map', async () => {
  await project('import-map', { tarball, scratch });
  await load('import-map/index.html');
});
