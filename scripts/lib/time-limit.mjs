import { say } from './say.mjs';

/** How long what is told to end may take to. */
const GRACE_MS = 5_000;

const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/** Those that run. Each leads a group of processes of its own, which no signal to us or to our terminal reaches. */
const leaders = new Set();

/**
 * Ends a child and everything that it has started when its time is up, or we end. Its own end is not enough: a test's process that
 * outlives its runner keeps the runner's output open, for ever.
 *
 * @param {import("node:child_process").ChildProcess} child started as `detached`, so that it leads a group (not on Windows)
 * @param {number} timeoutMs
 * @returns {{isOver: boolean}} whether the time was up
 */
export function underLimit(child, timeoutMs) {
  const limit = { isOver: false };
  if (!child.pid) return limit;
  if (!leaders.size) listen('on');
  leaders.add(child);
  let timer = setTimeout(() => {
    limit.isOver = true;
    say(`${child.spawnargs.join(' ')}\nhas not ended within ${timeoutMs / 1000} s: it is ended, with all that it has started`);
    end(child, 'SIGTERM');
    timer = setTimeout(end, GRACE_MS, child, 'SIGKILL');
  }, timeoutMs);
  child.once('close', () => {
    clearTimeout(timer);
    leaders.delete(child);
    if (!leaders.size) listen('off');
  });
  return limit;
}

function end(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nothing of it is left.
  }
}

function listen(how) {
  process[how]('exit', endAll);
  for (const signal of Object.keys(signals)) process[how](signal, leave);
}

function endAll() {
  for (const child of leaders) end(child, 'SIGTERM');
}

function leave(signal) {
  process.exit(128 + signals[signal]);
}
