// What goes wrong, as classes. Rust decides which; the functions at the end make them.
import { parsed } from './json.js';

/** All classes of errors by their names: a client has them too, as the official SDK's has. */
export const classes = {};

/** Sets `name` where `console.log` and `instanceof`-less code look for it, without an own property on each error. */
export function named(name, errorClass) {
  classes[name] = errorClass;
  Object.defineProperty(errorClass.prototype, 'name', { value: name, writable: true, configurable: true });
}

export class LeaseholdError extends Error {}
named('LeaseholdError', LeaseholdError);
classes.AnthropicError = LeaseholdError;

export { LeaseholdError as AnthropicError };

export class InvalidInputError extends LeaseholdError {
  constructor(field, received, expected, options) {
    super(`\`${field}\` must be ${expected}; got ${received}`, options);
    this.field = field;
    this.received = received;
    this.expected = expected;
  }
}
named('InvalidInputError', InvalidInputError);

export class APIError extends LeaseholdError {
  constructor(status, error, message, headers, options) {
    super(message, options);
    const said = error?.error;
    this.status = status;
    this.headers = headers;
    this.error = error;
    const requestID = headers?.get('request-id');
    this.requestID = requestID ?? error?.request_id ?? requestID;
    this.workspaceID = headers?.get('anthropic-workspace-id');
    this.type = said?.type ?? null;
    this.apiMessage = said?.message ?? null;
    this.details = said?.details ?? null;
    this.errorCode = typeof said?.details?.error_code === 'string' ? said.details.error_code : null;
  }
}
named('APIError', APIError);

const BY_STATUS = {};

/** Declares the class of errors of a status; one of them stands for the rest, and one for none. */
function declare(name, status, base = APIError) {
  const errorClass = { [name]: class extends base {} }[name];
  named(name, errorClass);
  BY_STATUS[status] = errorClass;
  return errorClass;
}

export const BadRequestError = declare('BadRequestError', 400);
export const AuthenticationError = declare('AuthenticationError', 401);
export const PaymentRequiredError = declare('PaymentRequiredError', 402);
export const PermissionDeniedError = declare('PermissionDeniedError', 403);
export const NotFoundError = declare('NotFoundError', 404);
export const RequestTimeoutError = declare('RequestTimeoutError', 408);
export const ConflictError = declare('ConflictError', 409);
export const PreconditionFailedError = declare('PreconditionFailedError', 412);
export const ContentTooLargeError = declare('ContentTooLargeError', 413);
export const UnprocessableEntityError = declare('UnprocessableEntityError', 422);
export const RateLimitError = declare('RateLimitError', 429);
export const RequestHeaderFieldsTooLargeError = declare('RequestHeaderFieldsTooLargeError', 431);
export const ClientClosedRequestError = declare('ClientClosedRequestError', 499);
export const InternalServerError = declare('InternalServerError', 500);
export const NotImplementedError = declare('NotImplementedError', 501, InternalServerError);
export const ServiceUnavailableError = declare('ServiceUnavailableError', 503, InternalServerError);
export const GatewayTimeoutError = declare('GatewayTimeoutError', 504, InternalServerError);
export const OverloadedError = declare('OverloadedError', 529, InternalServerError);
export const InvalidResponseError = declare('InvalidResponseError');

export class APIConnectionError extends APIError {
  constructor({ message = 'the connection failed', cause, status, headers } = {}) {
    super(status, undefined, message, headers, { cause });
  }
}
named('APIConnectionError', APIConnectionError);

export class APIConnectionTimeoutError extends APIConnectionError {
  constructor({ message = 'no answer in time', cause } = {}) {
    super({ message, cause });
  }
}
named('APIConnectionTimeoutError', APIConnectionTimeoutError);

export class APIUserAbortError extends APIError {
  constructor({ message = 'the call was aborted', cause } = {}) {
    super(undefined, undefined, message, undefined, { cause });
  }
}
named('APIUserAbortError', APIUserAbortError);

/** A wrong value for people. Objects are not looked into. */
export function shown(value) {
  if (typeof value === 'string') return value.length > 60 ? `"${value.slice(0, 60)}…"` : `"${value}"`;
  if (value == null) return 'nothing';
  if (typeof value === 'function') return 'a function';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : String(value);
}

/** The same where a text is probably a credential. */
export function hidden(value) {
  if (typeof value !== 'string') return shown(value);
  return value.trim() ? 'a text' : 'an empty text';
}

// From here on for Rust only.

export const baseError = (message, cause) => new LeaseholdError(message, { cause });

export const userAbort = (reason) => new APIUserAbortError({ cause: reason });

/** An answer that is an error: its body's `text`, and its headers in lines. */
function statusError(code, message, text, headers) {
  const pairs = new Headers();
  for (const line of headers.split('\n').slice(0, -1)) {
    const colon = line.indexOf(':');
    try {
      pairs.append(line.slice(0, colon), line.slice(colon + 1));
    } catch {
      // Only a caller's own answer has such.
    }
  }
  const errorClass = BY_STATUS[code] ?? (code >= 500 ? InternalServerError : APIError);
  const body = parsed(text);
  return new errorClass(code, body instanceof Object ? body : undefined, message, pairs);
}

/** With the id of the answer that there was, whose headers are gone. */
const withId = (error, requestID) => (error.status ? Object.assign(error, { requestID: requestID || null }) : error);

/** By the numbers of `src/bindings/error.rs`. Of texts an empty one is none; `requestID` stands in for headers that are gone. */
const MAKERS = [
  (cause, _status, field, received, expected) => new InvalidInputError(field, received, expected, cause !== undefined && { cause }),
  (cause, status, message, requestID) => withId(new APIConnectionError({ message, cause, status }), requestID),
  (_cause, _status, message) => new APIConnectionTimeoutError({ message }),
  (_cause, status, message, text, headers) => statusError(status, message, text, headers),
  (cause, status, message, requestID) => withId(new InvalidResponseError(status, undefined, message, undefined, { cause }), requestID),
];

/** The error for one of Rust's: what it came from, the answer's status, and up to three texts. */
export const makeError = (kind, cause, status, ...texts) => MAKERS[kind](cause, status, ...texts);
