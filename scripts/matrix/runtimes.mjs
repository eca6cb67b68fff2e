import { inBrowser } from './browser.mjs';
import { onBun, onDeno, onNode } from './script.mjs';
import { inWebKit } from './webkit.mjs';
import { inWorkerd } from './workerd.mjs';

const kinds = { page: '', 'dedicated worker': 'worker', 'shared worker': 'shared-worker', 'service worker (module)': 'service-worker' };

/**
 * Every runtime that the suite runs on: how to name it, what set-up has to bring, and how to run it.
 *
 * `run` gets the test server's address and the environment of set-up, and gives a report (tests/matrix/run.js) with a `version`. It
 * throws when the suite did not come to its end.
 *
 * @type {Array<{
 *   name: string,
 *   label: string,
 *   where: string,
 *   needs: string[],
 *   run: (place: {server: string, environment: import("../setup/environment.mjs").Environment}) =>
 *     Promise<{passed: number, failures: Array<{name: string, stack: string}>, version: string}>,
 * }>}
 */
export const runtimes = [
  { name: 'node20', label: 'Node 20', where: 'script', needs: [], run: onNode('20.20.2') },
  { name: 'node22', label: 'Node 22', where: 'script', needs: [], run: onNode('22.23.3') },
  { name: 'node24', label: 'Node 24', where: 'script', needs: [], run: onNode('24.21.0') },
  { name: 'deno', label: 'Deno', where: 'script', needs: [], run: onDeno },
  { name: 'bun', label: 'Bun', where: 'script', needs: [], run: onBun },
  { name: 'workerd', label: 'workerd', where: 'module worker', needs: [], run: inWorkerd('worker') },
  { name: 'workerd-object', label: 'workerd', where: 'Durable Object', needs: [], run: inWorkerd('object') },
  ...inEach('chromium', 'Chromium', (where) => inBrowser('chrome', where)),
  ...inEach('firefox', 'Firefox', (where) => inBrowser('firefox', where)),
  ...inEach('webkit', 'WebKitGTK', inWebKit),
];

/** A browser's page, and the kinds of worker that a page starts. */
function inEach(browser, label, run) {
  return Object.entries(kinds).map(([where, kind]) => ({
    name: kind ? `${browser}-${kind}` : browser,
    label,
    where,
    needs: [browser],
    run: run(kind),
  }));
}
