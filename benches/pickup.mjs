// How long a queued item waits until its handler starts.
import { setTimeout as sleep } from 'node:timers/promises';
import { measured } from './lib/child.mjs';
import { figure } from './lib/figure.mjs';
import { atMost } from './lib/reach.mjs';
import { quantile } from './lib/statistics.mjs';
import { withEmulator } from './work/served.mjs';

const programs = { ours: new URL('work/waits-ours.mjs', import.meta.url), sdk: new URL('work/waits-sdk.mjs', import.meta.url) };

/** A worker whose queue has been empty for a minute. The minute really passes, for both sides at once. */
export const idle = {
  name: 'idle',
  what: 'from enqueue to the handler, over HTTP, by workers that have been idle for a minute',
  takes: 'a minute and a quarter',
  reach: { median: [atMost(1_000, 'ms')] },
  sizes: { full: { workers: 100, afterMs: 60_000, withinMs: 10_000 }, quick: { workers: 2, afterMs: 20, withinMs: 20 } },
  async run({ size: { workers, afterMs, withinMs }, tell }) {
    const waits = await withEmulator(async ({ newPlace, enqueue }) => {
      const places = { ours: [], sdk: [] };
      for (let i = 0; i < workers; i += 1) for (const side of ['ours', 'sdk']) places[side].push(await newPlace());
      const done = Promise.all(
        Object.keys(places).map((side) => measured(programs[side], { places: places[side], handlerMs: 0, items: workers })),
      );
      // Looked at below, when the minute has passed; until then nobody would.
      done.catch(() => {});
      tell(`${workers} workers of each side wait`);
      await sleep(afterMs);
      tell('items come');
      // Not all at one moment: the machine would be measured.
      for (let i = 0; i < workers; i += 1) {
        await sleep((withinMs / workers) * 2 * Math.random());
        for (const side of ['ours', 'sdk']) await enqueue(places[side][i].environmentId);
      }
      const [ours, sdk] = await done;
      return { ours, sdk };
    });
    return figuresOf('pick-up after an idle minute', waits, this.reach.median, 'pick-up after an idle minute');
  },
};

/** A worker that is busy, with slots free. The official loop takes one item after the other and would never be through. */
export const busy = {
  name: 'busy',
  what: 'from enqueue to the handler, over HTTP, by a worker that is busy and has slots free',
  takes: 'a quarter of a minute',
  reach: { median: [atMost(20, 'ms')] },
  sizes: {
    full: { items: 1_500, everyMs: 5, warmUp: 400, concurrency: 64, handlerMs: 10 },
    quick: { items: 10, everyMs: 1, warmUp: 2, concurrency: 4, handlerMs: 1 },
    long: { items: 6_000, everyMs: 5, warmUp: 400, concurrency: 64, handlerMs: 10 },
  },
  async run({ size: { items, everyMs, warmUp, concurrency, handlerMs }, tell }) {
    const times = await withEmulator(async ({ newPlace, enqueue }) => {
      const place = await newPlace();
      const done = measured(programs.ours, { places: [place], concurrency, handlerMs, items: items + warmUp });
      done.catch(() => {});
      for (let i = 0; i < items + warmUp; i += 1) {
        await enqueue(place.environmentId);
        await sleep(everyMs);
        if (i % 100 === 0) tell(`${i} of ${items + warmUp} items`);
      }
      return done;
    });
    const what = `pick-up while busy, an item every ${everyMs} ms, handlers of ${handlerMs} ms`;
    return figuresOf(what, { ours: times.slice(warmUp) }, this.reach.median);
  },
};

function figuresOf(what, waits, reach, picture = undefined) {
  const late = Object.fromEntries(Object.entries(waits).map(([side, values]) => [side, quantile(values, 0.95)]));
  return [
    figure({ what, unit: 'ms', samples: waits, reach, picture }),
    figure({ what: `${what}, 95 of 100 are sooner`, unit: 'ms', samples: late }),
  ];
}
