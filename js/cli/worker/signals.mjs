// What signals mean to a worker.
import { constants } from 'node:os';
import { CLOSED, whenClosed } from '../closed-output.mjs';

/** How long the last calls may take after a hard stop. */
const LAST_CALLS_MS = 5000;

/**
 * The first SIGINT or SIGTERM drains; the next one stops hard, and so does a terminal that goes away (SIGHUP), or a reader of the output.
 *
 * @param {{drain: () => void, stop: () => void}} actions
 * @returns {{off: () => void, readonly exitCode: number | undefined}} `exitCode` after a hard stop: 128 and the signal's number, which is SIGPIPE's
 *   for a reader
 */
export function onSignals({ drain, stop }) {
  let count = 0;
  let exitCode;
  const stopHard = (code) => {
    exitCode = code;
    setTimeout(() => process.exit(exitCode), LAST_CALLS_MS).unref();
    stop();
  };
  const hear = (signal) => {
    count += 1;
    if (count === 1 && signal !== 'SIGHUP') return drain();
    // Somebody insists, or the network does not answer: the commands are killed on the way out.
    if (exitCode !== undefined) process.exit(exitCode);
    stopHard(128 + constants.signals[signal]);
  };
  whenClosed(() => {
    if (exitCode === undefined) stopHard(CLOSED);
  });
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of names) process.on(name, hear);
  return {
    off: () => names.forEach((name) => void process.off(name, hear)),
    get exitCode() {
      return exitCode;
    },
  };
}
