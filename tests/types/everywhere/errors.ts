// Errors: the classes, what `instanceof` narrows to, and what is known then.
import {
  type AnthropicError,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  type AuthenticationError,
  type BadRequestError,
  type ClientClosedRequestError,
  type ConflictError,
  type ContentTooLargeError,
  type ErrorBody,
  type ErrorCode,
  type ErrorDetails,
  type ErrorType,
  type GatewayTimeoutError,
  type InternalServerError,
  InvalidInputError,
  InvalidResponseError,
  LeaseholdError,
  type NotFoundError,
  type NotImplementedError,
  type OverloadedError,
  type PaymentRequiredError,
  type PermissionDeniedError,
  PreconditionFailedError,
  RateLimitError,
  type RequestHeaderFieldsTooLargeError,
  type RequestTimeoutError,
  type ServiceUnavailableError,
  type UnprocessableEntityError,
  type WorkLeaseState,
} from 'leasehold';
import { type Fits, holds, is, type Same } from '../assert.js';

// Each class says which status it has.
type Statuses = [
  [BadRequestError, 400],
  [AuthenticationError, 401],
  [PaymentRequiredError, 402],
  [PermissionDeniedError, 403],
  [NotFoundError, 404],
  [RequestTimeoutError, 408],
  [ConflictError, 409],
  [PreconditionFailedError, 412],
  [ContentTooLargeError, 413],
  [UnprocessableEntityError, 422],
  [RateLimitError, 429],
  [RequestHeaderFieldsTooLargeError, 431],
  [ClientClosedRequestError, 499],
  [InternalServerError, number],
  [NotImplementedError, 501],
  [ServiceUnavailableError, 503],
  [GatewayTimeoutError, 504],
  [OverloadedError, 529],
  [InvalidResponseError, number],
  [APIConnectionError, number | undefined],
  [APIConnectionTimeoutError, number | undefined],
  [APIUserAbortError, undefined],
];
type Agree<Rows extends [APIError, number | undefined][]> = { [I in keyof Rows]: Same<Rows[I][0]['status'], Rows[I][1]> }[number];
holds<Agree<Statuses>>();
holds<Fits<Statuses[number][0], APIError>>();
holds<Fits<Statuses[number][0] | InvalidInputError, LeaseholdError>>();
holds<Fits<NotImplementedError | ServiceUnavailableError | GatewayTimeoutError | OverloadedError, InternalServerError>>();
holds<Fits<APIConnectionTimeoutError, APIConnectionError>>();
holds<Same<typeof AnthropicError, typeof LeaseholdError>>();

export function handle(error: unknown): unknown {
  if (error instanceof PreconditionFailedError) {
    is<412>()(error.status);
    is<WorkLeaseState | undefined>()(error.details?.current_state);
    return error.errorCode === 'heartbeat_precondition_failed' && error.details?.current_state?.last_heartbeat;
  }
  if (error instanceof RateLimitError) return is<string | null>()(error.headers.get('retry-after'));
  if (error instanceof InvalidResponseError) return is<undefined>()(error.error);
  if (error instanceof APIConnectionError) return is<undefined>()(error.headers);
  if (error instanceof APIError) {
    // The generic class itself too narrows to types that are known, not to `any`.
    is<number | undefined>()(error.status);
    is<ErrorBody | undefined>()(error.error);
    is<ErrorType | null>()(error.type);
    is<ErrorCode | null>()(error.errorCode);
    is<ErrorDetails | null>()(error.details);
    is<string | null>()(error.apiMessage);
    is<string | null | undefined>()(error.requestID);
    is<string | null | undefined>()(error.workspaceID);
    return error.error?.error?.message ?? error.details?.a_field_of_tomorrow;
  }
  if (error instanceof InvalidInputError) {
    is<string>()(error.field);
    is<string>()(error.received);
    is<string>()(error.expected);
  }
  if (error instanceof LeaseholdError) return is<unknown>()(error.cause);
  return error;
}

// Codes and types that nobody knows yet are no type errors.
export const code: ErrorCode = 'a_code_of_tomorrow';
export const type: ErrorType = 'a_type_of_tomorrow';

// A test double throws them.
new APIConnectionError({ message: 'cut', cause: new TypeError('terminated') });
new APIConnectionTimeoutError();
new APIUserAbortError();
is<404>()(new APIError(404, undefined, 'gone', undefined).status);
