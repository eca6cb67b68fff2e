// Only what does the same is compared.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare, withPlaces } from '../../benches/lib/compare.mjs';
import { open as ours } from '../../benches/sides/ours.js';
import { open as raw } from '../../benches/sides/raw.js';
import { open as sdk } from '../../benches/sides/sdk.js';
import { stand } from '../../benches/sides/stand.js';

const HOW = { rounds: 2, warmUp: 1 };

/** A place in this process, in which every turn takes 6 ms. */
function here(open) {
  const { first, repeat } = stand(open);
  const time = async (work) => {
    await repeat(work);
    return 6;
  };
  return { first, time, close: async () => {} };
}

const compared = (call, sides) => {
  const places = Object.fromEntries(Object.entries(sides).map(([side, open]) => [side, here(open)]));
  return compare(places, { call, items: 1_500, count: 3 }, HOW, () => {});
};

describe('sides', () => {
  for (const call of ['retrieve', 'heartbeat', 'poll', 'page', 'iterate']) {
    test(`ours, the official SDK and raw fetch send the same and give the same: ${call}`, async () => {
      const values = await compared(call, { ours, sdk, raw });
      assert.deepEqual(values, { ours: [2_000, 2_000], sdk: [2_000, 2_000], raw: [2_000, 2_000] });
    });
  }

  test('one that sends something else is not compared', async () => {
    const elsewhere = (place) => ours({ ...place, workId: 'work_other' });
    await assert.rejects(compared('retrieve', { ours: elsewhere, raw }), /ours and raw do not do the same when asked for retrieve/);
  });

  test('one that gives something else is not compared', async () => {
    const lazy = (place) => ({ ...sdk(place), iterate: async () => 1_499 });
    await assert.rejects(compared('iterate', { sdk: lazy, raw }), /sdk and raw do not do the same/);
  });

  test('one that leaves out a page is not compared', async () => {
    const hasty = (place) => ({ ...ours(place), iterate: async () => (await ours(place).page()).length + 500 });
    await assert.rejects(compared('iterate', { ours: hasty, raw }), /ours and raw do not do the same/);
  });
});

describe('places', () => {
  test('are closed when something breaks, those too that were opened before the one that does not open', async () => {
    const closed = [];
    const open = async (side) => {
      if (side === 'raw') throw new Error('it does not open');
      return { close: async () => closed.push(side) };
    };
    await assert.rejects(
      withPlaces(['ours', 'sdk', 'raw'], open, () => assert.fail('it ran')),
      /does not open/,
    );
    assert.deepEqual(closed, ['ours', 'sdk']);
  });
});
