import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const installed = (name) => join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), '..', '.bin', name);

/** How a program begins in each runtime. */
const runtimes = {
  Node: () => [process.execPath],
  Deno: () => [installed('deno'), 'run', '--allow-all', '--node-modules-dir=manual'],
  Bun: () => [installed('bun')],
};

/**
 * Runs a program with one argument, JSON, in a process of its own, and gives what it printed, JSON too.
 *
 * @param {URL} program
 * @param {unknown} argument
 * @param {{flags?: string[], runtime?: keyof typeof runtimes}} [how] Node by default
 */
export async function measured(program, argument, { flags = [], runtime = 'Node' } = {}) {
  const [command, ...args] = runtimes[runtime]();
  const { stdout } = await run(command, [...args, ...flags, fileURLToPath(program), JSON.stringify(argument)]);
  return JSON.parse(stdout);
}
