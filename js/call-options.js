// The options of a call, as Rust takes them.
import { hidden, InvalidInputError } from './errors.js';
import { checked, isCount, isObject, isSignal, isWhole } from './options.js';
import { field, orError, pairsOf } from './params.js';

/** Those that others have too. */
export const RETRIES = [isWhole, 'a whole number of retries from 0 up'];
export const TIMEOUT = [isCount, 'a whole number of milliseconds from 1 up'];
export const SIGNAL = [isSignal, 'an AbortSignal', undefined, hidden];

const OPTIONS = { maxRetries: RETRIES, timeout: TIMEOUT, signal: SIGNAL };

/** The options of a call: retries, time limit, signal, headers; or the error, where one is wrong. */
export const readCall = orError((options) => {
  if (!isObject(options)) throw new InvalidInputError('options', hidden(options), 'an object');
  const values = Object.keys(OPTIONS).map((name) => checked(OPTIONS, name, field(options, name)));
  return [...values, pairsOf('headers', field(options, 'headers')).flat()];
});
