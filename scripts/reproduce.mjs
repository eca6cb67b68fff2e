// Builds the package twice from nothing and compares every byte: `npm run reproduce`
//
// Each build has the sources in a folder of its own, a target folder of its own and a CARGO_HOME of its own, in places whose
// names differ in length; npm packages are installed anew from the lock file. What they share is the compiler and the tools.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { capture, run } from './lib/command.mjs';
import { filesUnder } from './lib/files.mjs';
import { isMain } from './lib/is-main.mjs';
import { root } from './lib/paths.mjs';
import { main, Stop, say } from './lib/say.mjs';
import { setup } from './setup.mjs';

/** Where the two builds are, below a folder for both. */
const places = ['one', 'another/place/of/another/length'];

/**
 * Builds twice, prints the hash of each file, and says which differ.
 *
 * @returns {Promise<{passed: number, failed: number}>} files
 */
export async function reproduce() {
  const environment = await setup(['build']);
  const scratch = mkdtempSync(join(tmpdir(), 'leasehold-reproduce-'));
  try {
    const folders = places.map((place) => join(scratch, place));
    for (const folder of folders) await copySources(join(folder, 'clone'), environment.host);
    const builds = [];
    for (const folder of folders) builds.push(await buildAt(folder, environment));
    return compare(...builds);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The package's files by name, with their hashes. */
async function buildAt(place, { host }) {
  const clone = join(place, 'clone');
  const env = { ...host, CARGO_TARGET_DIR: join(place, 'target'), CARGO_HOME: cargoHome(join(place, 'cargo'), host) };
  say(`building from nothing in ${clone}: two to four minutes`);
  await run(process.execPath, ['scripts/build.mjs'], { cwd: clone, env, stdout: 'stderr' });
  const dist = join(clone, 'dist');
  return new Map(filesUnder(dist).map((file) => [relative(dist, file), hash(file)]));
}

/** The files that git knows or would add, as they are now. */
async function copySources(folder, env) {
  const { code, stdout, stderr } = await capture('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: root, env });
  if (code !== 0) throw new Stop(`The files to build come from git: ${stderr.trim()}`);
  for (const name of stdout.split('\0').filter((name) => name && existsSync(join(root, name)))) {
    cpSync(join(root, name), join(folder, name));
  }
}

/** A CARGO_HOME with the same settings and downloads, in which the sources are unpacked anew: their path is another one. */
function cargoHome(folder, env) {
  const home = env.CARGO_HOME ?? join(homedir(), '.cargo');
  const link = (name) => existsSync(join(home, name)) && symlinkSync(join(home, name), join(folder, name));
  mkdirSync(join(folder, 'registry'), { recursive: true });
  for (const name of ['config.toml', 'config', 'registry/cache', 'registry/index']) link(name);
  return folder;
}

function compare(one, other) {
  const names = [...new Set([...one.keys(), ...other.keys()])].sort();
  const differing = names.filter((name) => one.get(name) !== other.get(name));
  for (const name of names) console.log(`${one.get(name) ?? 'missing'}  ${name}`);
  for (const name of differing) console.error(`${other.get(name) ?? 'missing'}  ${name}, the other time`);
  if (!one.size) throw new Stop('Nothing was built.');
  return { passed: names.length - differing.length, failed: differing.length };
}

function hash(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

if (isMain(import.meta)) {
  await main(async () => {
    const { passed, failed } = await reproduce();
    say(failed ? `${failed} of ${passed + failed} files differ.` : `${passed} files, the same bytes twice.`);
    return failed ? 1 : 0;
  });
}
