// Logs of one JSON object a line, with pino.
import pino from 'pino';

/** Opens a log on standard output. What is called `secret` is left out, in case somebody logs a work item. */
export function openLog(level) {
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['secret', '*.secret'], remove: true },
  });
}
