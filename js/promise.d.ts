import type { PageResponse } from './page.js';
import type { RuntimeResponse } from './types/runtime.js';

/** What a call returns: a promise of the answer's JSON, from which the HTTP answer itself can be had too. */
export declare class APIPromise<T> extends Promise<WithRequestID<T>> {
  /** Only a client makes one. */
  protected constructor();

  /**
   * The HTTP answer, its body unread and undecoded. Rejects, as the promise itself does, when the server answered with an error
   * status or not at all. Whoever asks for this one alone reads the body; once it has resolved, neither the call's `signal` nor its time
   * limit reaches that body any more.
   */
  asResponse(): Promise<RuntimeResponse>;

  /** The data together with the HTTP answer that it came in. Rejects as the promise itself does. */
  withResponse(): Promise<DataWithResponse<T>>;
}

/** Data that knows which request it came from. A page does not; ask `withResponse()`. */
export type WithRequestID<T> = T extends PageResponse<unknown> ? T : T extends object ? T & RequestID : T;

/** Which request some data came from. */
export interface RequestID {
  /** The server's name for the request (header `request-id`). Not enumerable: it shows in no JSON and no copy. */
  readonly _request_id?: string | null;
  /** The workspace that the server acted in (header `anthropic-workspace-id`). Not enumerable either. */
  readonly _workspace_id?: string | null;
}

/** Data together with the HTTP answer that it came in. */
export interface DataWithResponse<T> {
  /** What the promise itself resolves to. */
  data: T;
  /** The HTTP answer. Its body has been read. */
  response: RuntimeResponse;
  /** The server's name for the request (header `request-id`), which support asks for; `null` when it gave none. */
  request_id: string | null | undefined;
  /** The workspace that the server acted in (header `anthropic-workspace-id`); `null` when it did not say. */
  workspace_id: string | null | undefined;
}
