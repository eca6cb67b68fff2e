// The sample's import, changed.

export type {
  APIPromise,
  BetaEnvironment,
  BetaEnvironmentsPageCursor,
  BetaSelfHostedWork,
  ClientOptions,
  EnvironmentCreateParams,
  WorkPollParams,
} from 'leasehold';
export {
  APIConnectionError,
  APIError,
  APIUserAbortError,
  Client as Anthropic,
  ConflictError,
  NotFoundError,
  RateLimitError,
} from 'leasehold';
