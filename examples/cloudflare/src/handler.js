// What is to be done with an item. Put your own here.
import { log } from './log.js';

/**
 * This one pretends: three steps, each of which takes as long as the item's metadata say (`step_ms`, two seconds by default).
 *
 * Whatever is done in a `step` is done once, however often the object is evicted: see `Tools` in env.d.ts. Effects elsewhere should
 * bear being done twice all the same, for an eviction may come between the effect and the note of it: write under the item's id.
 *
 * @type {import('./env.js').Handler}
 */
export async function handle(item, { step, signal }) {
  const stepMs = Number(item.metadata.step_ms ?? 2_000);
  for (const name of ['prepare', 'run', 'report']) {
    await step(name, async () => {
      log('step begins', { workId: item.id, step: name });
      await scheduler.wait(stepMs, { signal });
      log('step is done', { workId: item.id, step: name });
    });
  }
}
