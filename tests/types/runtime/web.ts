// Where a runtime declares fetch and what belongs to it, those are the types that are used: a browser page, a Web Worker,
// Cloudflare's workers-types, @types/node.
import { APIError, Client, type Fetch, type RequestOptions } from 'leasehold';
import { Emulator } from 'leasehold/emulator';
import { holds, type IsAny, is, type Same } from '../assert.js';

declare const client: Client;
const { environments } = client;
holds<Same<IsAny<Response>, false>>();
holds<Same<IsAny<AbortSignal>, false>>();

export async function answers(error: unknown): Promise<void> {
  is<Response>()(await environments.retrieve('env_1').asResponse());
  is<Response>()((await environments.list().withResponse()).response);
  if (error instanceof APIError) is<Headers | undefined>()(error.headers);
}

const controller = new AbortController();
export const options: RequestOptions = { signal: controller.signal, headers: new Headers({ 'x-team': 'ci' }) };
environments.list(null, { signal: AbortSignal.timeout(1000) });

new Client({ fetch, logger: console, defaultHeaders: new Headers() });
new Client({ fetch: globalThis.fetch });
new Client({ fetch: (input, init) => fetch(input, init) });
new Client({
  fetch: async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    return new Response(JSON.stringify({ url, method: init?.method }), { headers: { 'content-type': 'application/json' } });
  },
});
export const answerNothing: Fetch = async () => new Response(null, { status: 204 });

// @ts-expect-error Type 'Promise<string>' is not assignable to type 'Promise<Response>'
new Client({ fetch: async () => 'no Response' });
// @ts-expect-error Type 'AbortController' is missing the following properties from type 'AbortSignal'
environments.list(null, { signal: controller });

// A handler, as servers have it, is called with something of theirs besides the request.
type Handler = (request: Request, connection: { remoteAddress: string }) => Response | Promise<Response>;
export const handler: Handler = new Emulator().fetch;
