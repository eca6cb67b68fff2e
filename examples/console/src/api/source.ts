import { Client } from 'leasehold';
import type { World } from '../emulator/world.ts';
import { Line } from './line.ts';

/** Where the API is. */
export type SourceKind = 'emulator' | 'proxy';

/** The API that the console talks to, and how. */
export interface Source {
  readonly kind: SourceKind;
  /** The API's base URL; of the emulator in the page, none. */
  readonly baseURL: string | undefined;
  /** For everything that an account may do. */
  readonly client: Client;
  /** For what only workers of an environment may do. Listing its work is one of those things. */
  forWorkers(environmentId: string): Client;
  /** The same over {@link line}, for the worker in this page. */
  forPageWorker(environmentId: string): Client;
  /** The network of the worker in this page. */
  readonly line: Line;
  /** The emulator in this page, where the API is that. */
  readonly world: World | undefined;
  /** Aborted when the console turns to another API: what still works for this one ends. */
  readonly ended: AbortSignal;
  /** Aborts {@link ended}. */
  end(): void;
}

/** The API inside the page: no server, no account. */
export async function emulated(): Promise<Source> {
  // A wasm of its own, which nobody loads who does not use it.
  const { createWorld } = await import('../emulator/world.ts');
  const world = await createWorld();
  // The key opens what is in this page and nothing else.
  const client = new Client({ apiKey: world.apiKey, fetch: world.fetch, dangerouslyAllowBrowser: true });
  const line = new Line(world.fetch);
  const keyed = (environmentId: string) => ({ authToken: world.environmentKey(environmentId) });
  const ending = new AbortController();
  ending.signal.addEventListener('abort', () => world.end());
  return {
    kind: 'emulator',
    baseURL: undefined,
    client,
    forWorkers: (id) => client.withOptions(keyed(id)),
    forPageWorker: (id) => client.withOptions({ ...keyed(id), fetch: line.fetch }),
    line,
    world,
    ended: ending.signal,
    end: () => ending.abort(),
  };
}

/**
 * The API behind a proxy of this origin, which adds the credentials.
 *
 * @param environmentKey a worker's key, where the proxy adds none; it stays in memory
 * @throws {import('leasehold').InvalidInputError} where the base URL is none
 */
export function proxied(baseURL: string, environmentKey: string): Source {
  const client = new Client({ baseURL });
  const line = new Line((input, init) => fetch(input, init));
  const keyed = environmentKey ? { authToken: environmentKey } : {};
  const ending = new AbortController();
  return {
    kind: 'proxy',
    baseURL,
    client,
    forWorkers: () => client.withOptions(keyed),
    forPageWorker: () => client.withOptions({ ...keyed, fetch: line.fetch }),
    line,
    world: undefined,
    ended: ending.signal,
    end: () => ending.abort(),
  };
}
