import { join } from 'node:path';
import { capture, run } from '../lib/command.mjs';
import { target as targetFolder } from '../lib/paths.mjs';
import { withRustFlags } from '../lib/rust-flags.mjs';
import { say } from '../lib/say.mjs';
import { crate } from './targets.mjs';

/** Has LLVM count the edges that a run takes, and tell libFuzzer what was compared with what. A stable compiler knows these flags. */
const coverage = ['level=4', 'inline-8bit-counters', 'pc-table', 'trace-compares'];
const flags = ['--cfg=fuzzing', '-Cpasses=sancov-module', ...coverage.map((option) => `-Cllvm-args=-sanitizer-coverage-${option}`)];

/**
 * Builds libFuzzer's program with all targets in it. No sanitizer: there is no unsafe code in what it runs.
 *
 * @param {import("../setup/environment.mjs").Environment} environment
 * @returns {Promise<string>} its path
 */
export async function buildFuzzer({ host: env }) {
  say('building the fuzzer (a minute or two at first, then seconds)');
  const folder = join(targetFolder, 'fuzz');
  const triple = (await capture('rustc', ['-vV'], { env })).stdout.match(/^host: (.*)$/m)?.[1];
  // With a target named, the flags are not for build scripts and macros.
  const args = ['build', '--release', '--locked', '--quiet', '--features', 'libfuzzer', '--bin', 'fuzz', '--target', triple];
  await run('cargo', args, { cwd: crate, env: withRustFlags({ ...env, CARGO_TARGET_DIR: folder }, flags), stdout: 'stderr' });
  return join(folder, triple, 'release', process.platform === 'win32' ? 'fuzz.exe' : 'fuzz');
}
