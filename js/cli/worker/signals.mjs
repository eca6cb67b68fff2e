// What signals mean to a worker.
import { constants } from 'node:os';

/** How long the last calls may take after a hard stop. */
const LAST_CALLS_MS = 5000;

/**
 * The first SIGINT or SIGTERM drains; the next one stops hard, and so does a terminal that goes away (SIGHUP).
 *
 * @param {{drain: () => void, stop: () => void}} actions
 * @returns {{off: () => void, readonly exitCode: number | undefined}} `exitCode` after a hard stop: 128 and the signal's number
 */
export function onSignals({ drain, stop }) {
  let count = 0;
  let exitCode;
  const hear = (signal) => {
    count += 1;
    if (count === 1 && signal !== 'SIGHUP') return drain();
    // Somebody insists, or the network does not answer: the commands are killed on the way out.
    if (exitCode !== undefined) process.exit(exitCode);
    exitCode = 128 + constants.signals[signal];
    setTimeout(() => process.exit(exitCode), LAST_CALLS_MS).unref();
    stop();
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of names) process.on(name, hear);
  return {
    off: () => names.forEach((name) => void process.off(name, hear)),
    get exitCode() {
      return exitCode;
    },
  };
}
