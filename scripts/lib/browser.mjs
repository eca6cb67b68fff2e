/** What takes longer in a page has broken. */
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
