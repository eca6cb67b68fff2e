import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin, ProxyOptions } from 'vite';

/** Where the proxy sends requests, and with which credentials. They stay in this process: the page never sees them. */
export interface ProxyTarget {
  /** The API's base URL. */
  target: string;
  /** Added to requests that bring no credential of their own. */
  apiKey: string | undefined;
  /** Added instead to the calls that only workers make. The API key by default. */
  environmentKey: string | undefined;
}

/** The path under which the page finds the API. */
export const prefix = '/api';

// The fourteen calls and nothing else: whoever gets past the page gets no further than the page does.
const calls: ReadonlyArray<readonly [method: string, path: RegExp]> = [
  ['GET', /^\/v1\/environments(\/[^/]+)?$/],
  ['POST', /^\/v1\/environments(\/[^/]+(\/archive)?)?$/],
  ['DELETE', /^\/v1\/environments\/[^/]+$/],
  ['GET', /^\/v1\/environments\/[^/]+\/work(\/[^/]+)?$/],
  // `poll` and `stats` are no ids.
  ['POST', /^\/v1\/environments\/[^/]+\/work\/(?!(poll|stats)$)[^/]+(\/(ack|heartbeat|stop))?$/],
];

const workerCalls = /^\/v1\/environments\/[^/]+\/work(\/poll|\/[^/]+\/(ack|heartbeat))?$/;

/** Vite's proxy, which adds the credential on this side. */
export function proxyTo({ target, apiKey, environmentKey }: ProxyTarget): Record<string, ProxyOptions> {
  return {
    [prefix]: {
      target,
      changeOrigin: true,
      rewrite: (path) => path.slice(prefix.length),
      configure: (proxy) => {
        proxy.on('proxyReq', (outgoing, incoming) => {
          // What the browser adds by itself is nobody's business there.
          for (const name of ['cookie', 'origin', 'referer']) outgoing.removeHeader(name);
          // A worker in the page sends the token of the item that it holds.
          if (incoming.headers.authorization) return;
          const isWorkers = environmentKey !== undefined && workerCalls.test(pathOf(incoming).slice(prefix.length));
          if (isWorkers) outgoing.setHeader('authorization', `Bearer ${environmentKey}`);
          else if (apiKey) outgoing.setHeader('x-api-key', apiKey);
        });
        proxy.on('error', (_error, _incoming, response) => {
          if ('writeHead' in response && !response.headersSent) refuse(response, 502, 'api_error', `nothing answers at ${target}`);
          else response.destroy();
        });
      },
    },
  };
}

/**
 * Refuses what does not come from the page itself. A proxy that adds a key serves every page that the browser has open, unless
 * somebody looks where requests come from.
 */
export function guardProxy(): Plugin {
  const guard = (incoming: IncomingMessage, response: ServerResponse, next: () => void) => {
    const path = pathOf(incoming);
    if (path !== prefix && !path.startsWith(`${prefix}/`)) return next();
    const from = incoming.headers['sec-fetch-site'];
    if (from !== undefined && from !== 'same-origin') {
      return refuse(response, 403, 'permission_error', 'this proxy serves the console only');
    }
    const inner = path.slice(prefix.length);
    const climbs = inner.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
    if (climbs || !calls.some(([method, pattern]) => method === incoming.method && pattern.test(inner))) {
      return refuse(response, 404, 'not_found_error', 'this proxy lets the calls of the Environments API through and no others');
    }
    return next();
  };
  return {
    name: 'leasehold-console-guard',
    configureServer: ({ middlewares }) => void middlewares.use(guard),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(guard),
  };
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ type: 'error', error: { type, message } }));
}
