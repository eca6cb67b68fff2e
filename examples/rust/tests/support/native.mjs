// The native program as a child process.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Nothing of whoever runs the tests. */
export const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ANTHROPIC_|https?_proxy|all_proxy)/i.test(name)));

/** What takes longer has broken. */
const deadlineMs = 60_000;

/**
 * Starts the program. `said(pattern, count)` waits until so many of its lines match, and gives them; `ended` is what it came to.
 *
 * @param {string[]} args
 * @param {Record<string, string>} env
 */
export function startNative(args, env) {
  const binary = process.env.LEASEHOLD_NATIVE;
  assert.ok(binary && existsSync(binary), 'LEASEHOLD_NATIVE names the native program');
  const child = spawn(binary, args, {
    env: { ...bare, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  });
  const lines = [];
  let errors = '';
  let look = () => {};
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const reader = createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    look();
  });
  const ended = Promise.all([once(child, 'exit'), once(reader, 'close')]).then(([[code, signal]]) => {
    look();
    return { code: code ?? signal, lines, errors };
  });
  const said = (pattern, count = 1) =>
    new Promise((resolve, reject) => {
      look = () => {
        const found = lines.filter((line) => pattern.test(line));
        if (found.length >= count) resolve(found);
        else if (child.exitCode !== null || child.signalCode !== null)
          reject(new Error(`${count} times ${pattern}: ${lines.join('\n')}\n${errors}`));
      };
      look();
    });
  return { child, ended, said };
}

/** Runs it to its end. */
export function runNative(args, env) {
  return startNative(args, env).ended;
}
