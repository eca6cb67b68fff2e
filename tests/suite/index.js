// The whole suite, for runners that follow imports.
import * as abort from './abort.js';
import * as answers from './answers.js';
import * as calls from './calls.js';
import * as client from './client.js';
import * as credentials from './credentials.js';
import * as errors from './errors.js';
import * as handed from './handed.js';
import * as heartbeats from './heartbeats.js';
import * as input from './input.js';
import * as lease from './lease.js';
import * as network from './network.js';
import * as options from './options.js';
import * as pages from './pages.js';
import * as poller from './poller.js';
import * as reentrancy from './reentrancy.js';
import * as retries from './retries.js';
import * as timeouts from './timeouts.js';
import * as worker from './worker.js';

export { context, run } from './support/context.js';

/** The tests by file and name. */
export const files = {
  abort,
  answers,
  calls,
  client,
  credentials,
  errors,
  handed,
  heartbeats,
  input,
  lease,
  network,
  options,
  pages,
  poller,
  reentrancy,
  retries,
  timeouts,
  worker,
};

/** What an entry without leases cannot be asked. */
const holding = ['handed', 'heartbeats', 'lease', 'poller', 'worker'];

/**
 * The tests that an entry of the package has to pass, and the classes that they are given.
 *
 * @param {Record<string, unknown>} entry what `import * as` of it gives
 */
export function suiteOf(entry) {
  const { Client, APIPromise, PagePromise, Page } = entry;
  const errors = Object.fromEntries(Object.entries(entry).filter(([, value]) => value.prototype instanceof Error));
  const tests = Object.entries(files).filter(([file]) => entry.Lease || !holding.includes(file));
  return { tests: Object.fromEntries(tests), classes: { Client, APIPromise, PagePromise, Page, errors } };
}
