// Everything that a client's entry exports.
export { Client, Client as default, Environments, Heartbeats, Work } from 'leasehold-bindgen/client';
export {
  AnthropicError,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  ClientClosedRequestError,
  ConflictError,
  ContentTooLargeError,
  GatewayTimeoutError,
  InternalServerError,
  InvalidInputError,
  InvalidResponseError,
  LeaseholdError,
  LeaseLostError,
  NotFoundError,
  NotImplementedError,
  OverloadedError,
  PaymentRequiredError,
  PermissionDeniedError,
  PreconditionFailedError,
  RateLimitError,
  RequestHeaderFieldsTooLargeError,
  RequestTimeoutError,
  ServiceUnavailableError,
  StopRequestedError,
  UnprocessableEntityError,
} from './errors.js';
export { Lease } from './lease.js';
export { Page } from './page.js';
export { WorkPoller } from './poller.js';
export { APIPromise, PagePromise } from './promise.js';
export { EnvironmentWorker } from './worker.js';
