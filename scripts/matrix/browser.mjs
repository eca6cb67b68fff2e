import { launch } from '../lib/browser.mjs';
import { Stop } from '../lib/say.mjs';

/** A page of the suite that says nothing for so long has broken. */
const timeoutMs = 5 * 60_000;

/** The suite in a page of Chromium or Firefox, or in a kind of worker that the page starts. */
export const inBrowser =
  (browser, where) =>
  async ({ server, environment }) => {
    const started = await launch(browser, browser === 'chrome' ? environment.chromium.browser : environment.firefox);
    try {
      const page = await started.newPage();
      const said = [];
      page.on('pageerror', (error) => said.push(String(error)));
      await page.goto(`${server}/matrix/page.html${where ? `?in=${where}` : ''}`);
      await page.waitForFunction('globalThis.report', { timeout: timeoutMs, polling: 200 }).catch((error) => said.push(String(error)));
      const report = await page.evaluate('globalThis.report');
      if (!report || report.broken) throw new Stop([report?.broken, ...said].filter(Boolean).join('\n'));
      return { ...report, version: (await started.version()).replace(/^\w+\//, '') };
    } finally {
      await started.close();
    }
  };
