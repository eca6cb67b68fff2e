import { existsSync } from 'node:fs';
import { which } from '../lib/command.mjs';
import { missing } from './advice.mjs';
import { install } from './apt.mjs';

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macBrowsers = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

/** A Chromium (or Chrome) and its driver. CHROME and CHROMEDRIVER name others than those on PATH. */
export async function ensureChromium(environment) {
  if (!find(environment)) await install(['chromium', 'chromium-driver'], 'the browser that the tests run in (about 100 MB, a minute)');
  const found = find(environment);
  if (!found) throw missing('chromium', 'The browser tests need Chromium and its driver, chromedriver.');
  environment.chromium = found;
}

function find({ host }) {
  const browser = host.CHROME ?? browsers.map((name) => which(name, host)).find(Boolean) ?? macBrowsers.find(existsSync);
  const driver = host.CHROMEDRIVER ?? which('chromedriver', host);
  return browser && driver ? { browser, driver } : undefined;
}
