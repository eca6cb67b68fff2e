import type { Beta } from './beta.js';
import type { RuntimeAbortSignal, RuntimeFetchInput, RuntimeHeaders, RuntimeRequestInit, RuntimeResponse } from './runtime.js';

/** What every call takes last: how this one request is to be sent. An option that is not named here is refused. */
export interface RequestOptions {
  /**
   * Aborts the call, and the request under it. The call then rejects with `APIUserAbortError`. The body of an answer that `asResponse()`
   * has given is no longer the call's: it is read to its end whatever is aborted.
   */
  signal?: RuntimeAbortSignal | null | undefined;
  /** How long one attempt may take, in milliseconds. The client's `timeout` by default. Retries get the same time again. */
  timeout?: number | undefined;
  /** How often the request is tried again after a failure that may pass. The client's `maxRetries` by default; 0 for never. */
  maxRetries?: number | undefined;
  /** Headers for this request, on top of the client's `defaultHeaders`. `null` takes one of those away. */
  headers?: HeadersLike;
}

/**
 * How a `Client` is made. A client needs one credential, `apiKey` or `authToken` and never both, unless its `baseURL` is of the page's
 * own origin or its `defaultHeaders` carry one. An option that is not named here is refused.
 */
export interface ClientOptions {
  /**
   * An API key, sent as `X-Api-Key`. A function is asked for it, and asked again after the server answered 401. `null`: none,
   * whatever the environment says. By default the variable `ANTHROPIC_API_KEY`, where there is a process environment.
   *
   * A browser window refuses an API key, also in `defaultHeaders`, unless `dangerouslyAllowBrowser` is set.
   */
  apiKey?: string | CredentialProvider | null | undefined;
  /**
   * A bearer token, sent as `Authorization: Bearer …`: an OAuth token, an environment key, or a work item's sessions token. A
   * function is asked for it, and asked again after the server answered 401. `null`: none, whatever the environment says. By
   * default the variables `ANTHROPIC_AUTH_TOKEN` and `ANTHROPIC_ENVIRONMENT_KEY`, where there is a process environment.
   */
  authToken?: string | CredentialProvider | null | undefined;
  /**
   * Where the API is. By default the variable `ANTHROPIC_BASE_URL`, else `https://api.anthropic.com`. In a page it may be relative
   * (`/api`), for a proxy of the same origin. Plain `http:` is refused, except to the machine itself or with `allowInsecureBaseURL`.
   */
  baseURL?: string | null | undefined;
  /**
   * Sends the requests: a service binding's (`env.API.fetch.bind(env.API)`), the emulator's, a test's. It is called without `this`. The
   * global `fetch` by default.
   */
  fetch?: Fetch | undefined;
  /**
   * How often a request is tried again after a failure that may pass: no connection, a timeout, or one of the statuses 408, 409,
   * 429 and 500 up. 2 by default; 0 for never.
   */
  maxRetries?: number | undefined;
  /**
   * How long one attempt may take, in milliseconds, with its body and the asking for a credential. 600000 (ten minutes) by default. Retries
   * get the same time again, and so does a body that nobody wanted at first.
   */
  timeout?: number | undefined;
  /**
   * Headers for every request. A call's own headers come on top; `null` there takes one of these away. Betas in `anthropic-beta` are asked
   * for like those of `betas`.
   */
  defaultHeaders?: HeadersLike;
  /** Betas that every request asks for, after those that a call names. None by default. */
  betas?: readonly Beta[] | undefined;
  /** The workspace to act in (`wrkspc_…`), unless a call names another one. Only for credentials that reach several. */
  workspaceId?: string | null | undefined;
  /** The value of the `anthropic-version` header. `2023-06-01` by default. */
  anthropicVersion?: string | undefined;
  /** Where log lines go. `console` by default. No line ever holds a credential. */
  logger?: Logger | undefined;
  /** The least serious lines that are logged. By default the variable `ANTHROPIC_LOG`, else `warn`. */
  logLevel?: LogLevel | undefined;
  /**
   * Allows an API key in a browser window, where everyone who opens the page can read it. `false` by default. A proxy of the same
   * origin that adds the key is the safe way.
   */
  dangerouslyAllowBrowser?: boolean | undefined;
  /** Allows a `baseURL` that is plain `http:` and not the machine itself: credentials then travel readable. `false` by default. */
  allowInsecureBaseURL?: boolean | undefined;
  /**
   * Where the heartbeats of leases get their time from. `'auto'`, the default: the runtime's timers. `'manual'`: nowhere; you call
   * `client.heartbeats.tick()` from an alarm (Durable Objects, cron). `'worker'`: a dedicated Worker, one for all clients, whose timers
   * go on at full speed when the page is hidden; it needs `worker-src blob:` where the page has a content security policy. Of no use in
   * `leasehold/calls`, which sends no heartbeats by itself.
   */
  timers?: 'auto' | 'manual' | 'worker' | undefined;
  /**
   * How many heartbeats may be on their way at once; the others wait, those whose lease ends first going first. 128 by default. No effect
   * in `leasehold/calls`.
   */
  maxBeatsInFlight?: number | undefined;
  /** The largest body that is read, in bytes. 33554432 (32 MiB) by default. Above it a call rejects with `InvalidResponseError`. */
  maxResponseBytes?: number | undefined;
}

/** Gives a credential when it is asked. It may not be empty; when it throws, the call rejects with that as the `cause`. */
export type CredentialProvider = () => Promise<string>;

/** A `fetch`, as the Fetch Standard has it. It is called with the URL as a string, and with an init. */
export type Fetch = (input: RuntimeFetchInput, init?: RuntimeRequestInit) => Promise<RuntimeResponse>;

/** One header's value. `null` takes the header away; `undefined` says nothing about it. */
export type HeaderValue = string | null | undefined;

/** Headers in any of the forms that people have them in: the runtime's `Headers`, pairs, or an object. Values of one name are joined. */
export type HeadersLike =
  | RuntimeHeaders
  | readonly (readonly HeaderValue[])[]
  | { readonly [name: string]: HeaderValue | readonly HeaderValue[] }
  | null
  | undefined;

/** Where log lines go. `console` is one, and so are most logging libraries' loggers. */
export interface Logger {
  /** Something failed. */
  error(message: string, ...rest: unknown[]): void;
  /** Something is wrong, and the client goes on. */
  warn(message: string, ...rest: unknown[]): void;
  /** Something happened that is good to know. */
  info(message: string, ...rest: unknown[]): void;
  /** Each request, each answer, each retry. */
  debug(message: string, ...rest: unknown[]): void;
}

/** The least serious lines that are logged; `off` logs none. */
export type LogLevel = 'off' | 'error' | 'warn' | 'info' | 'debug';
