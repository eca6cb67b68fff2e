import { join } from 'node:path';
import { capture } from '../scripts/lib/command.mjs';
import { dist } from '../scripts/lib/paths.mjs';
import { figure } from './lib/figure.mjs';
import { moreThanRaw } from './lib/reach.mjs';
import { takeTurns } from './lib/turns.mjs';

const command = join(dist, 'cli.js');
const lines = ['--help', 'beta:environments:work ack --help', '--version'];

/** How long the command takes to start. */
export const cli = {
  name: 'cli',
  what: 'the command, above bare Node',
  takes: 'a quarter of a minute',
  reach: { help: [moreThanRaw(100, 'ms')] },
  sizes: { full: { rounds: 15, warmUp: 2 }, quick: { rounds: 1, warmUp: 0 } },
  async run({ size, tell }) {
    const sides = { raw: () => timed(['-e', '0']) };
    for (const line of lines) sides[line] = () => timed([command, ...line.split(' ')]);
    const { raw, ...ours } = await takeTurns(sides, size, tell);
    return lines.map((line) =>
      figure({
        what: `leasehold ${line}`,
        unit: 'ms',
        samples: { ours: ours[line], raw },
        reach: line === '--help' ? this.reach.help : [],
      }),
    );
  },
};

async function timed(args) {
  const began = performance.now();
  const { code, stderr } = await capture(process.execPath, args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
  return performance.now() - began;
}
