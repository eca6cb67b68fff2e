import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../lib/command.mjs';
import { Stop } from '../lib/say.mjs';
import { WebDriver } from './webdriver.mjs';

/** A page of the suite that says nothing for so long has broken. */
const timeoutMs = 5 * 60_000;

/** The suite in a page of WebKitGTK, or in a kind of worker that the page starts. Its window needs a screen: Xvfb is one of memory. */
export const inWebKit =
  (where) =>
  async ({ server, environment }) => {
    const { browser, driver, screen } = environment.webkit;
    const xvfb = start(screen, ['-displayfd', '1', '-screen', '0', '1024x768x24'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const children = [xvfb];
    let session;
    try {
      const [number] = await once(xvfb.stdout, 'data', { signal: AbortSignal.timeout(20_000) });
      const port = await freePort();
      // Without a D-Bus and its accessibility bus; and a container's root may make no sandbox.
      const own = { DISPLAY: `:${String(number).trim()}`, NO_AT_BRIDGE: '1', WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' };
      children.unshift(start(driver, [`--port=${port}`], { stdio: 'ignore', env: { ...process.env, ...own } }));
      const options = { 'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] } };
      session = await WebDriver.open(`http://127.0.0.1:${port}`, options);
      await session.go(`${server}/matrix/page.html${where ? `?in=${where}` : ''}`);
      const report = await reported(session);
      if (report.broken) throw new Stop(report.broken);
      return { ...report, version: session.capabilities.browserVersion };
    } finally {
      await session?.close().catch(() => {});
      for (const child of children) await ended(child);
    }
  };

async function reported(session) {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(200)) {
    const report = await session.evaluate('globalThis.report');
    if (report) return report;
  }
  throw new Stop(`the page did not report within ${timeoutMs / 1000} s`);
}

async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
