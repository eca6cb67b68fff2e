import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Stop } from './say.mjs';
import { underLimit } from './time-limit.mjs';

const windows = process.platform === 'win32';

/**
 * Runs a command; its output goes where ours goes, stdout included unless `stdout` says otherwise.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, stdout?: "inherit" | "stderr", timeoutMs?: number}} [options]
 * @throws {Stop} with the command line, when it ends with anything but 0
 */
export async function run(command, args, { stdout = 'inherit', ...options } = {}) {
  const stdio = ['ignore', stdout === 'stderr' ? 2 : 'inherit', 'inherit'];
  const { code } = await finished(command, args, { stdio, ...options });
  if (code !== 0) throw new Stop(`${[command, ...args].join(' ')}\nended with ${code}.`);
}

/** Runs a command and gives back what it printed and its exit code. A command that cannot be started has code 127. */
export async function capture(command, args, options = {}) {
  return finished(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
}

/** Runs a command, shows what it prints and gives it back too: for commands whose last lines say how many tests ran. */
export async function tee(command, args, options = {}) {
  return finished(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options }, (child) => {
    child.stdout?.pipe(process.stdout, { end: false });
    child.stderr?.pipe(process.stderr, { end: false });
  });
}

/**
 * Runs a program that is the user's to talk to: it has our input and output, and is told to end when we are. Gives its exit code.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export async function handOver(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  // A terminal sends Ctrl-C to both of us: the program winds down, and we wait for it.
  const wait = () => {};
  const pass = () => child.kill('SIGTERM');
  process.on('SIGINT', wait);
  process.on('SIGTERM', pass);
  try {
    const [code] = await once(child, 'exit');
    return code ?? 1;
  } finally {
    process.off('SIGINT', wait);
    process.off('SIGTERM', pass);
  }
}

/** Starts a command without waiting for it. */
export function start(command, args, options = {}) {
  // npm is a .cmd on Windows, and those need a shell there.
  return spawn(command, args, { shell: windows && command === 'npm', ...options });
}

/** The path of a command, as a shell would find it; undefined when there is none. */
export function which(name, env = process.env) {
  const endings = windows ? ['.exe', '.cmd', ''] : [''];
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(existsSync);
}

/** An environment in which commands are looked for in `folders` first. */
export function withPath(env, folders, last = []) {
  return { ...env, PATH: [...folders, env.PATH ?? env.Path, ...last].filter(Boolean).join(delimiter) };
}

function finished(command, args, { timeoutMs, ...options }, started = () => {}) {
  const child = start(command, args, { ...options, detached: timeoutMs !== undefined && !windows });
  const limit = timeoutMs === undefined ? undefined : underLimit(child, timeoutMs);
  started(child);
  return new Promise((resolve) => {
    const printed = { stdout: '', stderr: '' };
    // A sign of several bytes may come in two parts.
    for (const name of ['stdout', 'stderr']) child[name]?.setEncoding('utf8').on('data', (data) => (printed[name] += data));
    child.on('error', (error) => resolve({ code: 127, stdout: '', stderr: error.message }));
    child.on('close', (code, signal) => resolve({ code: limit?.isOver ? 'its time limit' : (code ?? signal), ...printed }));
  });
}
