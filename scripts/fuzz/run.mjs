import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { capture, tee } from '../lib/command.mjs';
import { write } from '../lib/files.mjs';
import { target as targetFolder } from '../lib/paths.mjs';
import { Stop } from '../lib/say.mjs';
import { foundFolder, unpack } from './corpus.mjs';
import { crate } from './targets.mjs';

/** An input that takes longer, in seconds, or more memory, in MB, is as bad as one that panics. */
const limits = ['-timeout=10', '-rss_limit_mb=1024', '-malloc_limit_mb=512'];
const dictionary = join(crate, 'words.dict');

/**
 * Runs one target.
 *
 * @param {string} program
 * @param {string} target
 * @param {{seconds: number} | {runs: number}} length a number of runs is the same work on every machine
 * @returns {Promise<{target: string, runs: number, edges: number, seconds: number, broken?: string}>}
 */
export async function fuzz(program, target, length) {
  const isShort = 'runs' in length;
  const artifacts = join(targetFolder, 'fuzz/broken', target);
  rmSync(artifacts, { recursive: true, force: true });
  mkdirSync(artifacts, { recursive: true });
  const course = isShort ? courseOf(target, length.runs) : openEnded(target, length.seconds);
  const args = [...course, ...limits, `-dict=${dictionary}`, '-max_len=4096', '-print_final_stats=1', `-artifact_prefix=${artifacts}/`];
  const begin = performance.now();
  const { code, stderr } = await start(program, target, args, isShort);
  const seconds = Math.round((performance.now() - begin) / 1000);
  const runs = Number(stderr.match(/^stat::number_of_executed_units: (\d+)/m)?.[1] ?? 0);
  const edges = Math.max(0, ...[...stderr.matchAll(/ cov: (\d+)/g)].map(([, number]) => Number(number)));
  return { target, runs, edges, seconds, ...(code === 0 ? {} : { broken: explain(target, artifacts, code, stderr, isShort) }) };
}

/** The same inputs on every machine: what is kept, in the order of its file, and what one seed makes of it. */
function courseOf(target, runs) {
  const folder = join(targetFolder, 'fuzz/short', target);
  const list = `${folder}.list`;
  write(list, unpack(target, folder).join(','));
  // Addresses are among what is compared, and they differ from run to run.
  return [`-runs=${runs}`, '-seed=1', '-use_cmp=0', `-seed_inputs=@${list}`];
}

/** What is kept, what earlier runs found, and whatever chance makes of it. */
function openEnded(target, seconds) {
  const folder = foundFolder(target);
  unpack(target, folder);
  return [`-max_total_time=${Math.ceil(seconds)}`, folder];
}

/** Whether an input keeps every rule of a target; says what is wrong. */
export async function replay(program, target, input) {
  if (!existsSync(input)) throw new Stop(`There is no file ${input}.`);
  return (await start(program, target, [input], false)).code === 0;
}

function start(program, target, args, isQuiet) {
  const env = { ...process.env, LEASEHOLD_FUZZ: target, RUST_BACKTRACE: '1' };
  return (isQuiet ? capture : tee)(program, args, { env });
}

function explain(target, artifacts, code, stderr, isQuiet) {
  const [file] = readdirSync(artifacts);
  if (isQuiet) console.error(stderr.slice(-6000));
  return file ? `BROKEN: npm run fuzz -- ${target} --input ${join(artifacts, file)}` : `ended with ${code}`;
}
