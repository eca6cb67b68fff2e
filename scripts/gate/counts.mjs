import { stripVTControlCharacters } from 'node:util';
import { tee } from '../lib/command.mjs';
import { Stop } from '../lib/say.mjs';

/** Longer than what any test has for itself, as it says what is stuck and this does not. */
const timeoutMs = 40 * 60_000;

/** What `cargo test` and the wasm test runner print at the end of each suite. */
export const cargoCounts = /test result: \S+ (?<passed>\d+) passed; (?<failed>\d+) failed/g;

/** What node's test runner prints of a file in which there was no test: it takes the file itself for one. */
const withoutTests = /^. (.+\.test\.mjs) \([\d.]+ms\)$/m;

/** What node's test runner prints at its end. */
export const nodeCounts = /^. pass (?<passed>\d+)\s+^. fail (?<failed>\d+)\s+^. cancelled \d+\s+^. skipped (?<skipped>\d+)/gm;

/** The plain closing line of a runner of our own. */
export const plainCounts = /^(?<passed>\d+) passed, (?<failed>\d+) failed$/gm;

/**
 * Runs a command that runs tests, and reads from what it prints how many there were.
 *
 * @param {RegExp} pattern global, with the groups `passed` and `failed`
 * @throws {Stop} when it ran none
 */
export async function counted(pattern, command, args, options) {
  const { code, stdout, stderr } = await tee(command, args, { timeoutMs, ...options });
  const printed = stripVTControlCharacters(`${stdout}\n${stderr}`);
  const counts = { passed: 0, failed: 0 };
  let skipped = 0;
  for (const { groups } of printed.matchAll(pattern)) {
    counts.passed += Number(groups.passed);
    counts.failed += Number(groups.failed);
    skipped += Number(groups.skipped ?? 0);
  }
  if (skipped) counts.note = `${skipped} skipped: what they need is not here`;
  // Where no test has failed, nothing else has said what is wrong.
  if (code !== 0 && counts.failed === 0) console.error(`${command} ${args.join(' ')}\nended with ${code}.`);
  if (code !== 0) return { ...counts, failed: Math.max(counts.failed, 1) };
  const [, empty] = withoutTests.exec(printed) ?? [];
  if (empty) throw new Stop(`${empty}\nran no test.`);
  if (counts.passed === 0) throw new Stop(`${command} ${args.join(' ')}\nran no test.`);
  return counts;
}

/** Runs commands that only pass or fail, all of them, and counts them. */
export async function checks(commands) {
  const counts = { passed: 0, failed: 0 };
  for (const { command, args, ...options } of commands) {
    console.log(`$ ${command} ${args.join(' ')}`);
    const { code } = await tee(command, args, { timeoutMs, ...options });
    counts[code === 0 ? 'passed' : 'failed'] += 1;
  }
  return counts;
}
