import { launch } from '../../scripts/lib/browser.mjs';
import { bundled } from './bundled.mjs';

/**
 * Runs `body` with a Chromium, in which each side gets a page of its own.
 *
 * @template Result
 * @param {string} executable
 * @param {(open: (side: string) => Promise<import("../lib/compare.mjs").Place>) => Promise<Result>} body
 * @returns {Promise<Result>}
 */
export async function withChromium(executable, body) {
  const browser = await launch('chrome', executable);
  try {
    return await body((side) => inPage(browser, side));
  } finally {
    await browser.close();
  }
}

async function inPage(browser, side) {
  const contents = `import { stand } from './stand.js'; import { open } from './${side}.js'; globalThis.side = stand(open);`;
  const script = await bundled(contents, { format: 'iife', platform: 'browser' });
  const page = await browser.newPage();
  await page.addScriptTag({ content: script });
  const session = await page.createCDPSession();
  return {
    first: (work) => page.evaluate((given) => globalThis.side.first(given), work),
    async time(work) {
      // A page that nobody looks at runs slower.
      await page.bringToFront();
      await session.send('HeapProfiler.collectGarbage');
      return page.evaluate(async (given) => {
        const began = performance.now();
        await globalThis.side.repeat(given);
        return performance.now() - began;
      }, work);
    },
    close: () => page.close(),
  };
}
