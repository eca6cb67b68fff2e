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

/** Declares the class of a status. */
const status = (name, base = APIError) => {
  const errorClass = { [name]: class extends base {} }[name];
  named(name, errorClass);
  return errorClass;
};

export const BadRequestError = status('BadRequestError');
export const AuthenticationError = status('AuthenticationError');
export const PaymentRequiredError = status('PaymentRequiredError');
export const PermissionDeniedError = status('PermissionDeniedError');
export const NotFoundError = status('NotFoundError');
export const RequestTimeoutError = status('RequestTimeoutError');
export const ConflictError = status('ConflictError');
export const PreconditionFailedError = status('PreconditionFailedError');
export const ContentTooLargeError = status('ContentTooLargeError');
export const UnprocessableEntityError = status('UnprocessableEntityError');
export const RateLimitError = status('RateLimitError');
export const RequestHeaderFieldsTooLargeError = status('RequestHeaderFieldsTooLargeError');
export const ClientClosedRequestError = status('ClientClosedRequestError');
export const InternalServerError = status('InternalServerError');
export const NotImplementedError = status('NotImplementedError', InternalServerError);
export const ServiceUnavailableError = status('ServiceUnavailableError', InternalServerError);
export const GatewayTimeoutError = status('GatewayTimeoutError', InternalServerError);
export const OverloadedError = status('OverloadedError', InternalServerError);
export const InvalidResponseError = status('InvalidResponseError');

const BY_STATUS = {
  400: BadRequestError,
  401: AuthenticationError,
  402: PaymentRequiredError,
  403: PermissionDeniedError,
  404: NotFoundError,
  408: RequestTimeoutError,
  409: ConflictError,
  412: PreconditionFailedError,
  413: ContentTooLargeError,
  422: UnprocessableEntityError,
  429: RateLimitError,
  431: RequestHeaderFieldsTooLargeError,
  499: ClientClosedRequestError,
  501: NotImplementedError,
  503: ServiceUnavailableError,
  504: GatewayTimeoutError,
  529: OverloadedError,
};

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
