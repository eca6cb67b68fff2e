//! What the class says to TypeScript.

use wasm_bindgen::prelude::*;

/// The names and the options that stand beside the class `Emulator`. Who reads them: [`crate::emulator::Settings`],
/// [`crate::emulator::FaultPlan`], [`crate::emulator::JournalFilter`], [`crate::emulator::NewWork`].
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
import type { RuntimeFetchInput, RuntimeRequest, RuntimeRequestInit, RuntimeResponse } from './types/runtime.js';
import type { WorkItem } from './types/work.js';

/** How an emulator behaves. Everything may be left out. */
export interface EmulatorOptions {
  /** The API key that opens the management calls. Default: `sk-ant-api-emulator`. */
  apiKey?: string | undefined;
  /** Where identifiers come from, a whole number from 0: one seed, one sequence. Default: 0. */
  seed?: number | undefined;
  /**
   * How long a lease holds in seconds, where a heartbeat asks for nothing, and from the acknowledgement to the first heartbeat.
   * Default: 30.
   */
  defaultTtlSeconds?: number | undefined;
  /** The longest that a lease holds in seconds; a wish above it is cut to it. Default: 300. */
  maxTtlSeconds?: number | undefined;
  /** What `stop` answers: the work item, or 204 without a body. Default: `work`. */
  stopAnswer?: 'work' | 'empty' | undefined;
  /** What a `poll` of an empty queue answers: 200 with `null`, or 204 without a body. Default: `null`. */
  emptyPoll?: 'null' | 'empty' | undefined;
  /**
   * Whether each endpoint takes only the kinds of credential that the service takes there, of the right environment and work
   * item (`strict`), or any that the emulator gave out (`relaxed`). Default: `strict`.
   */
  credentials?: 'strict' | 'relaxed' | undefined;
  /** The `api_base_url` in every work item's secret. Default: none. */
  apiBaseURL?: string | undefined;
  /**
   * How far the emulator's own clock (`now`) is ahead of the client's, in milliseconds; negative where it is behind. It shows in every
   * time that the emulator writes. Default: 0.
   */
  clockSkewMs?: number | undefined;
  /** How many entries the journal keeps. Default: 10,000. */
  journalLimit?: number | undefined;
  /** Whether time passes by itself, or only by `advance`. Default: `real`. */
  clock?: 'real' | 'virtual' | undefined;
  /** Where a virtual clock starts, in milliseconds since 1970. Default: the beginning of 2026. */
  startAt?: number | undefined;
  /** What goes wrong. Default: nothing. */
  faults?: FaultPlan | undefined;
}

/** How an emulator goes on. Everything else is in the state. */
export interface LoadOptions {
  /** Whether time passes by itself, or only by `advance`. Default: `real`. */
  clock?: 'real' | 'virtual' | undefined;
  /** Where a virtual clock starts, in milliseconds since 1970. Default: where the state stood. */
  startAt?: number | undefined;
  /** What goes wrong. Default: what the state says. */
  faults?: FaultPlan | undefined;
}

/** A `fetch` that is a server's handler too, whatever the server passes besides the request: the connection, bindings. */
export interface EmulatorFetch {
  (request: RuntimeRequest, ...others: unknown[]): Promise<RuntimeResponse>;
  (input: RuntimeFetchInput, init?: RuntimeRequestInit): Promise<RuntimeResponse>;
}

/** Everything that an emulator knows. Plain data, fit for JSON; its inside is nobody's business. */
export interface EmulatorState {
  /** Which form it has. */
  format: string;
  [field: string]: unknown;
}

/** The endpoints, named as the client names its methods. */
export type EmulatorEndpoint =
  | 'environments.create'
  | 'environments.list'
  | 'environments.retrieve'
  | 'environments.update'
  | 'environments.delete'
  | 'environments.archive'
  | 'work.retrieve'
  | 'work.poll'
  | 'work.ack'
  | 'work.heartbeat'
  | 'work.stop'
  | 'work.list'
  | 'work.update'
  | 'work.stats';

/** What goes wrong. The same plan and the same calls in the same order give the same faults. */
export interface FaultPlan {
  /** Where chance comes from, a whole number from 0. Default: 0. */
  seed?: number | undefined;
  /** What goes wrong when. Every rule that fits a call counts: delays add up, and of the faults the first one happens. */
  rules?: readonly FaultRule[] | undefined;
}

