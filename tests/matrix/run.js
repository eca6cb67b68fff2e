// The whole suite on one runtime, whichever it is. Needs nothing but what the suite itself needs.
import { context, files, run } from '../suite/index.js';

/**
 * Runs every test of the suite on the package's exports.
 *
 * @param {Record<string, unknown>} leasehold what `import * as` of an entry gives
 * @param {string} server the test server's address
 * @param {number} [atOnce] how many tests run side by side; browsers and workerd have few connections to give
 * @returns {Promise<{passed: number, failures: Array<{name: string, stack: string}>, agent: string}>}
 */
export async function runAll(leasehold, server, atOnce = 4) {
  const { Client, APIPromise, PagePromise, Page } = leasehold;
  const errors = Object.fromEntries(Object.entries(leasehold).filter(([, value]) => value.prototype instanceof Error));
  const t = context({ Client, APIPromise, PagePromise, Page, errors, server });
  const left = Object.entries(files).flatMap(([file, tests]) => Object.entries(tests).map(([name, test]) => [`${file}: ${name}`, test]));
  const report = { passed: 0, failures: [], agent: globalThis.navigator?.userAgent ?? '' };
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = left.shift(); next; next = left.shift()) await one(report, next, t);
    }),
  );
  return report;
}

async function one(report, [name, test], t) {
  try {
    await run(test, t);
    report.passed += 1;
  } catch (error) {
    report.failures.push({ name, stack: described(error) });
  }
}

/** V8's stacks begin with the message; the other engines' do not. */
function described(error) {
  const message = String(error);
  const stack = error?.stack ?? '';
  return stack.includes(message) ? stack : `${message}\n${stack}`;
}
