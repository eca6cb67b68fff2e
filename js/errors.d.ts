import type { RuntimeHeaders } from './types/runtime.js';
import type { WorkLeaseState } from './types/work.js';

/** The base of every error that this package throws. */
export declare class LeaseholdError extends Error {
  constructor(message?: string, options?: CauseOption);

  /** What led to this error, where something else did. */
  readonly cause?: unknown;
}

// The official SDK's name for its base.
export { LeaseholdError as AnthropicError };

/** What led to an error. */
export interface CauseOption {
  /** Kept as the error's `cause`. */
  cause?: unknown;
}

/** What an error says, and what led to it. */
export interface MessageAndCauseOptions extends CauseOption {
  /** The error's `message`. One that fits the class by default. */
  message?: string | undefined;
}

/** An argument or an option is not what it has to be. Nothing was sent. */
export declare class InvalidInputError extends LeaseholdError {
  constructor(field: string, received: string, expected: string, options?: CauseOption);

  /** Which argument or option it is: `block_ms`, `environment_id`, `baseURL`. */
  readonly field: string;
  /** What was given, printed. Never a credential. */
  readonly received: string;
  /** What would have been right. */
  readonly expected: string;
}

/**
 * A request failed. Where the server answered with an error status, one of the classes below says which; `instanceof APIError` holds
 * for all of them, and for a request that got no answer.
 */
export interface APIError<
  TStatus extends number | undefined = number | undefined,
  THeaders extends RuntimeHeaders | undefined = RuntimeHeaders | undefined,
  TError extends object | undefined = ErrorBody | undefined,
> extends LeaseholdError {
  /** The answer's HTTP status; `undefined` when there was no answer. */
  readonly status: TStatus;
  /** The headers of an answer with an error status; `undefined` in all other cases. */
  readonly headers: THeaders;
  /** The answer's body, when it was a JSON object or list. */
  readonly error: TError;
  /** The server's name for the request (header `request-id`), which support asks for; `null` when it gave none, `undefined` when there was no answer. */
  readonly requestID: string | null | undefined;
  /** The workspace that the server acted in (header `anthropic-workspace-id`); `null` when it did not say. */
  readonly workspaceID: string | null | undefined;
  /** The kind of error (`error.type` of the body); `null` when the body says none. */
  readonly type: ErrorType | null;
  /** What exactly went wrong (`error.details.error_code` of the body); `null` when the body does not say. Made to be compared. */
  readonly errorCode: ErrorCode | null;
  /** More about what went wrong, for programs (`error.details` of the body); `null` when the body has none. */
  readonly details: ErrorDetails | null;
  /** What the server says went wrong, for people (`error.message` of the body). Its wording may change; compare `errorCode`. */
  readonly apiMessage: string | null;
}

/**
 * A request failed.
 *
 * (A variable, because `instanceof` narrows to a variable's `prototype`; to a generic class it narrows with `any` for its parameters.)
 */
export declare const APIError: {
  /** Makes one by hand, as tests do; the client makes the class of the status. */
  new <
    TStatus extends number | undefined = number | undefined,
    THeaders extends RuntimeHeaders | undefined = RuntimeHeaders | undefined,
    TError extends object | undefined = ErrorBody | undefined,
  >(
    status: TStatus,
    error: TError,
    message: string | undefined,
    headers: THeaders,
    options?: CauseOption,
  ): APIError<TStatus, THeaders, TError>;
  /** What `instanceof` narrows to. */
  readonly prototype: APIError;
};

/** 400: the server does not accept what the request says. */
export declare class BadRequestError extends APIError<400, RuntimeHeaders> {}

/** 401: the credential is missing, unknown, expired, or not of the kind that this call takes. */
export declare class AuthenticationError extends APIError<401, RuntimeHeaders> {}

/** 402: the service cannot bill the request. */
export declare class PaymentRequiredError extends APIError<402, RuntimeHeaders> {}

/** 403: the credential is good, but may not do this. */
export declare class PermissionDeniedError extends APIError<403, RuntimeHeaders> {}

/** 404: there is no such thing, or the credential may not see it. */
export declare class NotFoundError extends APIError<404, RuntimeHeaders> {}

/** 408: the server gave up waiting for the request. Retried first. */
export declare class RequestTimeoutError extends APIError<408, RuntimeHeaders> {}

/** 409: it cannot be done in the state that things are in, as a second stop of the same item. Retried first. */
export declare class ConflictError extends APIError<409, RuntimeHeaders> {}

