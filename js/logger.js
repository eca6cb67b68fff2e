// The caller's logger, or the console.

/** The levels of lines, least first; Rust knows them by their place. Of the last there are no lines. */
export const LEVELS = ['debug', 'info', 'warn', 'error', 'off'];

/** Writes a line. */
export function log(logger, level, message) {
  try {
    logger[LEVELS[level]]?.(`leasehold: ${message}`);
  } catch {
    // A logger that throws must not end a call.
  }
}