/** One thing that goes wrong: at every call, unless `endpoint`, `call` or `probability` says otherwise. */
export interface FaultRule {
  /** At this endpoint only. */
  endpoint?: EmulatorEndpoint | undefined;
  /** At this call only, counted from 1: of the endpoint, or of all together where the rule names none. */
  call?: number | undefined;
  /** At some calls, from 0 (none) to 1 (each). Not beside `call`. */
  probability?: number | undefined;
  /** How long the request takes to arrive, in milliseconds: exactly, or drawn from the least to the most. */
  requestDelayMs?: number | readonly [least: number, most: number] | undefined;
  /** How long the answer takes to come back, after the request has taken effect. */
  answerDelayMs?: number | readonly [least: number, most: number] | undefined;
  /**
   * What happens besides delay:
   *
   * - `refuse`: the connection is refused; the request takes no effect
   * - `loseAnswer`: the request takes effect, and the connection closes without an answer
   * - `cutBody`: the request takes effect, and the connection closes in the middle of the body
   * - `status`: the answer is an error, of `status`
   * - `malformedBody`, `truncateBody`, `hugeBody`: the request takes effect, and the body is no JSON, half a document, or `bytes` long
   * - `stealLease`: before the request takes effect, another worker takes the lease of its work item
   */
  fault?: 'refuse' | 'loseAnswer' | 'cutBody' | 'status' | 'malformedBody' | 'truncateBody' | 'hugeBody' | 'stealLease' | undefined;
  /** The status of the fault `status`, from 400 to 599. */
  status?: number | undefined;
  /** Further headers of that answer, such as `retry-after` and `x-should-retry`. */
  headers?: { readonly [name: string]: string } | undefined;
  /** Sends `retry-after` as an HTTP date that lies this far ahead by the emulator's clock, in milliseconds. */
  retryAfterDateMs?: number | undefined;
  /** Whether the request takes effect before that error. Default: `false`. */
  takesEffect?: boolean | undefined;
  /** How long a huge body is. Default: 40 MiB, more than the client reads. */
  bytes?: number | undefined;
}

/** Which entries of the journal are asked for: those that fit everything that is said here. */
export interface JournalFilter {
  /** Requests only, or changes only. */
  type?: 'request' | 'change' | undefined;
  /** Requests to this endpoint. */
  endpoint?: EmulatorEndpoint | undefined;
  /** About this environment, or its work. */
  environmentId?: string | undefined;
  /** About this work item. */
  workId?: string | undefined;
  /** From this moment on, in milliseconds since 1970. */
  fromMs?: number | undefined;
  /** Before this moment, in milliseconds since 1970. */
  untilMs?: number | undefined;
  /** After the entry of this number. */
  after?: number | undefined;
}

/** One thing that happened. */
export type JournalEntry = JournalRequest | JournalChange;

/** A request that is over. The changes it made stand before it. */
export interface JournalRequest {
  /** Tells it from a change. */
  type: 'request';
  /** From 1; numbers run on when old entries are dropped. */
  number: number;
  /** When its answer left, or its client went (RFC 3339). */
  at: string;
  /** The answer's `request-id`. */
  requestId: string;
  /** The method. */
  method: string;
  /** Where no endpoint has it. */
  path?: string;
  /** Where path and method have one. */
  endpoint?: EmulatorEndpoint;
  /** The environment that it names. */
  environmentId?: string;
  /** The work item that it names; of a poll, the one that it got. */
  workId?: string;
  /** What the worker calls itself (`Anthropic-Worker-ID`). */
  workerId?: string;
  /** The kind of credential, where that is known. */
  credential?: 'an API key' | 'an environment key' | 'a sessions token';
  /** What the fault plan did to it besides delay. */
  fault?: string;
  /** What became of it. */
  fate: 'answered' | 'brokeOff' | 'noAnswer' | 'clientGone';
  /** The answer's status, where there was an answer. */
  status?: number;
  /** From its arrival to that. */
  tookMs: number;
}

/** An environment or a work item changed. */
export interface JournalChange {
  /** Tells it from a request. */
  type: 'change';
  /** From 1; numbers run on when old entries are dropped. */
  number: number;
  /** When (RFC 3339). */
  at: string;
  /** What was changed, and how. */
  change:
    | 'environment.created'
    | 'environment.updated'
    | 'environment.archived'
    | 'environment.deleted'
    | 'work.queued'
    | 'work.polled'
    | 'work.acknowledged'
    | 'work.extended'
    | 'work.updated'
    | 'work.stopped'
    | 'work.expired'
    | 'work.stolen';
  /** The environment, or that of the work item. */
  environmentId: string;
  /** The work item. */
  workId?: string;
  /** The work item's state after it. */
  state?: string;
}

/** Work to come. Everything may be left out. */
export interface NewWorkOptions {
  /** A session to run, or a health check. Default: `session`. */
  type?: 'session' | 'healthcheck' | undefined;
  /** The session's identifier; a new one by default. A health check takes none. */
  sessionId?: string | undefined;
  /** Key-value pairs of the work item: at most 16, keys of 1 to 64 characters, values of at most 512. */
  metadata?: { readonly [key: string]: string } | undefined;
}
"#;
