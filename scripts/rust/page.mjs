import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { serve } from 'srvx/node';
import { fileServer } from '../../js/cli/console/files.mjs';
import { apiProxy } from '../../js/cli/console/proxy.mjs';
import { interrupted } from '../../js/cli/serving.mjs';
import { Stop, say } from '../lib/say.mjs';
import { buildPage } from './build.mjs';
import { emulated, remote } from './service.mjs';

const host = '127.0.0.1';
/** A page that is forgotten must not fill the memory. */
const mostArrivals = 1_000;

/** Builds the page and serves it until it is told to stop, with a proxy that adds the key: the page has none. */
export async function servePage(args) {
  const options = { port: { type: 'string', default: '8788' }, arrivals: { type: 'string', default: '2000' } };
  const { port, arrivals } = parseArgs({ args, options }).values;
  const built = await buildPage();
  const service = remote() ?? (await emulated({ items: Number(arrivals) ? 12 : 0 }));
  if (!service.apiKey) throw new Stop('The page lists environments: set ANTHROPIC_API_KEY too.');

  // Other users of the machine reach the port too; they do not know this.
  const prefix = `/${randomBytes(18).toString('base64url')}/api`;
  const [files, proxy] = [fileServer(built), apiProxy({ ...service, prefix })];
  let hosts = [];
  const answer = (request) => {
    const { pathname, host: asked } = new URL(request.url);
    // A name of somebody else's that leads here is how a page of theirs would read what this server says.
    if (!hosts.includes(asked)) return new Response('this server answers on loopback addresses only\n', { status: 421 });
    return pathname.startsWith(`${prefix}/`) ? proxy(request) : files(request);
  };
  const server = serve({ fetch: answer, hostname: host, port: Number(port), silent: true, gracefulShutdown: false });
  await server.ready();
  const { origin, port: taken } = new URL(server.url);
  hosts = [`${host}:${taken}`, `localhost:${taken}`];
  const arriving = service.enqueue && Number(arrivals) ? arrive(service.enqueue, Number(arrivals)) : undefined;
  if (arriving) say(`an emulator stands behind the page, and a session arrives every ${arrivals} ms`);
  console.log(`page: ${origin}/?api=${prefix}`);
  await interrupted();
  clearInterval(arriving);
  await server.close(true);
  await service.close?.();
  return 0;
}

function arrive(enqueue, everyMs) {
  let left = mostArrivals;
  return setInterval(() => left-- > 0 && enqueue(), everyMs);
}
