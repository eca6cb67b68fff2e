// What the official SDK's calls and client take, ours take.
import type * as Sdk from '@anthropic-ai/sdk';
import type Anthropic from '@anthropic-ai/sdk';
import type { Client, ClientOptions, Environments, HeadersLike, RequestOptions } from 'leasehold';
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
