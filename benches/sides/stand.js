// What every place runs, whatever the runtime: the calls of one side, made again and again.
import { bodiesFor, ENVIRONMENT_ID, WORK_ID } from './answers.js';
import { Memory } from './memory.js';

/** The same for both clients; raw fetch has neither a timeout nor a second try. */
const OPTIONS = { timeout: 60_000, maxRetries: 2, logLevel: 'off', dangerouslyAllowBrowser: true };
const ELSEWHERE = { baseURL: 'https://api.example.com', authToken: 'sk-benchmark', environmentId: ENVIRONMENT_ID, workId: WORK_ID };

/**
 * @param {(place: object) => Record<string, (items?: number) => Promise<unknown>>} open a side: ours.js, slim.js, sdk.js, raw.js
 * @param {{baseURL: string, authToken: string, environmentId: string, workId: string}} [server] a fetch in memory takes its place
 */
export function stand(open, server = undefined) {
  const memory = server ? undefined : new Memory();
  const calls = open({ ...(server ?? { ...ELSEWHERE, fetch: memory.fetch }), options: OPTIONS });
  return {
    /** What one call gives, and what it sends. */
    first({ call, items }) {
      memory?.answer(bodiesFor(call, items));
      return memory ? memory.noting(() => calls[call](items)) : calls[call](items).then((answer) => ({ answer }));
    },
    /** So many calls, so many at a time. */
    async repeat({ call, items, count, concurrency = 1 }) {
      memory?.answer(bodiesFor(call, items));
      let left = count;
      const loop = async () => {
        for (; left > 0; ) {
          left -= 1;
          await calls[call](items);
        }
      };
      await Promise.all(Array.from({ length: concurrency }, loop));
    },
  };
}
