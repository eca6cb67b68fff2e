import type { LeaseEnd, LeaseSnapshot, LeaseState } from './types/lease.js';
import type { RuntimeAbortSignal } from './types/runtime.js';
import type { WorkStopRequest } from './types/work.js';

/**
 * One held work item. It beats by itself until it is stopped, released or lost, also when nobody keeps this object.
 *
 * Its life, what is promised and what is not: docs/lease.md.
 */
export declare class Lease {
  /** Only `work.lease()` and a worker make one. */
  protected constructor();

  /** The work item's id. */
  get id(): string;

  /** The environment's id. */
  get environmentId(): string;

  /** Where it is in its life. */
  get state(): LeaseState;

  /** Why it ended; `null` while it has not. */
  get reason(): LeaseEnd | null;

  /**
   * Tells the handler to end: aborted with a `LeaseLostError` or a `StopRequestedError` as its `reason`. Everything that the handler
   * waits for should be given it. To ask for it is to look at the clocks: `lease.signal.aborted` is right also where a handler has
   * blocked the event loop, and nothing could be told it.
   */
  get signal(): RuntimeAbortSignal;

  /** Until when it is held if no further beat succeeds, in milliseconds since 1970. */
  get heldUntil(): number;

  /** The last heartbeat that the server took, RFC 3339 as it came; `null` before the first. */
  get lastHeartbeat(): string | null;

  /** How long it holds after a beat, in seconds: the server's word. */
  get ttlSeconds(): number;

  /**
   * Resolves when the first beat was answered. Rejects with `LeaseLostError` or `StopRequestedError` when there is nothing to hold, or
   * with a plain `LeaseholdError` once it was released. With `timers: 'manual'` the first beat goes out with a tick.
   */
  get ready(): Promise<void>;

  /** Resolves when it is over, with why. Nothing rejects it but a panic, which is a bug of ours: then nothing beats for it any more. */
  get done(): Promise<LeaseEnd>;

  /**
   * Beats now, out of turn, and resolves when that was answered, or failed in a way that may pass. Rejects with `LeaseLostError` or
   * `StopRequestedError` when the lease is not to be renewed, or with a plain `LeaseholdError` once it was released. With
   * `timers: 'manual'` it waits for a tick, which is what sends it.
   */
  beat(): Promise<void>;

  /**
   * Stops the item and resolves when the lease is over, with why. With `force` it is stopped at once, also while a stop without is on
   * its way; without, the server decides when, and a worker forces it when the handler returns. A lease that is over is left alone: nothing is sent. Rejects with `InvalidInputError` when `force` is neither true nor false.
   */
  stop(options?: WorkStopRequest): Promise<LeaseEnd>;

  /** Gives it up without a stop: the item goes back to the queue when the lease runs out. */
  release(): void;

  /**
   * What it takes to go on with it in another process (`work.lease(work, { snapshot })`): plain data, and nothing secret. Beats go on
   * here until it is released.
   */
  snapshot(): LeaseSnapshot;

  /** Stops the item by force, unless the lease is over: what `await using` does at the end. */
  [Symbol.asyncDispose](): Promise<void>;
}
