import { measured } from './lib/child.mjs';
import { figure } from './lib/figure.mjs';
import { timesFaster } from './lib/reach.mjs';
import { takeTurns } from './lib/turns.mjs';
import { withEmulator } from './work/served.mjs';

/** A full queue: our worker, the official SDK's loop, and fetch alone, over one served emulator. */
export const items = {
  name: 'items',
  what: "a full queue over HTTP: our worker, the official SDK's loop, and fetch alone with as many loops as our worker has slots",
  takes: 'a minute and a half',
  reach: { all: [timesFaster(20)] },
  sizes: {
    // The official loop takes 14 s for a thousand: more of them only for those who are sooner done.
    full: { items: 1_000, more: 5_000, rounds: 3, warmUp: 300, handlerMs: 10, concurrency: 64 },
    quick: { items: 8, more: 12, rounds: 1, warmUp: 2, handlerMs: 1, concurrency: 4 },
    long: { items: 1_000, more: 10_000, rounds: 7, warmUp: 500, handlerMs: 10, concurrency: 64 },
  },
  run({ size: { items: few, more, rounds, ...how }, tell }) {
    return withEmulator(async ({ newPlace, enqueue }) => {
      const worked = (side, count) => async () => {
        const place = await newPlace();
        await enqueue(place.environmentId, how.warmUp + count);
        return measured(new URL(`work/items-${side}.mjs`, import.meta.url), { ...place, ...how, items: count });
      };
      const turns = (sides, count) => {
        const all = Object.fromEntries(sides.map((side) => [side, worked(side, count)]));
        return takeTurns(all, { rounds, warmUp: 0 }, (text) => tell(`${count} items, ${text}`));
      };
      const results = await turns(['ours', 'sdk', 'raw'], few);
      const resultsOfMore = await turns(['ours', 'raw'], more);
      return [
        ...figuresOf(results, few, { reach: this.reach.all, picture: `${few.toLocaleString('en')} items through a worker` }),
        ...figuresOf(resultsOfMore, more),
      ].sort((a, b) => a.unit.localeCompare(b.unit));
    });
  },
};

function figuresOf(results, count, aim = {}) {
  const size = { count, of: 'items' };
  const each = (of) => Object.fromEntries(Object.entries(results).map(([side, values]) => [side, values.map(of)]));
  const what = 'items through a worker';
  return [
    figure({ what, size, unit: 'ms', samples: each(({ ms }) => ms), ...aim }),
    figure({ what: `${what}, CPU an item`, size, unit: 'µs', samples: each(({ cpuMs }) => (1e3 * cpuMs) / count) }),
  ];
}
