import { existsSync } from 'node:fs';
import { which } from '../lib/command.mjs';
import { missing } from './advice.mjs';
import { install } from './apt.mjs';

const browsers = ['firefox', 'firefox-esr'];
const macBrowser = '/Applications/Firefox.app/Contents/MacOS/firefox';

/** A Firefox. FIREFOX names another than that on PATH. */
export async function ensureFirefox(environment) {
  if (!find(environment)) await install(['firefox-esr'], 'the browser that the tests run in (about 80 MB, a minute)');
  environment.firefox = find(environment);
  if (!environment.firefox) throw missing('firefox', 'There is no Firefox.');
}

function find({ host }) {
  return host.FIREFOX ?? browsers.map((name) => which(name, host)).find(Boolean) ?? [macBrowser].find(existsSync);
}