/** 412: a heartbeat expected another one than the server has stored. Somebody else may hold the lease. */
export declare class PreconditionFailedError extends APIError<412, RuntimeHeaders> {}

/** 413: the request's body is too large. */
export declare class ContentTooLargeError extends APIError<413, RuntimeHeaders> {}

/** 422: the request is well-formed, but makes no sense to the server. */
export declare class UnprocessableEntityError extends APIError<422, RuntimeHeaders> {}

/** 429: too many requests. Retried first, when the server says it is time. */
export declare class RateLimitError extends APIError<429, RuntimeHeaders> {}

/** 431: the request's headers are too large. */
export declare class RequestHeaderFieldsTooLargeError extends APIError<431, RuntimeHeaders> {}

/** 499: the server noticed that the client went away. */
export declare class ClientClosedRequestError extends APIError<499, RuntimeHeaders> {}

/** 500 and above: the server failed. Retried first. */
export declare class InternalServerError extends APIError<number, RuntimeHeaders> {}

/** 501: the server cannot do this. */
export declare class NotImplementedError extends InternalServerError {
  /** Always 501. */
  readonly status: 501;
}

/** 503: the server is down for now. */
export declare class ServiceUnavailableError extends InternalServerError {
  /** Always 503. */
  readonly status: 503;
}

/** 504: a server behind the server took too long. */
export declare class GatewayTimeoutError extends InternalServerError {
  /** Always 504. */
  readonly status: 504;
}

/** 529: the service has more to do than it can. */
export declare class OverloadedError extends InternalServerError {
  /** Always 529. */
  readonly status: 529;
}

/** An answer came that is no answer: not JSON, of the wrong shape, over `maxResponseBytes`, or a redirect. `cause` says more. */
export declare class InvalidResponseError extends APIError<number, undefined, undefined> {}

/**
 * No answer came: no connection, or it was cut. `cause` holds what `fetch` said. Retried first. Where it was cut in the middle of an
 * answer, `status` and `requestID` are that answer's.
 */
export declare class APIConnectionError extends APIError<number | undefined, undefined, undefined> {
  constructor(options?: MessageAndCauseOptions);
}

/** No answer came within `timeout`. Retried first. */
export declare class APIConnectionTimeoutError extends APIConnectionError {
  constructor(options?: MessageAndCauseOptions);
}

/** The caller's `signal` was aborted. `cause` holds the signal's reason. */
export declare class APIUserAbortError extends APIError<undefined, undefined, undefined> {
  constructor(options?: MessageAndCauseOptions);
}

/** The body of an error answer. A proxy's body may have any other shape, so that nothing in it is certain. */
export interface ErrorBody {
  /** Says that this is an error. */
  readonly type?: 'error';
  /** What went wrong. */
  readonly error?: {
    /** The kind of error. */
    readonly type?: ErrorType;
    /** What went wrong, for people. */
    readonly message?: string;
    /** More about it, for programs. */
    readonly details?: ErrorDetails | null;
  };
  /** The server's name for the request. */
  readonly request_id?: string | null;
}

/** More about what went wrong, for programs. */
export interface ErrorDetails {
  /** What exactly went wrong. */
  readonly error_code?: ErrorCode;
  /** With `heartbeat_precondition_failed`: the lease as the server holds it. Not every server says. */
  readonly current_state?: WorkLeaseState;
  /** What a newer server says besides. */
  readonly [field: string]: unknown;
}

/** The kinds of error that are known; a newer server may know more. */
export type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'billing_error'
  | 'permission_error'
  | 'not_found_error'
  | 'conflict_error'
  | 'rate_limit_error'
  | 'timeout_error'
  | 'api_error'
  | 'overloaded_error'
  | (string & {});

/** The error codes of these calls that are known; a newer server may know more. */
export type ErrorCode =
  /** 412: another heartbeat is stored than the one that was expected. */
  | 'heartbeat_precondition_failed'
  /** 400: an archived environment cannot be changed. */
  | 'environment_archived'
  /** 400: a configuration's `type` cannot change. */
  | 'invalid_config_type_change'
  /** 400: too many keys, one that is too long, or one that is reserved. The message says which. */
  | 'invalid_metadata'
  /** 403: the organization may not create environments. */
  | 'environment_create_disabled'
  /** 403: the organization may not change environments. */
  | 'environment_update_disabled'
  /** 404: there is no such environment in reach. */
  | 'environment_not_found'
  | (string & {});
