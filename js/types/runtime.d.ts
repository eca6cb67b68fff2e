/**
 * The web platform's types, as the program that uses this package already knows them.
 *
 * A page has them from TypeScript's DOM library, a Web Worker from its WebWorker library, Cloudflare code from
 * `@cloudflare/workers-types`, Node from `@types/node`. To name one of these here would force it on everyone, so all types are
 * read off the one global that each of them declares: `fetch`. (Not off the constructors: workers-types declares `Headers` and
 * `AbortSignal` as classes, and `typeof globalThis` does not show classes.) Where nothing declares a `fetch`, the smallest shape
 * that is of use stands in.
 */
type GlobalFetch = typeof globalThis extends { fetch: (input: infer Input, init?: infer Init) => Promise<infer Answer> }
  ? { input: Input; init: NonNullable<Init>; response: Answer }
  : { input: string; init: MinimalRequestInit; response: MinimalResponse };

/** What `fetch` takes first: a URL or, where the runtime declares one, a `Request`. This package always gives a string. */
export type RuntimeFetchInput = GlobalFetch['input'];

/** What `fetch` takes second: the runtime's `RequestInit`. */
export type RuntimeRequestInit = GlobalFetch['init'];

/** The runtime's `Response`. */
export type RuntimeResponse = GlobalFetch['response'];

/** The runtime's `Request`; `never` where it declares none. */
export type RuntimeRequest = Extract<RuntimeFetchInput, Record<'method', string>>;

/** The runtime's `Headers`. */
export type RuntimeHeaders = RuntimeResponse extends { headers: infer Headers } ? Headers : MinimalHeaders;

/** The runtime's `AbortSignal`. */
export type RuntimeAbortSignal = RuntimeRequestInit extends { signal?: infer Signal } ? NonNullable<Signal> : MinimalAbortSignal;

/** The runtime's `URL`; `never` where it declares none. */
export type RuntimeURL = Extract<RuntimeFetchInput, Record<'href', string>>;

/** The runtime's `WebAssembly.Module`. (`& object`, because the DOM library's is an empty interface, which a number would fit.) */
export type RuntimeWasmModule = object &
  (typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : unknown);

/** The part of `Headers` that every runtime has. */
export interface MinimalHeaders {
  /** The value of the header `name`, several of them joined with `, `; `null` when there is none. Case does not matter. */
  get(name: string): string | null;
  /** Whether there is a header `name`. Case does not matter. */
  has(name: string): boolean;
  /** Calls `callback` once per header, names in lower case. */
  forEach(callback: (value: string, name: string) => void): void;
}

/** The part of `Response` that every runtime has. */
export interface MinimalResponse {
  /** Whether the status is 200 to 299. */
  readonly ok: boolean;
  /** The HTTP status. */
  readonly status: number;
  /** The text beside the status; often empty. */
  readonly statusText: string;
  /** Where the answer came from. */
  readonly url: string;
  /** The answer's headers. */
  readonly headers: MinimalHeaders;
  /** Whether the body has been read. It can be read once. */
  readonly bodyUsed: boolean;
  /** Reads the body as JSON. Rejects when it is none. */
  json(): Promise<unknown>;
  /** Reads the body as text. */
  text(): Promise<string>;
  /** Reads the body as bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
  /** A second answer with a body of its own, while this one's is unread. */
  clone(): MinimalResponse;
}

/** The part of `AbortSignal` that every runtime has. */
export interface MinimalAbortSignal {
  /** Whether it has been aborted. */
  readonly aborted: boolean;
  /** Why; an `AbortError` unless `abort` was given something else. */
  readonly reason: unknown;
  /** Calls `listener` when it is aborted. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Takes a listener off again. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The part of `RequestInit` that this package fills in. */
export interface MinimalRequestInit {
  /** The HTTP method. */
  method?: string;
  /** The request's headers. */
  headers?: Record<string, string>;
  /** The request's body, JSON. */
  body?: string;
  /** Aborts the request. */
  signal?: MinimalAbortSignal | null;
}
