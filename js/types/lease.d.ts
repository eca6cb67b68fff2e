import type { HeadersLike } from './options.js';
import type { RuntimeAbortSignal } from './runtime.js';
import type { WorkItem } from './work.js';

/**
 * What a lease has to know of a work item: one that was polled, or the few fields of it that were kept. Its times say nothing here, as the
 * server's clock may be another: until the first beat is answered, the lease counts for 30 s from when the item is handed over.
 */
export type ClaimedWork = Pick<WorkItem, 'id' | 'environment_id'> & Partial<Record<'secret', WorkItem['secret'] | undefined>>;

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
  /**
   * How long a handler may wind down once a stop was asked for, in milliseconds; then the stop is forced. 30000 by default. It is cut
   * short a while before the lease runs out, which is not renewed meanwhile: by a quarter of what is left of it, at most 5 s.
   */
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
  /**
   * Left out unless beats were sent since then whose answers have not come; one of them may be what the server has. When the first was
   * sent and the last given up, in milliseconds since 1970.
   */
  inDoubt?: number[] | undefined;
  /**
   * How far the server's clock is ahead of the one that these times are by, in milliseconds, at least and at most: what tells a beat whose
   * answer was lost from another worker's. Negative where it is behind; left out where it is not known.
   */
  serverTime?: number[] | undefined;
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
