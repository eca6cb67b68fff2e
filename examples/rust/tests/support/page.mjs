// The page as `npm run rust -- page` serves it, and the emulator behind it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bare } from './native.mjs';

const script = fileURLToPath(new URL('../../../../scripts/rust.mjs', import.meta.url));
/** It has a look at whether everything is built. */
const startMs = 300_000;

/**
 * Serves the page on a free port. Nothing arrives in the queue by itself.
 *
 * @returns {Promise<{url: string, values: Record<string, string>, close: () => Promise<void>}>} `values` are the emulator's
 */
export async function servePage() {
  const args = [script, 'page', '--port', '0', '--arrivals', '0'];
  const child = spawn(process.execPath, args, { env: bare, stdio: ['ignore', 'pipe', 'inherit'] });
  const values = {};
  const url = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const [, page] = /^page: (.+)$/.exec(line) ?? [];
      if (page) return page;
      const [, name, value] = /^([A-Z_0-9]+)=(.*)$/.exec(line) ?? [];
      if (name) values[name] = value;
    }
    throw new Error('it ended before it said where the page is');
  })();
  const tooLong = AbortSignal.timeout(startMs);
  const close = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.equal((await ended)[0], 0);
  };
  return { url: await Promise.race([url, once(tooLong, 'abort').then(() => Promise.reject(tooLong.reason))]), values, close };
}

/**
 * Opens the page in a tab of its own. `close` fails if it complained of anything but what was to be expected: the browser itself notes
 * each request that failed.
 */
export async function openPage(browser, url) {
  const page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  const [complaints, expected] = [[], []];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.stack}`));
  await page.goto(url);
  const close = async () => {
    await page.close();
    const unexpected = complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)));
    assert.deepEqual(unexpected, [], 'what the page complained of');
  };
  return { page, expect: (pattern) => expected.push(pattern), close };
}

/** What a person finds by its role and its name. */
export function byRole(page, role, name) {
  return page.locator(`::-p-aria([role="${role}"]${name ? `[name="${name}"]` : ''})`);
}
