import { callFigures } from './lib/compare.mjs';
import { aboveRaw } from './lib/reach.mjs';
import { withChromium } from './places/chromium.mjs';

/** The same as `calls`, in pages. */
export const chromium = {
  name: 'chromium',
  what: 'calls over a fetch in memory, in pages of Chromium',
  takes: 'half a minute',
  needs: ['chromium'],
  reach: { call: [aboveRaw(0.5)] },
  sizes: { full: { count: 1_000, rounds: 15, warmUp: 4 }, quick: { count: 3, rounds: 1, warmUp: 0 } },
  run({ size, tell, environment }) {
    return withChromium(environment.chromium.browser, (open) =>
      callFigures({ where: 'Chromium', open, reach: this.reach.call, size, tell }),
    );
  },
};
