// What ours resolve to can be used where the official SDK's result is expected.
import type { APIPromise } from '@anthropic-ai/sdk';
import type { PageCursorParams, PageCursorResponse, PageCursor as SdkPageCursor } from '@anthropic-ai/sdk/pagination';
import type { AnthropicBeta } from '@anthropic-ai/sdk/resources/beta/beta';
import type * as SdkTypes from '@anthropic-ai/sdk/resources/beta/environments';
import type * as SdkWork from '@anthropic-ai/sdk/resources/beta/environments/work';
import type * as Ours from 'leasehold';
import { type Fits, holds, type Same } from '../assert.js';
import type { Methods } from './methods.js';

// The SDK's page has private members, which nothing but itself can have. Its public surface is this; the SDK's own page fits it.
interface SdkPage<Item> extends PageCursorResponse<Item> {
  getPaginatedItems(): Item[];
  hasNextPage(): boolean;
  getNextPage(): Promise<SdkPage<Item>>;
  iterPages(): AsyncGenerator<SdkPage<Item>>;
  [Symbol.asyncIterator](): AsyncGenerator<Item>;
}
type Result<Value> = Value extends SdkPageCursor<infer Item> ? SdkPage<Item> : Value;
holds<Fits<SdkPageCursor<SdkTypes.BetaEnvironment>, SdkPage<SdkTypes.BetaEnvironment>>>();

export const usable: {
  [Name in keyof Methods]: Fits<Awaited<ReturnType<Methods[Name][0]>>, Result<Awaited<ReturnType<Methods[Name][1]>>>>;
} = {
  'environments.create': true,
  'environments.retrieve': true,
  'environments.update': true,
  'environments.list': true,
  'environments.delete': true,
  'environments.archive': true,
  'work.retrieve': true,
  'work.update': true,
  'work.list': true,
  'work.ack': true,
  'work.heartbeat': true,
  'work.poll': true,
  'work.stats': true,
  'work.stop': true,
};

// The promise's own methods, and iterating over an unawaited list.
holds<Fits<Awaited<ReturnType<Ours.APIPromise<1>['asResponse']>>, Response>>();
holds<Fits<Awaited<ReturnType<Ours.APIPromise<1>['withResponse']>>, Awaited<ReturnType<APIPromise<1>['withResponse']>>>>();
holds<Fits<ReturnType<Ours.Environments['list']>, AsyncIterable<SdkTypes.BetaEnvironment>>>();

// The SDK's names mean the same here: what is received fits there, what is sent there fits here.
type Received = [
  [Ours.BetaCloudConfig, SdkTypes.BetaCloudConfig],
  [Ours.BetaEnvironment, SdkTypes.BetaEnvironment],
  [Ours.BetaEnvironmentDeleteResponse, SdkTypes.BetaEnvironmentDeleteResponse],
  [Ours.BetaHealthCheckWorkData, SdkWork.BetaHealthCheckWorkData],
  [Ours.BetaLimitedNetwork, SdkTypes.BetaLimitedNetwork],
  [Ours.BetaPackages, SdkTypes.BetaPackages],
  [Ours.BetaSelfHostedConfig, SdkTypes.BetaSelfHostedConfig],
  [Ours.BetaSelfHostedWork, SdkTypes.BetaSelfHostedWork],
  [Ours.BetaSelfHostedWorkHeartbeatResponse, SdkTypes.BetaSelfHostedWorkHeartbeatResponse],
  [Ours.BetaSelfHostedWorkListResponse, SdkTypes.BetaSelfHostedWorkListResponse],
  [Ours.BetaSelfHostedWorkQueueStats, SdkTypes.BetaSelfHostedWorkQueueStats],
  [Ours.BetaSessionWorkData, SdkTypes.BetaSessionWorkData],
  [Ours.BetaUnrestrictedNetwork, SdkTypes.BetaUnrestrictedNetwork],
  [Ours.BetaWorkLeaseState, SdkTypes.BetaWorkLeaseState],
  [Ours.BetaWorkSecret, SdkWork.BetaWorkSecret],
  [Ours.BetaEnvironmentsPageCursor, SdkPage<SdkTypes.BetaEnvironment>],
  [Ours.BetaSelfHostedWorksPageCursor, SdkPage<SdkTypes.BetaSelfHostedWork>],
];
type Sent = [
  [Ours.AnthropicBeta, AnthropicBeta],
  [Ours.BetaCloudConfigParams, SdkTypes.BetaCloudConfigParams],
  [Ours.BetaLimitedNetworkParams, SdkTypes.BetaLimitedNetworkParams],
  [Ours.BetaPackagesParams, SdkTypes.BetaPackagesParams],
  [Ours.BetaSelfHostedConfigParams, SdkTypes.BetaSelfHostedConfigParams],
  [Ours.BetaSelfHostedWorkStopRequest, SdkTypes.BetaSelfHostedWorkStopRequest],
  [Ours.BetaSelfHostedWorkUpdateRequest, SdkTypes.BetaSelfHostedWorkUpdateRequest],
  [Ours.PageCursorParams, PageCursorParams],
  [Ours.EnvironmentCreateParams, SdkTypes.EnvironmentCreateParams],
  [Ours.EnvironmentRetrieveParams, SdkTypes.EnvironmentRetrieveParams],
  [Ours.EnvironmentUpdateParams, SdkTypes.EnvironmentUpdateParams],
  [Ours.EnvironmentListParams, SdkTypes.EnvironmentListParams],
  [Ours.EnvironmentDeleteParams, SdkTypes.EnvironmentDeleteParams],
  [Ours.EnvironmentArchiveParams, SdkTypes.EnvironmentArchiveParams],
  [Ours.WorkRetrieveParams, SdkTypes.WorkRetrieveParams],
  [Ours.WorkUpdateParams, SdkTypes.WorkUpdateParams],
  [Ours.WorkListParams, SdkTypes.WorkListParams],
  [Ours.WorkAckParams, SdkTypes.WorkAckParams],
  [Ours.WorkHeartbeatParams, SdkTypes.WorkHeartbeatParams],
  [Ours.WorkPollParams, SdkTypes.WorkPollParams],
  [Ours.WorkStatsParams, SdkTypes.WorkStatsParams],
  [Ours.WorkStopParams, SdkTypes.WorkStopParams],
];
type AllFit<Pairs extends [unknown, unknown][]> = { [I in keyof Pairs]: Fits<Pairs[I][0], Pairs[I][1]> }[number];
type Turned<Pairs extends [unknown, unknown][]> = { [I in keyof Pairs]: [Pairs[I][1], Pairs[I][0]] };
holds<AllFit<Received>>();
holds<AllFit<Turned<Sent>>>();

// No call has a parameter more, or one less, than the SDK's.
type SameKeys<Pairs extends [unknown, unknown][]> = { [I in keyof Pairs]: Same<keyof Pairs[I][0], keyof Pairs[I][1]> }[number];
holds<SameKeys<Sent>>();
holds<SameKeys<[Received[0], Received[1], Received[7], Received[8], Received[10]]>>();
