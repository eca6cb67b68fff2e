// The Worker: a proxy for the console, and a cron that claims work for the objects that hold it.
import { poll } from './poller.js';
import { proxy } from './proxy.js';

export { Holder } from './holder.js';

export default /** @type {ExportedHandler<import('./env.js').Env>} */ ({
  fetch: (request, env) => proxy(request, env),
  scheduled: (_controller, env) => poll(env),
});
