// The example's Worker, whose objects can be driven: `/evict/<work id>`, `/look/…`, `/ring/…`, `/release/…`.
import worker, { Holder as Product } from '../../../examples/cloudflare/src/worker.js';
import { released } from './handler.js';

export class Holder extends Product {
  /** Breaks the first time, where the item says so. */
  async hold(item) {
    if (item.metadata.refuses && !(await this.ctx.storage.get('refused'))) {
      await this.ctx.storage.put('refused', true);
      throw new Error('on purpose');
    }
    return super.hold(item);
  }

  /** What happens to every object sooner or later: memory is lost, storage stays. */
  evict() {
    this.ctx.abort('evicted');
  }

  /** The alarm before its time. */
  ring() {
    return super.alarm();
  }

  /** A handler that listens to nothing goes on. */
  release() {
    released.add(this.ctx.id.name);
  }

  async look() {
    return { keys: [...(await this.ctx.storage.list()).keys()], alarm: await this.ctx.storage.getAlarm() };
  }
}

export default {
  ...worker,
  async fetch(request, env) {
    const [, act, workId] = /^\/(evict|look|ring|release)\/(.+)$/.exec(new URL(request.url).pathname) ?? [];
    if (!act) return worker.fetch(request, env);
    const holder = env.HOLDERS.get(env.HOLDERS.idFromName(workId));
    const outcome = await holder[act]().catch(({ message }) => ({ error: message }));
    return Response.json(outcome ?? null);
  },
};
