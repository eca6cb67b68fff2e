// One command for one work item, for as long as the item is held.
import { ProcessGroup } from './group.mjs';
import { Output } from './output.mjs';

/**
 * What of a lease is kept for its stop, of what is left when a stop is asked for: a third, and at most this. The client keeps a quarter,
 * and at most 5 s, and then forces the stop: the command has ended by then.
 */
const STOP_MS = 7000;

/** The command of an item ended with an exit code other than 0, or by a signal that nobody here sent. */
export class CommandFailed extends Error {
  name = 'CommandFailed';
}

/** Starts it. Where that fails (no more files, no memory), nothing was done for the item, and its lease is let go. */
async function start(command, env, lease) {
  try {
    const group = new ProcessGroup(command, env);
    // It rejects with why.
    if (!group.hasStarted) await group.ended;
    return group;
  } catch (error) {
    lease.release();
    throw new CommandFailed(`its command could not be started (${error.message}), and the item goes back to the queue`);
  }
}

/**
 * Runs a command while a lease is held. A stop request becomes SIGTERM and, after `windDownMs` or while the lease leaves
 * time for its stop, SIGKILL; the end of the lease becomes SIGKILL at once. Whatever the command has started ends with it.
 *
 * @param {string} command given to the shell
 * @param {object} options
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.input what it can read from its standard input
 * @param {Pick<import("leasehold").Lease, "signal" | "done" | "heldUntil" | "release">} options.lease
 * @param {number} options.windDownMs
 * @param {(from: "stdout" | "stderr", lines: Buffer) => Promise<void>} options.print
 * @returns {Promise<void>} once nothing of it runs any more
 * @throws {CommandFailed} unless it was told to end
 */
export async function runCommand(command, { env, input, lease, windDownMs, print }) {
  const { signal } = lease;
  if (signal.aborted) return;
  const group = await start(command, env, lease);
  let timer;
  const told = () => {
    if (signal.reason?.name !== 'StopRequestedError') return group.kill();
    group.terminate();
    const leftMs = lease.heldUntil - Date.now();
    timer = setTimeout(() => group.kill(), Math.min(windDownMs, leftMs - Math.min(leftMs / 3, STOP_MS)));
  };
  signal.addEventListener('abort', told, { once: true });
  if (signal.aborted) told();
  // After a stop request the signal says nothing more, not even of a loss. And a lease can be released.
  let isTold = false;
  const over = () => {
    isTold = true;
    group.kill();
  };
  // A bug is told by the signal too.
  lease.done.then(over, over);
  group.stdin.end(input);
  try {
    const output = new Output(group, print);
    const { code, signal: by } = await group.ended;
    const hasFailed = code !== 0 && !isTold && !signal.aborted;
    await output.end(() => !isTold);
    if (!hasFailed) return;
    throw new CommandFailed(by ? `its command was ended by ${by}` : `its command ended with exit code ${code}`);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', told);
    for (const stream of [group.stdin, group.stdout, group.stderr]) stream.destroy();
  }
}
