import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program with one argument, JSON, in a Node of its own, and gives what it printed, JSON too. */
export async function measured(program, argument, flags = []) {
  const { stdout } = await run(process.execPath, [...flags, fileURLToPath(program), JSON.stringify(argument)]);
  return JSON.parse(stdout);
}
