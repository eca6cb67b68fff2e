import type { RuntimeAbortSignal } from './types/runtime.js';
import type { WorkItem } from './types/work.js';

/**
 * Claims work items one after the other: polls, acknowledges, yields, and stops the item after the loop's body, also when that
 * throws or breaks. It can be gone through once. Failures that may pass are waited out; what will not pass (401, 403, 404) is thrown.
 */
export declare class WorkPoller {
  /** Only `work.poller()` makes one. */
  protected constructor();

  /** The environment whose queue is polled. */
  readonly environmentId: string;

  /** Who polls. */
  readonly workerId: string;

  /** Aborted when the iteration is to end. */
  readonly signal: RuntimeAbortSignal;

  /** Ends the iteration: the loop around it ends, without an error. */
  abort(): void;

  /** Goes through the items, each acknowledged. */
  [Symbol.asyncIterator](): AsyncIterator<WorkItem, void, undefined>;
}
