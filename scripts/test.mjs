// The one gate. `npm test` runs all steps, `npm test -- format host` those two, `npm test -- --list` names them. Each sets up what it
// needs. Steps that need more than every developer has run only when they are named.
import { performance } from 'node:perf_hooks';
import { plainCounts } from './gate/counts.mjs';
import { steps } from './gate/steps.mjs';
import { capture } from './lib/command.mjs';
import { main, Stop } from './lib/say.mjs';
import { setup } from './setup.mjs';

const BESIDE_TIMEOUT_MS = 40 * 60_000;

await main(async () => {
  if (process.argv.includes('--list')) return list();
  const results = [];
  const beside = [];
  const steps = chosen(process.argv.slice(2));
  for (const step of steps) {
    if (step.beside && steps.length > 1) beside.push(runBeside(step));
    else results.push(await runStep(step));
  }
  for (const run of beside) results.push((await run)());
  return report(results);
});

function list() {
  for (const { name, what, onlyByName } of steps) console.log(`${name.padEnd(14)}${what}${onlyByName ? ' (only when it is named)' : ''}`);
}

function chosen(names) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length) throw new Stop(`There is no step ${unknown.join(', ')}. Steps: ${steps.map(({ name }) => name).join(', ')}.`);
  return names.length ? steps.filter(({ name }) => names.includes(name)) : steps.filter(({ onlyByName }) => !onlyByName);
}

/** A step that fails does not keep the others from running: one run shows everything that is wrong. */
async function runStep({ name, what, needs, run }) {
  console.log(`\n=== ${name}: ${what}`);
  const begin = performance.now();
  let counts;
  try {
    counts = await run(await setup(needs));
    if (counts.passed + counts.failed === 0) throw new Stop(`${name} ran no test.`);
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error);
    counts = { passed: 0, failed: 1 };
  }
  return { name, seconds: (performance.now() - begin) / 1000, ...counts };
}

/** Runs a step in a process of its own while the others go on. Gives what shows its output, in its turn, and gives its result. */
async function runBeside({ name, what }) {
  console.log(`\n=== ${name}: ${what}\nruns beside the following steps; what it prints comes after them`);
  const begin = performance.now();
  const { code, stdout, stderr } = await capture(process.execPath, [process.argv[1], name], { timeoutMs: BESIDE_TIMEOUT_MS });
  const seconds = (performance.now() - begin) / 1000;
  const [counts] = [...stdout.matchAll(plainCounts)].slice(-1);
  const [passed, failed] = [counts?.groups.passed, counts?.groups.failed].map((count) => Number(count ?? 0));
  return () => {
    console.log(`${stdout}${stderr}`);
    return { name, seconds, passed, failed: code === 0 ? failed : Math.max(failed, 1) };
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
