import { compare, SIDES, withPlaces } from './lib/compare.mjs';
import { figure } from './lib/figure.mjs';
import { inNode } from './places/node.mjs';
import { withEmulator } from './work/served.mjs';

/** What is left of the difference over a socket. */
export const loopback = {
  name: 'loopback',
  what: 'retrieve over HTTP on the loopback, so many calls at a time',
  takes: 'half a minute',
  reach: {},
  sizes: {
    full: { concurrency: [1, 8, 64], count: 600, rounds: 12, warmUp: 3 },
    quick: { concurrency: [1, 4], count: 8, rounds: 1, warmUp: 0 },
  },
  run({ size: { concurrency: sizes, count, ...how }, tell }) {
    return withEmulator(async ({ newItem }) => {
      const server = await newItem();
      const open = (side) => inNode(side, server);
      return withPlaces(SIDES, open, async (places) => {
        const figures = [];
        for (const concurrency of sizes) {
          const say = (text) => tell(`${concurrency} at a time, ${text}`);
          const samples = await compare(places, { call: 'retrieve', count, concurrency }, how, say);
          const picture = concurrency === 8 ? undefined : `retrieve over HTTP, ${concurrency} at a time`;
          figures.push(
            figure({
              what: 'retrieve over HTTP, time a call',
              size: { count: concurrency, of: 'at a time' },
              unit: 'µs',
              samples,
              picture,
            }),
          );
        }
        return figures;
      });
    });
  },
};
