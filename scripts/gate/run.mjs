import { performance } from 'node:perf_hooks';
import { capture } from '../lib/command.mjs';
import { Stop } from '../lib/say.mjs';
import { setup } from '../setup.mjs';
import { plainCounts } from './counts.mjs';

const BESIDE_TIMEOUT_MS = 45 * 60_000;

/**
 * Runs the steps that are named, or all, and prints what became of each.
 *
 * @param {typeof import("./steps.mjs").steps} steps
 * @param {string[]} names
 * @returns {Promise<number>} the exit code
 */
export async function runGate(steps, names) {
  if (names.includes('--list')) return list(steps);
  const results = [];
  const beside = [];
  const wanted = chosen(steps, names);
  for (const step of wanted) {
    const isBeside = step.beside && wanted.length > 1;
    const result = await (isBeside ? prepare(step) : runStep(step));
    if (isBeside && !result.failed) beside.push(runBeside(step));
    else results.push(result);
  }
  for (const run of beside) results.push((await run)());
  return report(results);
}

function list(steps) {
  for (const { name, what, onlyByName } of steps) console.log(`${name.padEnd(14)}${what}${onlyByName ? ' (only when it is named)' : ''}`);
  return 0;
}

function chosen(steps, names) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length) throw new Stop(`There is no step ${unknown.join(', ')}. Steps: ${steps.map(({ name }) => name).join(', ')}.`);
  return names.length ? steps.filter(({ name }) => names.includes(name)) : steps.filter(({ onlyByName }) => !onlyByName);
}

function runStep(step) {
  return attempt(step, async () => step.run(await setup(step.needs)));
}

/** What a step beside others shares with them is set up and built before: two processes must not do that at once. */
function prepare(step) {
  return attempt(step, async () => {
    await step.beside(await setup(step.needs));
    return { passed: 1, failed: 0 };
  });
}

/** A step that fails does not keep the others from running: one run shows everything that is wrong. */
async function attempt({ name, what }, run) {
  console.log(`\n=== ${name}: ${what}`);
  const begin = performance.now();
  let counts;
  try {
    counts = await run();
    if (!(counts.passed + counts.failed > 0)) throw new Stop(`${name} ran no test.`);
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error);
    counts = { passed: 0, failed: 1 };
  }
  return { name, seconds: (performance.now() - begin) / 1000, ...counts };
}

/** Runs a step in a process of its own while the others go on. Gives what shows its output, in its turn, and gives its result. */
async function runBeside({ name }) {
  console.log('runs beside the following steps; what it prints comes after them');
  const begin = performance.now();
  const { code, stdout, stderr } = await capture(process.execPath, [process.argv[1], name], { timeoutMs: BESIDE_TIMEOUT_MS });
  const seconds = (performance.now() - begin) / 1000;
  const [counts] = [...stdout.matchAll(plainCounts)].slice(-1);
  const [passed, failed] = [counts?.groups.passed, counts?.groups.failed].map((count) => Number(count ?? 0));
  return () => {
    console.log(`${stdout}${stderr}`);
    return { name, seconds, passed, failed: code === 0 && counts ? failed : Math.max(failed, 1) };
  };
}

function report(results) {
  console.log('');
  for (const { name, seconds, passed, failed, note = '' } of results) {
    const mark = failed ? 'FAILED' : 'ok';
    console.log(`${name.padEnd(14)}${mark.padEnd(8)}${`${seconds.toFixed(1)} s`.padStart(9)}${String(passed).padStart(7)} passed  ${note}`);
  }
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
  return total('failed') ? 1 : 0;
}
