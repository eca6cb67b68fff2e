// No DOM, no Node, no workers: nothing declares fetch. The least that is needed stands in.
import { APIError, type Client, type ClientOptions } from 'leasehold';
import { is } from '../assert.js';

declare const client: Client;
declare const signal: Parameters<typeof client.environments.list>[1] extends { signal?: infer S } | undefined ? S : never;

export async function answers(error: unknown): Promise<void> {
  const response = await client.environments.retrieve('env_1', null, { signal }).asResponse();
  is<number>()(response.status);
  is<unknown>()(await response.json());
  is<string>()(await response.clone().text());
  if (error instanceof APIError) is<string | null | undefined>()(error.headers?.get('request-id'));
}

export const options: ClientOptions = {
  fetch: async (input, init) => {
    is<string>()(input);
    is<string | undefined>()(init?.method);
    return client.environments.list().asResponse();
  },
};

// @ts-expect-error Cannot find name 'Response'
export type NoResponseHere = Response;
