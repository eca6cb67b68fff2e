// The Worker: a proxy for the console, and a cron that claims work for the objects that hold it.
import { poll } from './poller.js';
import { proxy } from './proxy.js';

export { Holder } from './holder.js';

/** @satisfies {ExportedHandler<import('./env.js').Env>} */
export default {
  fetch: (request, env) => proxy(request, env),
  scheduled: (_controller, env) => poll(env),
};
