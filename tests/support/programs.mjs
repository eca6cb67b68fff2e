// Programs that tests run: to their end, or until they say that they are there.
import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What says nothing for so long has broken. */
const PATIENCE_MS = 20_000;

/**
 * Runs a program to its end: `{code, stdout, stderr}`. Where a signal has ended it, when its time was up for one, that is the code.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").ExecFileOptions & {input?: string}} [options] `input` is its standard input
 */
export function run(command, args, { input, ...options } = {}) {
  return new Promise((resolve) => {
    const child = execFile(command, args, { timeout: PATIENCE_MS, ...options }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr }),
    );
    if (input !== undefined) child.stdin.end(input);
  });
}

/**
 * Starts a program that goes on, and waits for a line of its standard output or standard error: `found`. `values` are those that it has
 * printed as `NAME=value`. One that does not come to that line is ended.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RegExp} wanted the line
 * @param {import("node:child_process").SpawnOptions & {patienceMs?: number}} [options]
 */
export async function start(command, args, wanted, { patienceMs = PATIENCE_MS, ...options } = {}) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const [lines, values] = [[], {}];
  const closed = new Promise((resolve) => child.once('close', resolve));
  let timer;
  const found = await new Promise((resolve, reject) => {
    const fail = (how) => reject(new Error(`${[command, ...args].join(' ')} ${how}:\n${lines.join('\n')}`));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const [, name, value] = /^([A-Z_0-9]+)=(.*)$/.exec(line) ?? [];
        if (name) values[name] = value;
        const match = wanted.exec(line);
        if (match) resolve(match);
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => fail(`ended with ${code ?? signal}`));
    timer = setTimeout(fail, patienceMs, `printed nothing like ${wanted}`);
  })
    .catch((error) => {
      child.kill('SIGKILL');
      throw error;
    })
    .finally(() => clearTimeout(timer));
  /** Gives its exit code, or the signal that ended it. */
  const stop = async (signal = 'SIGTERM') => {
    child.kill(signal);
    await closed;
    return child.exitCode ?? child.signalCode;
  };
  return { child, lines, values, found, stop, closed };
}
