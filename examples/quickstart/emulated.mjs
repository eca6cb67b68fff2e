// The service in this process: the emulator, behind a real socket.
import { Client } from 'leasehold';
import { Emulator } from 'leasehold/emulator';
import { serve } from 'srvx';

/** Starts an emulator on a free loopback port, creates an environment in it, and queues sessions. */
export async function emulated(items) {
  const emulator = new Emulator();
  const server = serve({ fetch: emulator.fetch, hostname: '127.0.0.1', port: 0, silent: true, gracefulShutdown: false });
  await server.ready();
  const baseURL = new URL(server.url).origin;
  console.log(`emulator: ${baseURL}`);

  const client = new Client({ baseURL, apiKey: emulator.apiKey });
  const { id: environmentId } = await client.environments.create({ name: 'quickstart', config: { type: 'self_hosted' } });
  for (let i = 0; i < items; i += 1) emulator.enqueue(environmentId);
  console.log(`environment: ${environmentId}, ${items} sessions queued`);

  const workerClient = client.withOptions({ authToken: emulator.environmentKey(environmentId) });
  return { client, workerClient, environmentId, items, drain: true, close: () => server.close(true) };
}
