import { compare, SIDES, withPlaces } from './lib/compare.mjs';
import { figure } from './lib/figure.mjs';
import { ofRaw } from './lib/reach.mjs';
import { inNode } from './places/node.mjs';

/** The size that the number to reach is about, which is the largest page that there is. */
const AIM = 1_000;

/** What a client adds to the reading of a large answer. */
export const pages = {
  name: 'pages',
  what: 'a page of work items over a fetch in memory',
  takes: 'half a minute',
  reach: { page: [ofRaw(1.05)] },
  sizes: {
    full: { items: [1, 10, 100, 1_000], itemsATurn: 200_000, callsATurn: 1_000, rounds: 15, warmUp: 4 },
    quick: { items: [1, 1_000], itemsATurn: 1, callsATurn: 1, rounds: 1, warmUp: 0 },
  },
  run({ size: { items: sizes, itemsATurn, callsATurn, ...how }, tell }) {
    return withPlaces(SIDES, inNode, async (places) => {
      const figures = [];
      for (const items of sizes) {
        const count = Math.ceil(Math.min(callsATurn, itemsATurn / items));
        const samples = await compare(places, { call: 'page', items, count }, how, (text) => tell(`${items} items, ${text}`));
        const aim = items === AIM ? { reach: this.reach.page, picture: 'a page of 1,000 items' } : {};
        figures.push(figure({ what: 'a page', size: { count: items, of: 'items' }, unit: 'µs', samples, ...aim }));
      }
      return figures;
    });
  },
};
