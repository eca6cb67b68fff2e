// STAND-IN until the package has these; then this file goes.
import type { HeadersLike, LeaseholdError, WorkItem } from 'leasehold';
export type RuntimeAbortSignal = AbortSignal;
export interface LeaseLostError extends LeaseholdError { workId: string; reason: LeaseLoss }
export interface StopRequestedError extends LeaseholdError { workId: string }

/** What a lease has to know of a work item: one that was polled, or the few fields of it that were kept. */
export type ClaimedWork = Pick<WorkItem, 'id' | 'environment_id'> & Partial<Pick<WorkItem, 'secret' | 'acknowledged_at'>>;

/** What every call of a lease, a poller or a worker is sent with. */
export interface HelperRequestOptions {
  /** Headers for these calls, on top of the client's `defaultHeaders`. `null` takes one of those away. */
  headers?: HeadersLike;
}

/** How a lease is held. */
export interface LeaseOptions {
  /**
   * The bearer of this item's calls, unless the item's `secret` holds a token of its own. The client's credential by default.
   */
  environmentKey?: string | undefined;
  /**
   * How long the lease should hold after each beat, in seconds. A wish: the server's `ttl_seconds` rules. By default 180 in a
   * browser window, whose timers slow down when it is hidden; elsewhere the server's default.
   */
  desiredTtlSeconds?: number | undefined;
  /**
   * Whether a beat of ours whose answer was lost is taken over when the next one conflicts with it (412). `true` by default. With
   * `false` every conflict is a loss.
   */
  adoptLostAnswers?: boolean | undefined;
  /** How long a handler may wind down once a stop was asked for, in milliseconds; then the stop is forced. 30000 by default. */
  windDownMs?: number | undefined;
  /** Goes on with a lease that was held elsewhere. Its first beat is due at once. */
  snapshot?: LeaseSnapshot | undefined;
  /** Asks for a stop when it is aborted: the lease winds down, with `StopRequestedError` and this signal's reason as the `cause`. */
  signal?: RuntimeAbortSignal | null | undefined;
  /** How this lease's calls are sent. */
  requestOptions?: HelperRequestOptions | undefined;
}

/**
 * Where a lease is in its life: `starting` until its first beat was answered, then `held`; `stopping` once a stop was asked for and
 * the handler winds down; `ending` while our stop is on its way; `ended`: no call is made for the item any more.
 */
export type LeaseState = 'starting' | 'held' | 'stopping' | 'ending' | 'ended';

/** Why a lease was lost: not renewed in time; taken by another worker (412); refused by the server (401, 403, 404 …). */
export type LeaseLoss = 'expired' | 'taken' | 'refused';

/**
 * Why a lease ended: lost, `stopped` by us, or `released` without a stop, so that the item goes back to the queue when the lease
 * runs out.
 */
export type LeaseEnd = LeaseLoss | 'stopped' | 'released';

/** What it takes to go on with a lease in another process: plain data, and nothing secret. */
export interface LeaseSnapshot {
  /** The last heartbeat that the server took, RFC 3339 as it came; `null` before the first. */
  lastHeartbeat: string | null;
  /** How long the lease holds, in seconds. */
  ttlSeconds: number;
  /** When the last good beat was sent, in milliseconds since 1970. */
  heldFrom: number;
}

