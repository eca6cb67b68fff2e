// The whole suite on one runtime, whichever it is. Needs nothing but what the suite itself needs.
import { context, run, suiteOf } from '../suite/index.js';

/**
 * Runs every test that they have to pass on entries of the package.
 *
 * @param {Array<Record<string, unknown>>} entries what `import * as` of each gives
 * @param {string} server the test server's address
 * @param {number} [atOnce] how many tests run side by side; browsers and workerd have few connections to give
 * @returns {Promise<{passed: number, failures: Array<{name: string, stack: string}>, agent: string}>}
 */
export async function runAll(entries, server, atOnce = 4) {
  const left = entries.flatMap((entry) => testsOf(entry, server));
  const report = { passed: 0, failures: [], agent: globalThis.navigator?.userAgent ?? '' };
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = left.shift(); next; next = left.shift()) await one(report, next);
    }),
  );
  return report;
}

function testsOf(entry, server) {
  const { tests, classes } = suiteOf(entry);
  const t = context({ ...classes, server });
  const which = entry.Lease ? '' : 'calls alone, ';
  return Object.entries(tests).flatMap(([file, ofFile]) =>
    Object.entries(ofFile).map(([name, test]) => ({ name: `${which}${file}: ${name}`, test, t })),
  );
}

async function one(report, { name, test, t }) {
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
