// The service for a worker example: the emulator, behind a real socket.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dist } from '../lib/paths.mjs';

/**
 * Serves an emulator on a free loopback port, with one environment.
 *
 * @param {object} [options]
 * @param {object} [options.settings] the emulator's
 * @param {(request: Request) => Promise<Response> | undefined} [options.answer] answers in the emulator's place, or not
 */
export async function serveEmulator({ settings, answer = () => undefined } = {}) {
  // They are there only once set-up has run.
  const [{ Client }, { Emulator }, { serve }] = await Promise.all([built('index.js'), built('emulator.js'), import('srvx')]);
  const emulator = new Emulator(settings);
  const fetch = (request) => answer(request) ?? emulator.fetch(request);
  const server = serve({ fetch, hostname: '127.0.0.1', port: 0, silent: true, gracefulShutdown: false });
  await server.ready();

  const client = new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch });
  const { id } = await client.environments.create({ name: 'workers', config: { type: 'self_hosted' } });
  const worker = client.withOptions({ authToken: emulator.environmentKey(id) });
  return {
    emulator,
    environmentId: id,
    /** What a worker that is to talk to it finds in its environment. */
    variables: {
      ANTHROPIC_BASE_URL: new URL(server.url).origin,
      ANTHROPIC_ENVIRONMENT_ID: id,
      ANTHROPIC_ENVIRONMENT_KEY: emulator.environmentKey(id),
    },
    /** Its items, by the service's word. */
    items: () => collected(worker.environments.work.list(id)),
    close: () => server.close(true),
  };
}

/** Node 20 has no `Array.fromAsync`. */
async function collected(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

function built(name) {
  return import(pathToFileURL(join(dist, name)));
}
