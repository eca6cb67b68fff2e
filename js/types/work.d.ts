import type { PageParams, PageResponse } from '../page.js';
import type { BetaParams, WorkspaceParams } from './beta.js';

/**
 * A work item: one thing that waits in a self-hosted environment's queue for a worker to do it. It is queued when a session is
 * created in the environment, and when a session that slept for long gets a message.
 */
export interface WorkItem {
  /** Its identifier (`work_…`). */
  id: string;
  /** When a worker acknowledged it, RFC 3339; `null` before. */
  acknowledged_at: string | null;
  /** When it was created, RFC 3339. */
  created_at: string;
  /** What is to be done. Look at `data.type` first. */
  data: WorkData;
  /** The environment in whose queue it is (`env_…`). */
  environment_id: string;
  /** When its worker last beat, RFC 3339; `null` before the first heartbeat. */
  latest_heartbeat_at: string | null;
  /** Your own key-value pairs. */
  metadata: { [key: string]: string };
  /**
   * The credential for this item, encoded: base64url of a JSON `WorkSecret`. Only `poll` fills it in; `null` everywhere else.
   * Keep it out of logs.
   */
  secret: string | null;
  /** When work on it began, RFC 3339; `null` before. */
  started_at: string | null;
  /** Where it is in its life. */
  state: WorkState;
  /** When somebody asked for it to be stopped, RFC 3339; `null` when nobody did. */
  stop_requested_at: string | null;
  /** When it was over, RFC 3339; `null` before. */
  stopped_at: string | null;
  /** Says that this is a work item. */
  type: 'work';
}

/**
 * Where a work item is in its life. It is `queued`; a worker's `ack` makes it `starting`, the first heartbeat `active`, a `stop`
 * `stopping`, and the worker's own stop `stopped`. A forced stop goes straight to `stopped`; a lease that runs out goes back to
 * `queued`. A newer server may know more states than these.
 */
export type WorkState = 'queued' | 'starting' | 'active' | 'stopping' | 'stopped';

/** What a work item asks for; `type` tells which. A newer server may know more kinds than these: leave those alone. */
export type WorkData = SessionWorkData | HealthCheckWorkData;

/** A session to run. */
export interface SessionWorkData {
  /** The session's identifier (`session_…`). */
  id: string;
  /** Says that this is a session. */
  type: 'session';
}

/** A check whether workers are alive. A worker answers it by itself; there is nothing in it to run. */
export interface HealthCheckWorkData {
  /** The check's identifier. */
  id: string;
  /** Says that this is a health check. */
  type: 'healthcheck';
}

/** What a work item's `secret` holds once it is decoded. Keep it out of logs. */
export interface WorkSecret {
  /** The bearer token for this one item's calls (`ack`, `heartbeat`, `stop`), in place of the environment key. */
  sessions_token: string;
  /** Where those calls go. The client's base URL when left out. */
  api_base_url?: string;
}

/** The answer to a heartbeat. */
export interface HeartbeatResponse {
  /**
   * The heartbeat as the server stored it, RFC 3339; empty when it stored none. Give it back, character for character, as the next
   * beat's `expected_last_heartbeat`.
   */
  last_heartbeat: string;
  /** Whether the lease was extended. `false` means that the worker has to wind down. */
  lease_extended: boolean;
  /** Where the item is in its life. `stopping` and `stopped` mean that the worker has to wind down. */
  state: WorkState;
  /** How long the lease holds from this beat on, in seconds. The server's word, whatever was asked for. */
  ttl_seconds: number;
  /** Says that this is a heartbeat. */
  type: 'work_heartbeat';
}

/** A lease as the server holds it. A heartbeat refused with status 412 brings it along, in `error.details.current_state`. */
export interface WorkLeaseState {
  /** The heartbeat that is stored, RFC 3339; `null` when there has been none. */
  last_heartbeat: string | null;
  /** Always `false`: a refused heartbeat extends nothing. */
  lease_extended: boolean;
  /** Where the item is in its life. */
  state: WorkState;
  /** How long the lease holds, in seconds. */
  ttl_seconds: number;
}

/** How full an environment's queue is. */
export interface WorkQueueStats {
  /** How many items wait to be picked up. */
  depth: number;
  /** When the oldest item that waits or is pending was queued, RFC 3339; `null` when there is none. */
  oldest_queued_at: string | null;
  /** How many items have been polled and not acknowledged yet. */
  pending: number;
  /** Says that these are statistics. */
  type: 'work_queue_stats';
  /** How many workers polled within the last 30 seconds; counts those that say who they are (`Anthropic-Worker-ID`). */
  workers_polling: number | null;
}

/** A page of work items as it comes from the server. */
export type WorkListResponse = PageResponse<WorkItem>;

/** The body of a stop. */
export interface WorkStopRequest {
  /** `true` ends the item at once, without giving its worker time to wind down. `false` by default. */
  force?: boolean | undefined;
}

/** The body of an update. */
export interface WorkUpdateRequest {
  /** Keys to set. A key set to `null` is deleted; a key that is not named stays. */
  metadata: { readonly [key: string]: string | null };
}

/** What names the environment, for the calls whose first argument is the work item's id. */
export interface WorkItemParams {
  /** The environment in whose queue the item is (`env_…`). */
  environment_id: string;
}

/** What `work.retrieve` takes besides the item's id. */
export interface WorkRetrieveParams extends WorkItemParams, WorkspaceParams {}

/** What `work.update` takes besides the item's id. */
export interface WorkUpdateParams extends WorkItemParams, WorkspaceParams, WorkUpdateRequest {}

/** What `work.list` takes besides the environment's id. */
export interface WorkListParams extends PageParams, BetaParams {}

/** What `work.ack` takes besides the item's id. */
export interface WorkAckParams extends WorkItemParams, BetaParams {}

/** What `work.heartbeat` takes besides the item's id. */
export interface WorkHeartbeatParams extends WorkItemParams, BetaParams {
  /** How long the lease should hold, in seconds. A wish: the answer's `ttl_seconds` rules. The server's default when left out. */
  desired_ttl_seconds?: number | null | undefined;
  /**
   * The heartbeat that you believe is stored: `'NO_HEARTBEAT'` for the first beat, after that the last answer's `last_heartbeat`
   * exactly as it came. When another one is stored the beat is refused with `PreconditionFailedError` (412): somebody else may
   * hold the lease. Nothing is compared when it is left out, or once the item is stopping or stopped.
   */
  expected_last_heartbeat?: 'NO_HEARTBEAT' | (string & {}) | null | undefined;
}

/** What `work.poll` takes besides the environment's id. */
export interface WorkPollParams extends BetaParams {
  /** How long the server waits for work before it answers `null`, in milliseconds: 1 to 999. It does not wait when left out. */
  block_ms?: number | null | undefined;
  /**
   * Hands out again what was polled this long ago and never acknowledged, in milliseconds. The server's default is 5000.
   */
  reclaim_older_than_ms?: number | null | undefined;
  /** Who polls: a name that is this worker's alone. The server counts workers by it (`workers_polling`). */
  'Anthropic-Worker-ID'?: string | undefined;
}

/** What `work.stats` takes besides the environment's id. */
export interface WorkStatsParams extends WorkspaceParams {}

/** What `work.stop` takes besides the item's id. */
export interface WorkStopParams extends WorkItemParams, WorkspaceParams, WorkStopRequest {}
