import { toNodeHandler } from 'srvx/node';
import type { Connect, Plugin } from 'vite';
import { apiProxy } from '../../../js/cli/console/proxy.mjs';

/** Where the proxy sends requests, and with which credentials. They stay in this process: the page never sees them. */
export interface ProxyTarget {
  /** The API's base URL. */
  baseURL: string;
  /** Added to requests that bring no credential of their own. */
  apiKey: string | undefined;
  /** Added instead to the calls that only workers make. The API key by default. */
  environmentKey: string | undefined;
}

/** The proxy of `leasehold console` in Vite's servers, under `/api`. It answers whatever begins so: nothing gets past its checks. */
export function proxyTo(target: ProxyTarget): Plugin {
  const serve = ({ middlewares }: { middlewares: Connect.Server }) => {
    middlewares.use('/api', toNodeHandler(apiProxy({ prefix: '', ...target })) as Connect.SimpleHandleFunction);
  };
  return { name: 'leasehold-console-proxy', configureServer: serve, configurePreviewServer: serve };
}
