// How long `leasehold --help` takes to start, above bare Node's, in the same run: `node benches/cli-start.mjs [RUNS]`, after a build.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { dist } from '../scripts/lib/paths.mjs';

const BUDGET_MS = 100;
const runs = Number(process.argv[2] ?? 20);
const programs = {
  node: ['-e', '0'],
  'leasehold --help': [join(dist, 'cli.js'), '--help'],
  'leasehold beta:environments:work ack --help': [join(dist, 'cli.js'), 'beta:environments:work', 'ack', '--help'],
  'leasehold --version': [join(dist, 'cli.js'), '--version'],
};

function timed(args) {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - begin;
}

const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
// In turn, so that whatever else the machine does is felt by all.
for (let i = 0; i < runs; i += 1) for (const [name, args] of Object.entries(programs)) times[name].push(timed(args));

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const bare = median(times.node);
console.log(`medians of ${runs} runs, ms`);
for (const [name, values] of Object.entries(times)) {
  const ms = median(values);
  console.log(`${name.padEnd(46)}${ms.toFixed(1).padStart(8)}  +${(ms - bare).toFixed(1)} (${(ms / bare).toFixed(2)} of bare Node)`);
}
// What else the machine does only adds to a run: the fastest ones say most about the programs.
const [above, fastest] = [median, (values) => Math.min(...values)].map((of) => of(times['leasehold --help']) - of(times.node));
console.log(`${above.toFixed(1)} ms above bare Node (the fastest runs: ${fastest.toFixed(1)}); the budget is ${BUDGET_MS}`);
process.exitCode = Math.min(above, fastest) <= BUDGET_MS ? 0 : 1;
