// What the official SDK's calls and client take, ours take.
import type * as Sdk from '@anthropic-ai/sdk';
import type Anthropic from '@anthropic-ai/sdk';
import type * as SdkHelpers from '@anthropic-ai/sdk/lib/environments/index';
import type {
  Client,
  ClientOptions,
  Environments,
  EnvironmentWorker,
  EnvironmentWorkerOptions,
  HandleItemOptions,
  HeadersLike,
  RequestOptions,
  WorkPoller,
  WorkPollerOptions,
} from 'leasehold';
import { type Fits, holds } from '../assert.js';
import type { Methods } from './methods.js';

type SdkRequestOptions = Anthropic.RequestOptions;

// The SDK's HeadersLike has one member that its users cannot make (`NullableHeaders`, known by a private symbol). It is left out.
type SdkHeaders = Exclude<SdkRequestOptions['headers'], { values: Headers; nulls: Set<string> }>;
type Public<Argument> = Argument extends SdkRequestOptions
  ? 'maxRetries' extends keyof Argument
    ? Omit<Argument, 'headers'> & { headers?: SdkHeaders }
    : Argument
  : Argument;
type PublicAll<Arguments extends unknown[]> = { [I in keyof Arguments]: Public<Arguments[I]> };
type TakesWhat<Method extends (...args: never) => unknown> = (...args: PublicAll<Parameters<Method>>) => unknown;

export const accepted: { [Name in keyof Methods]: Fits<Methods[Name][0], TakesWhat<Methods[Name][1]>> } = {
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

// Each kind of argument by itself, so that one which fits only because all of it is optional shows.
holds<Fits<SdkHeaders, HeadersLike>>();
type SharedRequestOptions = keyof RequestOptions & keyof SdkRequestOptions;
holds<Fits<keyof RequestOptions, SharedRequestOptions>>();
type RequestFits = { [K in Exclude<SharedRequestOptions, 'headers'>]-?: Fits<SdkRequestOptions[K], RequestOptions[K]> };
holds<RequestFits[keyof RequestFits]>();

// The client's options: all that both have, and the members that both give.
type SharedClientOptions = Exclude<keyof ClientOptions & keyof Sdk.ClientOptions, 'defaultHeaders'>;
type ClientFits = { [K in SharedClientOptions]-?: Fits<Sdk.ClientOptions[K], ClientOptions[K]> };
holds<ClientFits[keyof ClientFits]>();
holds<
  Fits<
    'apiKey' | 'authToken' | 'baseURL' | 'fetch' | 'maxRetries' | 'timeout' | 'logger' | 'logLevel' | 'dangerouslyAllowBrowser',
    SharedClientOptions
  >
>();
holds<Fits<'environments', keyof Client['beta'] & keyof Anthropic['beta']>>();
holds<Fits<'work', keyof Environments & keyof Anthropic['beta']['environments']>>();

// The poller's options: all of them. (`client` is there for those who make a poller without one.)
type SdkPollerOptions = Omit<SdkHelpers.WorkPollerOptions, 'client' | 'requestOptions'>;
holds<Fits<SdkPollerOptions, WorkPollerOptions>>();
holds<Fits<Exclude<keyof SdkHelpers.WorkPollerOptions, 'client'>, keyof WorkPollerOptions>>();
holds<Fits<keyof WorkPollerOptions, keyof SdkHelpers.WorkPollerOptions>>();
type PollerParts = 'environmentId' | 'workerId' | 'signal' | 'abort' | typeof Symbol.asyncIterator;
holds<Fits<Pick<WorkPoller, PollerParts>, Pick<SdkHelpers.WorkPoller, PollerParts>>>();

// The worker's options: those that both have. What a session needs (tools, memory, a folder) is its handler's here.
type SharedWorkerOptions = Exclude<keyof EnvironmentWorkerOptions & keyof SdkHelpers.EnvironmentWorkerOptions, 'requestOptions'>;
holds<Fits<Pick<SdkHelpers.EnvironmentWorkerOptions, SharedWorkerOptions>, Pick<EnvironmentWorkerOptions, SharedWorkerOptions>>>();
holds<Fits<'environmentId' | 'environmentKey' | 'workerId' | 'signal', SharedWorkerOptions>>();
holds<Fits<SdkHelpers.HandleItemOptions, HandleItemOptions>>();
holds<Fits<keyof HandleItemOptions, keyof SdkHelpers.HandleItemOptions>>();
holds<Fits<Pick<EnvironmentWorker, 'run' | 'handleItem'>, Pick<SdkHelpers.EnvironmentWorker, 'run' | 'handleItem'>>>();
