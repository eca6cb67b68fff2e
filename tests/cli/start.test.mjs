// How long the command takes to start: at most 100 ms more than bare Node, in the same run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cli } from '../../benches/cli.mjs';

const BUDGET_MS = 100;

test('leasehold --help starts within its budget', async (context) => {
  const [{ what, sides }] = await cli.run({ size: { rounds: 10, warmUp: 0 }, tell: () => {} });
  assert.equal(what, 'leasehold --help');
  // What else the machine does only adds to a run: the fastest ones say most about the programs.
  const [above, fastest] = ['median', 'min'].map((of) => sides.ours[of] - sides.raw[of]);
  const told = `${above.toFixed(1)} ms above bare Node (the fastest runs: ${fastest.toFixed(1)}); the budget is ${BUDGET_MS}`;
  context.diagnostic(told);
  assert.ok(Math.min(above, fastest) <= BUDGET_MS, told);
});
