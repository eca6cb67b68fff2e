// Waiting for what happens outside: files that appear, processes that end. With a deadline, and no guess how long it takes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const DEADLINE_MS = 30_000;

/** Waits until `look` gives something that is true, and gives that. */
export async function until(what, look) {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < deadline, `in ${DEADLINE_MS} ms: ${what}`);
    await sleep(20);
  }
}

/** The words of a file, once there are as many of them. */
export function wordsOf(path, count = 1) {
  const read = () => (existsSync(path) ? readFileSync(path, 'utf8').trim().split(/\s+/).filter(Boolean) : []);
  return until(`${path} has ${count} words`, () => (read().length >= count ? read() : undefined));
}

/** Whether a process runs. One that has ended and was not asked about yet does not. */
export function isRunning(pid) {
  try {
    return !/^Z/.test(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim());
  } catch (error) {
    // It says so by 1 that there is none. Where there is no `ps`, nothing is known.
    if (error.status !== 1) throw error;
    return false;
  }
}

/** Waits until none of the processes runs. */
export function untilGone(pids) {
  return until(`${pids} have ended`, () => !pids.some(isRunning));
}
