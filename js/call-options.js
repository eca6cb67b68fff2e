// The options of a call, as Rust takes them.
import { hidden } from './errors.js';
import { isCount, isSignal, isWhole, read } from './options.js';
import { orError, pairsOf } from './params.js';

/** Those that others have too. */
export const RETRIES = [isWhole, 'a whole number of retries from 0 up'];
export const TIMEOUT = [isCount, 'a whole number of milliseconds from 1 up'];
export const SIGNAL = [isSignal, 'an AbortSignal', undefined, hidden];

// Headers are looked into by `pairsOf`.
const OPTIONS = { maxRetries: RETRIES, timeout: TIMEOUT, signal: SIGNAL, headers: [() => true] };

/** The options of a call: retries, time limit, signal, headers; or the error, where one is wrong. */
export const readCall = orError((given) => {
  const { maxRetries, timeout, signal, headers } = read(OPTIONS, given);
  return [maxRetries, timeout, signal, pairsOf('headers', headers).flat()];
});
