import { compare, SIDES, withPlaces } from './lib/compare.mjs';
import { figure } from './lib/figure.mjs';
import { inNode } from './places/node.mjs';

/** What going through a long list costs. */
export const iterate = {
  name: 'iterate',
  what: 'going through all work items with `for await`, pages of 1,000, over a fetch in memory',
  takes: 'half a minute',
  reach: {},
  sizes: {
    full: { items: [1_000, 10_000, 50_000], itemsATurn: 100_000, rounds: 9, warmUp: 2 },
    quick: { items: [10, 2_000], itemsATurn: 1, rounds: 1, warmUp: 0 },
  },
  run({ size: { items: sizes, itemsATurn, ...how }, tell }) {
    return withPlaces(SIDES, inNode, async (places) => {
      const figures = [];
      for (const items of sizes) {
        const count = Math.ceil(itemsATurn / items);
        const samples = await compare(places, { call: 'iterate', items, count }, how, (text) => tell(`${items} items, ${text}`));
        const picture = items === sizes.at(-1) ? `going through ${items.toLocaleString('en')} items` : undefined;
        figures.push(figure({ what: 'going through items', size: { count: items, of: 'items' }, unit: 'µs', samples, picture }));
      }
      return figures;
    });
  },
};
