import { measured } from './lib/child.mjs';
import { figure } from './lib/figure.mjs';
import { timesFaster } from './lib/reach.mjs';
import { takeTurns } from './lib/turns.mjs';
import { withEmulator } from './work/served.mjs';

/** A full queue: our worker, the official SDK's loop, and fetch alone, over one served emulator. */
export const items = {
  name: 'items',
  what: "a full queue over HTTP: our worker, the official SDK's loop, and fetch alone with as many loops as our worker has slots",
  takes: 'two minutes and a half',
  reach: { all: [timesFaster(20)] },
  sizes: {
    // The official loop takes 14 s for a thousand: more of them only for those who are sooner done.
    full: { items: 1_000, more: 5_000, rounds: 3, elsewhere: 2, warmUp: 300, handlerMs: 10, concurrency: 64 },
    quick: { items: 8, more: 12, rounds: 1, elsewhere: 1, warmUp: 2, handlerMs: 1, concurrency: 4 },
    long: { items: 1_000, more: 10_000, rounds: 7, elsewhere: 5, warmUp: 500, handlerMs: 10, concurrency: 64 },
  },
  run({ size: { items: few, more, rounds, elsewhere, ...how }, tell }) {
    return withEmulator(async ({ newPlace, enqueue }) => {
      const worked = (side, count, runtime) => async () => {
        const place = await newPlace();
        await enqueue(place.environmentId, how.warmUp + count);
        return measured(new URL(`work/items-${side}.mjs`, import.meta.url), { ...place, ...how, items: count }, { runtime });
      };
      const turns = (sides, count, rounds, runtime) => {
        const all = Object.fromEntries(sides.map((side) => [side, worked(side, count, runtime)]));
        return takeTurns(all, { rounds, warmUp: 0 }, (text) => tell(`${runtime}, ${count} items, ${text}`));
      };
      const all = ['ours', 'sdk', 'raw'];
      const reach = this.reach.all;
      const figures = figuresOf(await turns(all, few, rounds, 'Node'), few, 'Node', {
        reach,
        picture: `${few.toLocaleString('en')} items through a worker`,
      });
      figures.push(...figuresOf(await turns(['ours', 'raw'], more, rounds, 'Node'), more, 'Node'));
      for (const runtime of ['Deno', 'Bun']) figures.push(...figuresOf(await turns(all, few, elsewhere, runtime), few, runtime, { reach }));
      return figures.sort((a, b) => a.unit.localeCompare(b.unit));
    });
  },
};

function figuresOf(results, count, runtime, aim = {}) {
  const size = { count, of: 'items' };
  const each = (of) => Object.fromEntries(Object.entries(results).map(([side, values]) => [side, values.map(of)]));
  const what = `items through a worker, ${runtime}`;
  return [
    figure({ what, size, unit: 'ms', samples: each(({ ms }) => ms), ...aim }),
    figure({ what: `${what}, CPU an item`, size, unit: 'µs', samples: each(({ cpuMs }) => (1e3 * cpuMs) / count) }),
  ];
}
