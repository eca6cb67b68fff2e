// The one gate. `npm test` runs all steps, `npm test -- format host` those two. Each sets up what it needs. Steps that need more than
// every developer has run only when they are named.
import { performance } from 'node:perf_hooks';
import { steps } from './gate/steps.mjs';
import { main, Stop } from './lib/say.mjs';
import { setup } from './setup.mjs';

await main(async () => {
  const results = [];
  for (const step of chosen(process.argv.slice(2))) results.push(await runStep(step));
  return report(results);
});

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
