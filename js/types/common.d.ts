export type * from './beta.js';
// The same types under the names that they have in the official SDK, so that code written against it needs no other change.
export type { Beta as AnthropicBeta } from './beta.js';
export type * from './environment.js';
export type {
  CloudConfig as BetaCloudConfig,
  CloudConfigParams as BetaCloudConfigParams,
  Environment as BetaEnvironment,
  EnvironmentDeleted as BetaEnvironmentDeleteResponse,
  LimitedNetwork as BetaLimitedNetwork,
  LimitedNetworkParams as BetaLimitedNetworkParams,
  Packages as BetaPackages,
  PackagesParams as BetaPackagesParams,
  SelfHostedConfig as BetaSelfHostedConfig,
  SelfHostedConfigParams as BetaSelfHostedConfigParams,
  UnrestrictedNetwork as BetaUnrestrictedNetwork,
} from './environment.js';
export type * from './options.js';
export type { CredentialProvider as ApiKeySetter } from './options.js';
export type * from './work.js';
export type {
  HealthCheckWorkData as BetaHealthCheckWorkData,
  HeartbeatResponse as BetaSelfHostedWorkHeartbeatResponse,
  SessionWorkData as BetaSessionWorkData,
  WorkItem as BetaSelfHostedWork,
  WorkLeaseState as BetaWorkLeaseState,
  WorkListResponse as BetaSelfHostedWorkListResponse,
  WorkQueueStats as BetaSelfHostedWorkQueueStats,
  WorkSecret as BetaWorkSecret,
  WorkStopRequest as BetaSelfHostedWorkStopRequest,
  WorkUpdateRequest as BetaSelfHostedWorkUpdateRequest,
} from './work.js';