/** What the heartbeats of a client have come to. */
export interface HeartbeatStats {
  /** How many leases are held. */
  size: number;
  /** How many beats are on their way. */
  inFlight: number;
  /** How many beats are due and wait, because as many as may are on their way. */
  waiting: number;
  /** How many beats were sent. */
  beats: number;
  /** How many of them were not answered, or with a fault that may pass. */
  failures: number;
  /** How many lost answers were taken over, each of which would have cost the lease. */
  adopted: number;
  /** How many leases were lost. */
  lost: number;
  /** How many beats were sent more than a second after they were due. */
  late: number;
  /** How long after they were due half of the beats were sent at the latest, in milliseconds. */
  latenessP50Ms: number;
  /** The same for 99 of 100 beats. */
  latenessP99Ms: number;
  /** The worst of all. */
  latenessMaxMs: number;
}

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
   * stopped; unless the lease was lost, for then it is another worker's by now.
   */
  onWork: OnWork;
  /** Who polls: a name that is this worker's alone. A random one by default. */
  workerId?: string | undefined;
  /** Ends `run()` when it is aborted: leases wind down, and the items are stopped. For a gentle end, `drain()`. */
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
  claimed: { type: 'claimed'; workId: string; work: WorkItem };
  /** A beat extended the lease. It was sent `latenessMs` after it was due; the lease is now held until `heldUntil` (ms since 1970). */
  beat: { type: 'beat'; workId: string; latenessMs: number; heldUntil: number };
  /** A beat was sent more than a second after it was due: timers are throttled, or a handler blocks the event loop. */
  late: { type: 'late'; workId: string; latenessMs: number };
  /** The lease was lost. Its handler was told; nothing is sent for the item any more. */
  lost: { type: 'lost'; workId: string; reason: LeaseLoss; error: LeaseLostError };
  /** A stop was asked for. The handler was told, if it had begun. */
  stopping: { type: 'stopping'; workId: string; error: StopRequestedError };
  /** The handler returned, and the item was stopped. It ran for `durationMs`. */
  finished: { type: 'finished'; workId: string; durationMs: number };
  /** The handler threw `error`, or the item could not be acknowledged or stopped. */
  failed: { type: 'failed'; workId: string; durationMs: number; error: unknown };
  /** The queue is empty, after work or for the first time. */
  idle: { type: 'idle' };
}

/** What a worker has come to. */
export interface WorkerStats {
  /** How many items are being worked on. */
  running: number;
  /** How many items were claimed. */
  claimed: number;
  /** How many of them are finished. */
  finished: number;
  /** How many of them failed. */
  failed: number;
  /** How many leases were lost. */
  lost: number;
  /** How many polls were answered. */
  polls: number;
}
export declare class Lease {
  readonly id: string; readonly environmentId: string;
  readonly state: LeaseState; readonly reason: LeaseEnd | null;
  readonly signal: AbortSignal;          // reason: LeaseLostError | StopRequestedError
  readonly heldUntil: number;            // ms since 1970
  readonly lastHeartbeat: string | null; readonly ttlSeconds: number;
  readonly ready: Promise<void>;         // first beat answered; rejects when the lease ends before
  readonly done: Promise<LeaseEnd>;      // never rejects
  beat(): Promise<void>;                 // a beat now, out of turn
  stop(options?: { force?: boolean }): Promise<LeaseEnd>;
  release(): void;                       // gives it up without a stop: back to the queue once the lease runs out
  snapshot(): LeaseSnapshot;
  [Symbol.asyncDispose](): Promise<void>; // stop({force: true}) unless it is over
}
export declare class Heartbeats {
  readonly size: number; readonly nextAt: number | null;
  tick(): Promise<number | null>;        // sends what is due, waits for the answers, gives the next due time (ms since 1970)
  stats(): HeartbeatStats;
  ref(): void; unref(): void;
}
export declare class EnvironmentWorker {
  run(signal?: AbortSignal): Promise<void>;   // until drained or aborted; rejects on a lasting poll error (401, 403, 404)
  drain(): Promise<void>;                     // stops polling, waits for the handlers
  handleItem(work?: WorkItem | HandleItemOptions): Promise<void>;  // one claimed item; without arguments from ANTHROPIC_WORK_ID &c.
  stats(): WorkerStats;
  on<K extends keyof WorkerEvents>(type: K, listener: (event: WorkerEvents[K]) => void): () => void;  // gives what takes it off
}
export interface WorkerCalls { worker(options: EnvironmentWorkerOptions): EnvironmentWorker }
export interface WithHeartbeats { heartbeats: Heartbeats }
