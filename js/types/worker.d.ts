import type { Lease } from '../lease.js';
import type { LeaseLostError, StopRequestedError } from '../lease-errors.js';
import type { HelperRequestOptions, LeaseLoss, LeaseOptions } from './lease.js';
import type { RuntimeAbortSignal } from './runtime.js';
import type { WorkItem } from './work.js';

/** What `work.poller` takes: the official SDK's options. */
export interface WorkPollerOptions {
  /** The environment whose queue is polled (`env_…`). */
  environmentId: string;
  /** The environment key: the bearer of every call. The client's credential by default. */
  environmentKey?: string | undefined;
  /** Who polls: a name that is this worker's alone. A random one by default. */
  workerId?: string | undefined;
  /** Ends the iteration when it is aborted. */
  signal?: RuntimeAbortSignal | null | undefined;
  /** Whether each item is stopped after the loop's body. `true` by default; with `false` you do it. */
  autoStop?: boolean | undefined;
  /** Whether the iteration ends as soon as the queue is empty. `false` by default: it waits for work. */
  drain?: boolean | undefined;
  /** How long the server waits for work before it answers "none", in milliseconds, 1 to 999. 999 by default; `null`: not at all. */
  blockMs?: number | null | undefined;
  /** Claims again what was polled this long ago and never acknowledged, in milliseconds. The server's default is 5000. */
  reclaimOlderThanMs?: number | null | undefined;
  /** How the calls are sent. */
  requestOptions?: HelperRequestOptions | undefined;
}

/** Does the work. What it returns is not looked at; when it throws, the item has failed, and the worker goes on. */
export type OnWork = (work: WorkItem, lease: Lease) => unknown;

/** What `work.worker` takes. */
export interface EnvironmentWorkerOptions extends Omit<LeaseOptions, 'snapshot'> {
  /** The environment whose queue is polled (`env_…`). `run()` needs it, `handleItem()` does not. */
  environmentId?: string | undefined;
  /** The environment key: the bearer of polls, and of the calls for items without a token. The client's credential by default. */
  environmentKey?: string | undefined;
  /** How many items are worked on at once. 1 by default. */
  concurrency?: number | undefined;
  /**
   * Does the work of one item. It is called once the lease is held, and told to end by `lease.signal`. When it returns, the item is
   * stopped; unless the lease was lost, for then it is another worker's by now. It runs in the async context (`AsyncLocalStorage`) of the
   * `run()` or the `handleItem()` that it is for.
   */
  onWork: OnWork;
  /** Who polls: a name that is this worker's alone. A random one by default. */
  workerId?: string | undefined;
  /**
   * Ends `run()` when it is aborted: leases wind down, and the items are stopped, but for those whose handler has not begun: they are left
   * to other workers. For a gentle end, `drain()`.
   */
  signal?: RuntimeAbortSignal | null | undefined;
  /** How long the server waits for work before it answers "none", in milliseconds, 1 to 999. 999 by default; `null`: not at all. */
  blockMs?: number | null | undefined;
  /** Claims again what was polled this long ago and never acknowledged, in milliseconds. The server's default is 5000. */
  reclaimOlderThanMs?: number | null | undefined;
  /** Whether `run()` ends once the queue is empty and the last handler is done. `false` by default: it waits for work. */
  drain?: boolean | undefined;
}

/**
 * An item for `handleItem`, as the official SDK names its parts. Each is by default the variable of the process environment that
 * `ant worker poll --on-work` sets: `ANTHROPIC_WORK_ID`, `ANTHROPIC_ENVIRONMENT_ID`, `ANTHROPIC_SESSION_ID`,
 * `ANTHROPIC_WORK_SECRET`, `ANTHROPIC_ENVIRONMENT_KEY`.
 */
export interface HandleItemOptions {
  /** The work item's id. */
  workId?: string | undefined;
  /** The environment's id. */
  environmentId?: string | undefined;
  /** The session's id. */
  sessionId?: string | undefined;
  /** The environment key, where the secret holds no token. The worker's by default. */
  environmentKey?: string | undefined;
  /** The item's `secret`, as it was polled. */
  workSecret?: string | undefined;
  /** Asks for a stop when it is aborted. */
  signal?: RuntimeAbortSignal | null | undefined;
}

/** What a worker tells, by name. Plain data, and nothing secret but `claimed.work`. */
export interface WorkerEvents {
  /** An item was acknowledged, and is this worker's. */
  claimed: {
    /** Which event it is. */
    type: 'claimed';
    /** The work item's id. */
    workId: string;
    /** The item as it was polled, with its secret. */
    work: WorkItem;
  };
  /** A beat extended the lease. It was sent `latenessMs` after it was due; the lease is now held until `heldUntil` (ms since 1970). */
  beat: {
    /** Which event it is. */
    type: 'beat';
    /** The work item's id. */
    workId: string;
    /** How long after it was due the beat was sent, in milliseconds. */
    latenessMs: number;
    /** Until when the lease is held now, in milliseconds since 1970. */
    heldUntil: number;
  };
  /** A beat was sent more than a second after it was due: timers are throttled, or a handler blocks the event loop. */
  late: {
    /** Which event it is. */
    type: 'late';
    /** The work item's id. */
    workId: string;
    /** How long after it was due the beat was sent, in milliseconds. */
    latenessMs: number;
  };
  /** The lease was lost. Its handler was told; nothing is sent for the item any more. */
  lost: {
    /** Which event it is. */
    type: 'lost';
    /** The work item's id. */
    workId: string;
    /** How it was lost. */
    reason: LeaseLoss;
    /** The same as an error. */
    error: LeaseLostError;
  };
  /** A stop was asked for. The handler was told, if it had begun. */
  stopping: {
    /** Which event it is. */
    type: 'stopping';
    /** The work item's id. */
    workId: string;
    /** Why: the reason of the caller's signal is its `cause`. */
    error: StopRequestedError;
  };
  /**
   * The handler returned. It ran for `durationMs`. The item was stopped, unless the handler released it; a stop that fails for good is
   * logged, and the item comes again when the lease has run out.
   */
  finished: {
    /** Which event it is. */
    type: 'finished';
    /** The work item's id. */
    workId: string;
    /** How long the handler ran, in milliseconds; 0 where it never began. */
    durationMs: number;
  };
  /** The handler threw `error`, or the item could not be acknowledged. */
  failed: {
    /** Which event it is. */
    type: 'failed';
    /** The work item's id. */
    workId: string;
    /** How long the handler ran, in milliseconds; 0 where it never began. */
    durationMs: number;
    /** What was thrown, or what the acknowledgement failed with. */
    error: unknown;
  };
  /** The queue is empty and nothing is worked on, after work or for the first time. With `drain`, `run()` may end instead. */
  idle: {
    /** Which event it is. */
    type: 'idle';
  };
}

/** What a worker has come to. */
export interface WorkerStats {
  /** How many items are being worked on. */
  running: number;
  /** How many items were claimed. */
  claimed: number;
  /** How many of them are finished. */
  finished: number;
  /** How many items failed, those among them that were not claimed, as they could not be acknowledged. */
  failed: number;
  /** How many leases were lost. */
  lost: number;
  /** How many polls were made, but for those that were given up. */
  polls: number;
}
