// Runs the whole suite on the runtimes that are named, or on all: `npm run matrix -- [RUNTIME…] [--without RUNTIME]… [--write]`
//
// A name stands for everything that begins with it: `firefox` is its page and its workers. A runtime that is missing is an error
// unless it was left out by name. `--write` puts the results into the README; it wants the whole matrix, passed.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { isMain } from './lib/is-main.mjs';
import { main, Stop } from './lib/say.mjs';
import { runtimes } from './matrix/runtimes.mjs';
import { writeTable } from './matrix/table.mjs';
import { setup } from './setup.mjs';

/**
 * Runs the suite on runtimes, one after the other, and prints a line for each.
 *
 * @param {typeof runtimes} chosen
 */
export async function runMatrix(chosen) {
  await build();
  const { startServer } = await import('../tests/server/server.mjs');
  const server = await startServer();
  const results = [];
  try {
    for (const runtime of chosen) results.push(await runOne(runtime, server.url));
  } finally {
    await server.close();
  }
  return results;
}

/** The runtimes that names stand for. */
export function named(names) {
  const chosen = new Set();
  for (const name of names) {
    const found = runtimes.filter(
      (runtime) => runtime.name === name || runtime.name.startsWith(`${name}-`) || (/^node$/.test(name) && runtime.name.startsWith(name)),
    );
    if (!found.length) throw new Stop(`There is no runtime ${name}. Runtimes: ${runtimes.map((runtime) => runtime.name).join(', ')}.`);
    for (const runtime of found) chosen.add(runtime);
  }
  return runtimes.filter((runtime) => chosen.has(runtime));
}

/** One that breaks does not keep the others from running. */
async function runOne(runtime, server) {
  const begin = performance.now();
  const report = await attempt(runtime, server);
  for (const { name, stack } of report.failures) console.error(`${runtime.name}: ${name}\n${stack}\n`);
  const counts = { passed: report.passed, failed: report.failures.length };
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const words = [
    runtime.name.padEnd(24),
    report.version.padEnd(16),
    `${counts.passed} passed, ${counts.failed} failed`.padEnd(26),
    `${seconds} s`,
  ];
  console.log(words.join(''));
  return { ...runtime, ...counts, version: report.version };
}

async function attempt({ needs, run }, server) {
  try {
    const environment = await setup(['node-modules', ...needs]);
    const report = await run({ server, environment });
    if (report.passed + report.failures.length === 0) throw new Stop('it ran no test');
    return report;
  } catch (error) {
    return { passed: 0, failures: [{ name: 'the whole suite', stack: error instanceof Stop ? error.message : error.stack }], version: '' };
  }
}

async function fromCommandLine() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { without: { type: 'string', multiple: true, default: [] }, write: { type: 'boolean', default: false } },
  });
  const without = named(values.without);
  const chosen = (positionals.length ? named(positionals) : runtimes).filter((runtime) => !without.includes(runtime));
  if (!chosen.length) throw new Stop('No runtime is left to run.');
  if (values.write && chosen.length < runtimes.length)
    throw new Stop('--write wants the whole matrix: name no runtime, and leave none out.');
  const results = await runMatrix(chosen);
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  if (values.write && !total('failed')) writeTable(results);
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
  return total('failed') ? 1 : 0;
}

if (isMain(import.meta)) await main(fromCommandLine);
