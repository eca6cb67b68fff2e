// Cloudflare Workers: a service binding's or a Durable Object's fetch carries the requests.
import { Client } from 'leasehold';
import { Emulator } from 'leasehold/emulator';

interface Env {
  API: Fetcher;
  EMULATOR: DurableObjectNamespace;
  ANTHROPIC_API_KEY: string;
}

export default {
  async fetch(request, env): Promise<Response> {
    const apiKey = env.ANTHROPIC_API_KEY;
    const bound = new Client({ apiKey, fetch: env.API.fetch.bind(env.API) });
    const stub = env.EMULATOR.get(env.EMULATOR.idFromName('one'));
    const emulated = new Client({ apiKey, fetch: (input, init) => stub.fetch(input, init) });
    const environments = await Promise.all([bound.environments.list(null, { signal: request.signal }), emulated.environments.list()]);
    return Response.json(environments.map((page) => page.data));
  },
} satisfies ExportedHandler<Env>;

export const emulated = { fetch: new Emulator().fetch } satisfies ExportedHandler<Env>;
