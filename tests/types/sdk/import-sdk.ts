// The sample's import, as it was.

export type { APIPromise, ClientOptions } from '@anthropic-ai/sdk';
export {
  Anthropic,
  APIConnectionError,
  APIError,
  APIUserAbortError,
  ConflictError,
  NotFoundError,
  RateLimitError,
} from '@anthropic-ai/sdk';
export type {
  BetaEnvironment,
  BetaEnvironmentsPageCursor,
  BetaSelfHostedWork,
  EnvironmentCreateParams,
  WorkPollParams,
} from '@anthropic-ai/sdk/resources/beta/environments';
