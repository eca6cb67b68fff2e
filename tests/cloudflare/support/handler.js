// In the handler's place: it tells all the time that it is at work, and does what the item's metadata say.
import { log } from '../../../examples/cloudflare/src/log.js';

/** How often it tells. */
const TELL_MS = 250;

/** Whose handler, which listens to nothing (`deaf`), may go on. */
export const released = new Set();

export async function handle(item, { step, signal }) {
  const run = crypto.randomUUID();
  const { turns = 2, deaf, throws } = item.metadata;
  const tell = (event, name) => log(event, { workId: item.id, run, step: name });
  for (const name of ['one', 'two', 'three']) {
    await step(name, async () => {
      tell('begins', name);
      if (throws) throw new Error('on purpose');
      for (let turn = 0; turn < turns || (deaf && !released.has(item.id)); turn += 1) {
        await scheduler.wait(TELL_MS, deaf ? {} : { signal });
        tell('works', name);
      }
      tell('ends', name);
    });
  }
}
