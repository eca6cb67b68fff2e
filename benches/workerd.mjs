import { callFigures } from './lib/compare.mjs';
import { aboveRaw } from './lib/reach.mjs';
import { inWorkerd } from './places/workerd.mjs';

/** The same as `calls`, in Cloudflare's runtime. */
export const workerd = {
  name: 'workerd',
  what: 'calls over a fetch in memory, in workerd, timed from outside',
  takes: 'half a minute',
  reach: { call: [aboveRaw(0.5)] },
  sizes: { full: { count: 1_000, rounds: 15, warmUp: 4 }, quick: { count: 3, rounds: 1, warmUp: 0 } },
  run({ size, tell }) {
    return callFigures({ where: 'workerd', open: inWorkerd, reach: this.reach.call, size, tell });
  },
};
