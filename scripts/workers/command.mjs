// How a worker example is started: as its README says, against an address of our own.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { workers } from './install.mjs';

const REAL = 'api.anthropic.com:443';

/**
 * The command of an example.
 *
 * @param {"node" | "deno"} runtime
 * @param {{variables: NodeJS.ProcessEnv, folder?: string}} options `variables` is what the worker finds in its environment
 * @returns {{command: string, args: string[], cwd: string}}
 */
export function workerCommand(runtime, { variables, folder = workers }) {
  const cwd = join(folder, runtime);
  if (runtime === 'node') return { command: process.execPath, args: ['main.mjs'], cwd };
  const [, ...args] = taskOf(cwd).map((word) => withAddresses(word, variables));
  // The packages come from node_modules, and not from the network.
  return { command: deno(), args: ['run', '--quiet', '--node-modules-dir=manual', ...args.slice(1)], cwd };
}

/** The words of the task that starts the worker: its permissions are there, and nowhere else. */
export function taskOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'deno.json'), 'utf8')).tasks.start.split(' ');
}

/** The permission for the API becomes one for the emulator, and the port to listen on the one that is wanted. */
function withAddresses(word, { ANTHROPIC_BASE_URL, WORKER_PORT = '8080' }) {
  if (!word.startsWith('--allow-net=')) return word;
  return word.replace(REAL, new URL(ANTHROPIC_BASE_URL).host).replaceAll(':8080', `:${WORKER_PORT}`);
}

/** The program itself: npm's command for it would keep signals to itself. */
function deno() {
  const folder = dirname(createRequire(import.meta.url).resolve('deno/package.json'));
  return join(folder, process.platform === 'win32' ? 'deno.exe' : 'deno');
}
