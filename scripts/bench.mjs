// Measures ours beside the official SDK and raw fetch, and says whether it reaches what it should: `npm run bench -- [OPTIONS]`
//
// --only NAME  one case, or several    --json    for programs            --quick    tiny counts: that everything runs, not how fast
// --long       what takes its time     --write   into the documentation   --from F   what an earlier --json printed, without measuring
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { isMain } from './lib/is-main.mjs';
import { main, Stop, say } from './lib/say.mjs';
import { setup } from './setup.mjs';

const options = {
  only: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  long: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  from: { type: 'string' },
};

async function fromCommandLine() {
  const { values } = parseArgs({ options });
  const { only, json, quick, long, write, from } = values;
  if (quick && long) throw new Stop('--quick and --long: one of them.');
  if (write && (only || quick)) throw new Stop('--write wants the whole benchmark: neither --only nor --quick.');
  const run = from ? JSON.parse(readFileSync(from, 'utf8')) : await measure({ only, mode: quick ? 'quick' : long ? 'long' : 'full' });
  const { table, machineOf } = await import('../benches/lib/table.mjs');
  console.log(json ? JSON.stringify(run, undefined, 2) : `${table(run.results)}\n\n${machineOf(run)}`);
  for (const { name, broken } of run.results) if (broken) console.error(`\n${name}: ${broken}`);
  if (run.results.some(({ broken }) => broken)) return 1;
  if (write) await writeDown(run);
  return run.results.some(({ figures }) => figures.some(({ reach }) => reach.some(({ reached }) => !reached))) ? 1 : 0;
}

async function writeDown(run) {
  const { cases } = await import('../benches/index.mjs');
  const missing = cases.filter(({ name }) => !run.results.some((result) => result.name === name));
  if (missing.length || run.mode === 'quick') throw new Stop('--write wants the whole benchmark, and not with tiny counts.');
  const { document } = await import('../benches/lib/document.mjs');
  document(run);
}

/**
 * Runs cases, one after the other.
 *
 * @param {{only?: string[], mode: "full" | "quick" | "long"}} how
 */
async function measure({ only, mode }) {
  await build();
  // These import what was built.
  const { cases } = await import('../benches/index.mjs');
  const unknown = only?.find((name) => !cases.some((one) => one.name === name));
  if (unknown) throw new Stop(`--only: expected one of ${cases.map(({ name }) => name).join(', ')}, received "${unknown}"`);
  const chosen = cases.filter(({ name }) => !only || only.includes(name));
  const environment = await setup(['node-modules', ...chosen.flatMap(({ needs = [] }) => needs)]);
  const results = [];
  for (const one of chosen) results.push(await runCase(one, mode, environment));
  const machine = { node: process.version, platform: `${process.platform} ${process.arch}`, cpu: cpus()[0]?.model, cpus: cpus().length };
  return { at: new Date().toISOString(), machine, mode, results };
}

/** One that breaks does not keep the others from running. */
async function runCase(one, mode, environment) {
  const { progress } = await import('../benches/lib/progress.mjs');
  const { name, what, takes, sizes } = one;
  say(`${name}: ${what}${mode === 'full' ? ` (${takes})` : ''}`);
  const { tell, end } = progress(name);
  const result = { name, what, seconds: 0, figures: [] };
  const began = performance.now();
  try {
    const figures = await one.run({ size: sizes[mode] ?? sizes.full, tell, environment });
    // What is tiny says nothing about speed.
    result.figures = mode === 'quick' ? figures.map((figure) => ({ ...figure, reach: [] })) : figures;
  } catch (error) {
    result.broken = error.stack;
  } finally {
    end();
  }
  result.seconds = Math.round((performance.now() - began) / 1e3);
  return result;
}

if (isMain(import.meta)) await main(fromCommandLine);
