import { buildFuzzer } from '../fuzz/build.mjs';
import { fuzz } from '../fuzz/run.mjs';
import { targets } from '../fuzz/targets.mjs';

/** How many inputs each target gets, those that are kept first. By number and not by time: the same work on every machine. */
const RUNS = 10_000;

/** Every target for a while, from what is kept in tests/fuzz/corpus. */
export async function fuzzing(environment) {
  const program = await buildFuzzer(environment);
  const counts = { passed: 0, failed: 0 };
  let total = 0;
  for (const target of targets()) {
    const { runs, edges, seconds, broken } = await fuzz(program, target, { runs: RUNS });
    // The engine stops by itself only where something is wrong, or when it is done.
    const isDone = !broken && runs >= RUNS;
    counts[isDone ? 'passed' : 'failed'] += 1;
    total += runs;
    console.log(`${target.padEnd(18)}${runs} runs, ${edges} edges, ${seconds} s  ${isDone ? 'ok' : (broken ?? 'too few runs')}`);
  }
  return { ...counts, note: `targets, ${total} runs` };
}
