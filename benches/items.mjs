// A full queue: our worker, the official SDK's loop, and fetch alone, over one served emulator.
import { measured } from './lib/child.mjs';
import { row } from './lib/row.mjs';
import { median } from './lib/statistics.mjs';
import { withEmulator } from './work/served.mjs';

const ROUNDS = 3;
const HOW = { items: 1_000, warmUp: 500, handlerMs: 10, concurrency: 64 };
const WHO = ['ours', 'raw', 'official'];

/** A thousand items, taken in turn by each of them, several times. */
export async function items() {
  const results = Object.fromEntries(WHO.map((who) => [who, []]));
  await withEmulator(async ({ newPlace, enqueue }) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const who of WHO) {
        const place = await newPlace();
        await enqueue(place.environmentId, HOW.warmUp + HOW.items);
        results[who].push(await measured(new URL(`work/items-${who}.mjs`, import.meta.url), { ...place, ...HOW }));
      }
    }
  });
  const ms = (who) => median(results[who].map((result) => result.ms));
  const cpu = (who) => (1e3 * median(results[who].map((result) => result.cpuMs))) / HOW.items;
  const what = '1,000 items, 10 ms handlers';
  return [
    row(`${what}, ours at concurrency 64`, ms('ours'), 'ms'),
    row(`${what}, fetch alone at concurrency 64`, ms('raw'), 'ms'),
    row(`${what}, the official loop, one at a time`, ms('official'), 'ms'),
    row(`${what}, times faster than the official loop`, ms('official') / ms('ours'), '×', '≥', 20),
    row('CPU an item, ours', cpu('ours'), 'µs'),
    row('CPU an item, fetch alone', cpu('raw'), 'µs'),
    row('CPU an item, the official loop', cpu('official'), 'µs'),
  ];
}
