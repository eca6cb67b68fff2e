/**
 * Writes a line of JSON, whose fields can be searched for in Workers Logs. Names and numbers only: no item, no header, no body.
 *
 * @param {string} event
 * @param {Record<string, string | number | null | undefined>} [facts]
 */
export function log(event, facts) {
  console.log(JSON.stringify({ event, ...facts }));
}

/**
 * What there is to say of something that was thrown.
 *
 * @param {unknown} error
 */
export const said = (error) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/**
 * Where a client's own lines go: they hold no credential.
 *
 * @type {import('leasehold').Logger}
 */
export const logger = {
  error: (line) => log('client error', { line }),
  warn: (line) => log('client warning', { line }),
  info: (line) => log('client info', { line }),
  debug: (line) => log('client debug', { line }),
};
