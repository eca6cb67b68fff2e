// The whole suite, for runners that follow imports.
import * as abort from './abort.js';
import * as answers from './answers.js';
import * as calls from './calls.js';
import * as client from './client.js';
import * as credentials from './credentials.js';
import * as errors from './errors.js';
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
