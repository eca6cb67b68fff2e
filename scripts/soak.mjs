// For minutes on end in one process, over a bad network: `npm run soak -- [--minutes 60] [--seed N]`.
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { runNode, testFiles } from './gate/node.mjs';
import { main, Stop } from './lib/say.mjs';

await main(async () => {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string' } } });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Stop(`--minutes: expected a number above 0, received "${values.minutes}"`);
  await build();
  const env = { ...process.env, LEASEHOLD_SOAK_MINUTES: values.minutes };
  if (values.seed) env.LEASEHOLD_SOAK_SEED = values.seed;
  const { failed } = await runNode(testFiles(['tests/soak']), env, { timeoutMs: (minutes + 10) * 60_000 });
  return failed ? 1 : 0;
});
