// A browser, and pages whose every complaint is an error of the test.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROME ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const deadlineMs = 30_000;

/** The sizes that the console has to look good at. */
export const sizes = {
  desktop: { viewport: { width: 1440, height: 1000 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

/** Starts Chromium. */
export async function startBrowser() {
  return chromium.launch({ executablePath, args: [...args, '--disable-component-update', '--disable-sync'] });
}

/**
 * Opens a page in a context of its own.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').BrowserContextOptions} [options]
 * @returns {Promise<{page: import('playwright-core').Page, expect: (pattern: RegExp) => void, close: () => Promise<void>}>} `close`
 *   fails if the page complained of anything but what was to be expected: the browser itself notes each request that failed
 */
export async function openPage(browser, url, options = sizes.desktop) {
  const context = await browser.newContext({ colorScheme: 'light', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(deadlineMs);
  const complaints = [];
  const expected = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.stack}`));
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const close = async () => {
    await context.close();
    const unexpected = complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)));
    assert.deepEqual(unexpected, [], 'what the page complained of');
  };
  return { page, expect: (pattern) => expected.push(pattern), close };
}

/** Asks until the answer is right; what it was last is in the error. */
export async function eventually(ask, isRight, what) {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (performance.now() > deadline) assert.fail(`${what}: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Goes from the list to an environment, and to one of its tabs. */
export async function openEnvironment(page, name, tab) {
  const row = page.getByRole('link', { name, exact: true });
  await row.click();
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  if (tab) await page.getByRole('navigation', { name: 'Parts of the environment' }).getByRole('link', { name: tab }).click();
}

/** A number that stands in a place, without its thousands' commas. */
export async function numberIn(locator) {
  const text = await locator.innerText();
  const digits = text.replaceAll(',', '').match(/\d+/)?.[0];
  return digits === undefined ? undefined : Number(digits);
}
