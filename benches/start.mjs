import { measured } from './lib/child.mjs';
import { figure } from './lib/figure.mjs';
import { atMost, ofTheSdk } from './lib/reach.mjs';
import { takeTurns } from './lib/turns.mjs';

const program = new URL('start/first-answer.mjs', import.meta.url);

/** How soon after its import a client has its first answer. */
export const start = {
  name: 'start',
  what: 'from the import to the first answer, over a fetch in memory, in fresh processes',
  takes: 'a quarter of a minute',
  reach: { answer: [ofTheSdk(0.15), atMost(15, 'ms')] },
  sizes: { full: { rounds: 15, warmUp: 2 }, quick: { rounds: 1, warmUp: 0 } },
  async run({ size, tell }) {
    const sides = ['ours', 'slim', 'calls', 'sdk', 'raw'].map((side) => [side, () => measured(program, { side })]);
    const { ours, slim, calls, sdk, raw } = await takeTurns(Object.fromEntries(sides), size, tell);
    const reach = this.reach.answer;
    return [
      figure({ what: 'import to first answer', unit: 'ms', samples: { ours, sdk, raw }, reach, picture: 'import to first answer' }),
      figure({ what: 'import to first answer, slim, its wasm from a file', unit: 'ms', samples: { ours: slim, sdk, raw }, reach }),
      figure({ what: 'import to first answer, the calls alone', unit: 'ms', samples: { ours: calls, sdk, raw }, reach }),
    ];
  },
};
