import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from '../lib/command.mjs';
import { write } from '../lib/files.mjs';
import { target as targetFolder } from '../lib/paths.mjs';
import { Stop, say } from '../lib/say.mjs';
import { crate } from './targets.mjs';

/** Longer inputs are not kept in the repository: they say little that short ones do not. */
const LONGEST = 4096;

/** The file in which a target's inputs are kept: one a line, base64, in order. */
export const keptFile = (target) => join(crate, 'corpus', `${target}.txt`);

/** The folder in which libFuzzer keeps what it finds worth keeping. */
export const foundFolder = (target) => join(targetFolder, 'fuzz/corpus', target);

/** Writes what is kept of a target into a folder, a file for each input, as libFuzzer wants it. Gives the files, in the order in which they are kept. */
export function unpack(target, folder) {
  mkdirSync(folder, { recursive: true });
  const file = keptFile(target);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  return lines.map((line) => {
    const input = Buffer.from(line, 'base64');
    const path = join(folder, createHash('sha1').update(input).digest('hex'));
    write(path, input);
    return path;
  });
}

/** Keeps what is needed of the inputs that were found to reach as much: a smaller input in place of a larger one. */
export async function keep(program, target) {
  const least = join(targetFolder, 'fuzz/least', target);
  rmSync(least, { recursive: true, force: true });
  mkdirSync(least, { recursive: true });
  const sources = [foundFolder(target)];
  unpack(target, sources[0]);
  // The fewest that reach every edge; how often one was taken does not count.
  const args = ['-set_cover_merge=1', '-use_counters=0', `-max_len=${LONGEST}`, least, ...sources];
  const { code, stderr } = await capture(program, args, { env: { ...process.env, LEASEHOLD_FUZZ: target } });
  if (code !== 0) throw new Stop(`merging the corpus of ${target} ended with ${code}: ${stderr.slice(-2000)}`);
  const files = readdirSync(least).map((name) => join(least, name));
  const inputs = files.filter((file) => statSync(file).size <= LONGEST).map((file) => readFileSync(file));
  inputs.sort((a, b) => a.length - b.length || a.compare(b));
  write(keptFile(target), inputs.map((input) => `${input.toString('base64')}\n`).join(''));
  say(`${target}: ${inputs.length} inputs are kept`);
}
