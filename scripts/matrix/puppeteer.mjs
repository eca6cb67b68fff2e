import { Stop } from '../lib/say.mjs';

/** A page of the suite that says nothing for so long has broken. */
const timeoutMs = 5 * 60_000;

// What a browser does in the background goes to the network, and that is none of a test's business.
const quiet = ['background-networking', 'component-update', 'sync', 'gpu', 'quic'].map((what) => `--disable-${what}`);

/** Firefox's own calls home, and its guesses at whether the network is there. */
const quietFirefox = { 'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false };

/**
 * Starts a browser without a window.
 *
 * @param {"chrome" | "firefox"} browser
 * @param {string} executablePath
 */
export async function launch(browser, executablePath) {
  const { default: puppeteer } = await import('puppeteer-core');
  return puppeteer.launch({
    browser,
    executablePath,
    headless: true,
    // A container's root has no sandbox to offer.
    args: browser === 'chrome' ? [...quiet, '--no-first-run', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] : [],
    extraPrefsFirefox: quietFirefox,
    protocolTimeout: timeoutMs,
  });
}

/** The suite in a page of such a browser, or in a kind of worker that the page starts. */
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
