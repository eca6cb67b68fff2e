// Fuzzes for as long as one likes: `npm run fuzz -- [TARGET…] [--minutes N] [--keep]`
//
// Each target runs for its minutes (five), one after the other; what libFuzzer finds worth keeping stays in the target folder and is
// where the next run begins. `--keep` puts what is needed of it to reach as much into tests/fuzz/corpus. An input that breaks a rule
// ends the run, with the command that shows it again: `npm run fuzz -- TARGET --input FILE`.
import { parseArgs } from 'node:util';
import { buildFuzzer } from './fuzz/build.mjs';
import { keep } from './fuzz/corpus.mjs';
import { fuzz, replay } from './fuzz/run.mjs';
import { targets } from './fuzz/targets.mjs';
import { isMain } from './lib/is-main.mjs';
import { main, Stop } from './lib/say.mjs';
import { setup } from './setup.mjs';

const options = { minutes: { type: 'string', default: '5' }, keep: { type: 'boolean', default: false }, input: { type: 'string' } };

if (isMain(import.meta)) {
  await main(async () => {
    const { positionals, values } = parseArgs({ options, allowPositionals: true });
    const minutes = Number(values.minutes);
    if (!(minutes > 0)) throw new Stop(`--minutes takes a number above 0, not ${values.minutes}.`);
    const chosen = named(positionals);
    const program = await buildFuzzer(await setup(['rust', 'c++']));
    if (values.input) return (await replay(program, chosen[0], values.input)) ? 0 : 1;
    const reports = [];
    for (const target of chosen) reports.push(await fuzz(program, target, { seconds: minutes * 60 }));
    for (const report of reports) console.log(line(report));
    if (values.keep) for (const target of chosen) await keep(program, target);
    return reports.some(({ broken }) => broken) ? 1 : 0;
  });
}

function named(names) {
  for (const name of names) if (!targets().includes(name)) throw new Stop(`There is no target ${name}. Targets: ${targets().join(', ')}.`);
  return names.length ? names : targets();
}

function line({ target, runs, edges, seconds, broken }) {
  return `${target.padEnd(18)}${String(runs).padStart(12)} runs ${String(edges).padStart(6)} edges ${String(seconds).padStart(5)} s  ${broken ?? 'ok'}`;
}
