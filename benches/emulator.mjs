import { measured } from './lib/child.mjs';
import { figure } from './lib/figure.mjs';

const program = new URL('emulator/operations.mjs', import.meta.url);

/** How fast the emulator answers, by the size of its queue. */
export const emulator = {
  name: 'emulator',
  what: "the emulator's answers on Node, by the size of its queue",
  takes: 'a quarter of a minute',
  reach: {},
  sizes: {
    full: { items: [1_000, 10_000, 100_000], count: 50, rounds: 15, warmUp: 5 },
    quick: { items: [20, 40], count: 2, rounds: 1, warmUp: 1 },
  },
  async run({ size: { items: sizes, ...how }, tell }) {
    const results = [];
    for (const items of sizes) {
      tell(`${items} items`);
      results.push({ size: { count: items, of: 'queued' }, samples: await measured(program, { items, ...how }) });
    }
    return Object.keys(results[0].samples).flatMap((operation) =>
      results.map(({ size, samples }) =>
        figure({ what: `the emulator's ${operation}`, size, unit: 'µs', samples: { ours: samples[operation] } }),
      ),
    );
  },
};
