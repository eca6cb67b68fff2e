import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../lib/command.mjs';
import { missing } from './advice.mjs';
import { install } from './apt.mjs';

/** Where distributions put the program that WebKitGTK's driver drives; it is on nobody's PATH. */
const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/libexec', '/usr/lib'];
const versions = ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'];

/** WebKitGTK, the engine of Safari as a library, with its driver, and a screen of memory for its window. */
export async function ensureWebKit(environment) {
  if (!find(environment))
    await install(['webkit2gtk-driver', 'xvfb'], 'WebKitGTK, which has the engine of Safari (about 100 MB, a minute)');
  environment.webkit = find(environment);
  if (!environment.webkit) throw missing('webkit', 'There is no WebKitGTK with WebKitWebDriver and Xvfb.');
}

function find({ host }) {
  const driver = which('WebKitWebDriver', host);
  const screen = which('Xvfb', host);
  const browser = folders.flatMap((folder) => versions.map((version) => join(folder, version, 'MiniBrowser'))).find(existsSync);
  return driver && screen && browser ? { browser, driver, screen } : undefined;
}
