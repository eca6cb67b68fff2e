// How a lease ends that its holder has to know of, as classes.
import { LeaseholdError, named } from './errors.js';

/** What became of a lease that was lost, for people. */
const LOSSES = {
  expired: 'it was not renewed in time',
  taken: 'another worker has it',
  refused: 'the server refuses its heartbeats',
};

export class LeaseLostError extends LeaseholdError {
  constructor(workId, environmentId, reason, status, options) {
    super(`the lease on ${workId} is lost: ${LOSSES[reason]}${status ? ` (${status})` : ''}`, options);
    Object.assign(this, { workId, environmentId, reason, status });
  }
}
named('LeaseLostError', LeaseLostError);

export class StopRequestedError extends LeaseholdError {
  constructor(workId, environmentId, options) {
    super(`a stop of ${workId} was asked for`, options);
    Object.assign(this, { workId, environmentId });
  }
}
named('StopRequestedError', StopRequestedError);
