import { type CauseOption, LeaseholdError } from './errors.js';
import type { LeaseLoss } from './types/lease.js';

/**
 * A lease is lost: the item may be another worker's by now. It is the `reason` of `lease.signal`. Whatever the handler does must end;
 * nothing that it does from here on may have an effect.
 */
export declare class LeaseLostError extends LeaseholdError {
  constructor(workId: string, environmentId: string, reason: LeaseLoss, status?: number, options?: CauseOption);

  /** The work item. */
  readonly workId: string;
  /** The environment in whose queue it is. */
  readonly environmentId: string;
  /** How it was lost: not renewed in time, taken by another worker (412), or refused by the server (401, 403, 404 …). */
  readonly reason: LeaseLoss;
  /** With `refused`: the server's status. */
  readonly status: number | undefined;
}

/**
 * Somebody asks for a stop: the server, or the caller, whose signal's reason is the `cause` then. It is the `reason` of
 * `lease.signal`. The handler has `windDownMs` to come to an end, and no longer than the lease leaves time for a stop.
 */
export declare class StopRequestedError extends LeaseholdError {
  constructor(workId: string, environmentId: string, options?: CauseOption);

  /** The work item. */
  readonly workId: string;
  /** The environment in whose queue it is. */
  readonly environmentId: string;
}
