import type { WorkItem } from 'leasehold';
import type { Holder } from './holder.js';

/** What wrangler.jsonc binds, and the secrets. */
export interface Env {
  ANTHROPIC_API_KEY: string;
  ANTHROPIC_ENVIRONMENT_KEY: string;
  ANTHROPIC_ENVIRONMENT_ID: string;
  ANTHROPIC_BASE_URL: string;
  ALLOWED_ORIGINS: string;
  LEASE_TTL_SECONDS: number;
  ITEMS_PER_RUN: number;
  HOLDERS: DurableObjectNamespace<Holder>;
}

/** What a handler is given besides its item. */
export interface Tools {
  /** Aborted when the lease is lost, or a stop is asked for. Hand it to everything that waits. */
  signal: AbortSignal;
  /**
   * Does a step of the work once, and keeps what it returned: a handler that begins anew, after an eviction or a lost lease, gets that
   * instead of doing it again. It throws where the item is not held any more. A step that was cut off is done again.
   */
  step<Result>(name: string, work: () => Promise<Result> | Result): Promise<Result>;
}

/** Does the work of one item. */
export type Handler = (item: WorkItem, tools: Tools) => Promise<void>;
