// What went wrong with a call, on standard error.
import { APIError, InvalidInputError } from 'leasehold';
import { fieldOf } from '../commands.mjs';
import { plain } from '../plain.mjs';
import { json } from './output.mjs';

const [REFUSED, USAGE] = [1, 2];

/** What the client calls otherwise than it is called here, but for its camel case. */
const otherNames = { baseURL: 'base-url', betas: 'beta', 'anthropic-beta': 'beta', 'anthropic-workspace-id': 'workspace-id' };

/**
 * Reports an error of the client: a line for people, then the API's own words as JSON, where it had any. Another error is thrown on.
 *
 * @param {unknown} error
 * @param {import("../commands.mjs").Command} [command] the one that failed
 * @returns {number} the exit code
 */
export function report(error, { options } = { options: [] }) {
  if (error instanceof InvalidInputError) {
    const expected = error.expected.replace('`allowInsecureBaseURL: true`', '--allow-insecure-base-url');
    console.error(`leasehold: ${named(error.field, options)} must be ${expected}; got ${error.received}`);
    return USAGE;
  }
  if (!(error instanceof APIError)) throw error;
  console.error(`leasehold: ${summary(error)}`);
  if (error.error !== undefined) console.error(json(error.error, 2));
  return REFUSED;
}

/** An error of the API in a line. */
export function summary({ name, message, requestID }) {
  return plain(`${name}: ${message}${requestID ? ` (${requestID})` : ''}`);
}

/** The one of the options that fills a field in. */
function named(field, options) {
  const name = field.replace(/^headers\./, '');
  const wanted = otherNames[name] ?? name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const option = options.find((other) => other.name === wanted) ?? options.find((other) => fieldOf(other) === wanted);
  return option ? `--${option.name}` : field;
}
