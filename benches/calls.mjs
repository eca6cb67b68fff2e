import { callFigures } from './lib/compare.mjs';
import { aboveRaw } from './lib/reach.mjs';
import { inNode } from './places/node.mjs';

/** What a client does beside the network, call by call. */
export const calls = {
  name: 'calls',
  what: 'calls over a fetch in memory that answers at once, on Node',
  takes: 'half a minute',
  reach: { call: [aboveRaw(0.5)] },
  sizes: { full: { count: 2_000, rounds: 15, warmUp: 4 }, quick: { count: 3, rounds: 1, warmUp: 0 } },
  run({ size, tell }) {
    return callFigures({ where: 'Node', open: inNode, pictured: ['retrieve', 'heartbeat', 'poll'], reach: this.reach.call, size, tell });
  },
};
