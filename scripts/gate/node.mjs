import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../build.mjs';
import { root, target } from '../lib/paths.mjs';
import { Stop } from '../lib/say.mjs';
import { pack } from '../pack.mjs';
import { counted, nodeCounts, plainCounts } from './counts.mjs';

/** The test files of some folders, on Node. */
export function nodeTests(...folders) {
  return async ({ host }) => {
    await build();
    return runNode(testFiles(folders), host);
  };
}

/** The consumers in tests/package: each installs the tarball LEASEHOLD_TARBALL in a folder of its own. */
export async function packageTests({ host }) {
  const tarball = await pack();
  return runNode(testFiles(['tests/package']), { ...host, LEASEHOLD_TARBALL: tarball });
}

/** The test files of a folder that open pages of the built package in Chromium. */
export function pageTests(folder) {
  return async ({ host, chromium }) => {
    await build();
    return runNode(testFiles([folder]), { ...host, LEASEHOLD_CHROMIUM: chromium.browser });
  };
}

/** tests/panic, over a build of the client that panics on demand. */
export async function panicTests(environment) {
  await build();
  const { buildPanics } = await import('../build/panics.mjs');
  const own = { LEASEHOLD_PANICS: await buildPanics(environment), LEASEHOLD_CHROMIUM: environment.chromium.browser };
  return runNode(testFiles(['tests/panic']), { ...environment.host, ...own });
}

/** The same for tests/bundlers, which opens what it built in Chromium. The bundlers stay in the target folder. */
export async function bundlerTests({ host, chromium }) {
  const tarball = await pack();
  const own = { LEASEHOLD_TARBALL: tarball, LEASEHOLD_SCRATCH: join(target, 'bundlers'), LEASEHOLD_CHROMIUM: chromium.browser };
  return runNode(testFiles(['tests/bundlers']), { ...host, ...own });
}

/** The test files of a folder that start programs from the tarball LEASEHOLD_TARBALL, and open pages where there is Chromium. */
export function packedTests(folder) {
  return async ({ host, chromium }) => {
    const tarball = await pack();
    return runNode(testFiles([folder]), { ...host, LEASEHOLD_TARBALL: tarball, ...(chromium && { LEASEHOLD_CHROMIUM: chromium.browser }) });
  };
}

/** tests/types: what has to compile, and what must not. */
export async function typeTests({ host }) {
  await build();
  return counted(plainCounts, process.execPath, [join(root, 'tests/types/run.mjs')], { cwd: root, env: host });
}

const leftOpen = new URL('left-open.mjs', import.meta.url).href;

/**
 * Runs test files.
 *
 * @param {string[]} files
 * @param {NodeJS.ProcessEnv} env
 * @param {{atOnce?: number, timeoutMs?: number}} [options] how many of the files run beside each other, and how long all may take
 */
export function runNode(files, env, { atOnce, ...options } = {}) {
  const flags = ['--test', '--test-reporter=spec', '--import', leftOpen];
  if (atOnce) flags.push(`--test-concurrency=${atOnce}`);
  return counted(nodeCounts, process.execPath, [...flags, ...files], { cwd: root, env, ...options });
}

/** The *.test.mjs of folders. One without any is an error: its tests would be missed by nobody. */
export function testFiles(folders) {
  return folders.flatMap((folder) => {
    const path = join(root, folder);
    const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.test.mjs')) : [];
    if (!names.length) throw new Stop(`There is no *.test.mjs in ${folder}.`);
    return names.map((name) => join(path, name));
  });
}
