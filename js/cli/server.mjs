// An emulator behind HTTP.
import { serve } from 'srvx/node';
import { isObject } from './kinds.mjs';
import { Refusal } from './refusal.mjs';

/**
 * Serves an emulator, and beside the API what a user needs to drive it.
 *
 * @param {import("leasehold/emulator").Emulator} emulator
 * @param {{hostname: string, port: number, log: (lines: string) => void}} options `log` gets a line for each request that is over
 */
export async function serveEmulator(emulator, { hostname, port, log }) {
  let logged = emulator.journal().at(-1)?.number ?? 0;
  const logRequests = () => {
    const filter = { type: 'request', after: logged };
    const entries = emulator.journal(filter);
    if (!entries.length) return;
    // Time has gone on since: what ended meanwhile has its line the next time.
    const lines = emulator.journalText(filter).split('\n', entries.length);
    logged = entries.at(-1).number;
    log(`${lines.join('\n')}\n`);
  };
  const exchange = async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/_emulator/')) return control(emulator, request, pathname);
    try {
      return await emulator.fetch(request);
    } catch {
      return brokenOff(request);
    } finally {
      logRequests();
    }
  };
  const open = new Set();
  const answer = (request) => {
    const answered = exchange(request).finally(() => open.delete(answered));
    open.add(answered);
    return answered;
  };
  const server = serve({ fetch: answer, hostname, port, silent: true, gracefulShutdown: false });
  await server.ready().catch((error) => {
    throw new Refusal(`cannot listen on ${hostname}:${port}: ${error.message}`);
  });
  const close = async () => {
    await server.close(true);
    // Polls that waited have a line to log.
    await Promise.allSettled(open);
  };
  return { url: reachable(new URL(server.url)).origin, close };
}

/** Addresses that stand for all of a machine's are none to ask at, and no client would take plain http there for safe. */
const everywhere = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };

function reachable(url) {
  url.hostname = everywhere[url.hostname] ?? url.hostname;
  return url;
}

/** The client has gone, or the fault plan wants no answer. */
function brokenOff(request) {
  request.runtime.node.res.destroy();
  return new Response(null);
}

async function control(emulator, request, pathname) {
  const name = `${request.method} ${pathname}`;
  if (!Object.hasOwn(controls, name)) {
    return Response.json({ message: `expected one of ${Object.keys(controls).join(', ')}, received ${name}` }, { status: 404 });
  }
  try {
    return await controls[name](emulator, request);
  } catch (error) {
    return Response.json({ message: error.message }, { status: 400 });
  }
}

const controls = {
  'POST /_emulator/work': async (emulator, request) => {
    const body = await request.json().catch(() => undefined);
    if (!isObject(body)) throw new Error('expected a JSON object such as {"environmentId": "env_…"}');
    const { environmentId, ...work } = body;
    return Response.json(emulator.enqueue(environmentId, work));
  },
  'GET /_emulator/journal': (emulator, { headers }) =>
    headers.get('accept')?.includes('application/json') ? Response.json(emulator.journal()) : new Response(emulator.journalText()),
  'GET /_emulator/state': (emulator) => Response.json(emulator.export()),
};
