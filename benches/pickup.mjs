// How long a queued item waits until its handler starts.
import { setTimeout as sleep } from 'node:timers/promises';
import { measured } from './lib/child.mjs';
import { row } from './lib/row.mjs';
import { percentile } from './lib/statistics.mjs';
import { withEmulator } from './work/served.mjs';

const waits = new URL('work/waits.mjs', import.meta.url);

/** So many workers wait side by side, each for an item of its own; the minute really passes. */
const IDLE = { workers: 100, afterMs: 60_000, withinMs: 10_000 };
/** A queue that gets an item every few milliseconds; a start of so many items is not counted. */
const BUSY = { items: 2_000, everyMs: 5, warmUp: 400, concurrency: 64, handlerMs: 10 };

/** A worker whose queue has been empty for a minute. */
export async function idlePickup() {
  const times = await withEmulator(async ({ newPlace, enqueue }) => {
    const places = [];
    for (let i = 0; i < IDLE.workers; i += 1) places.push(await newPlace());
    const done = measured(waits, { places, concurrency: 1, handlerMs: 0, items: IDLE.workers });
    await sleep(IDLE.afterMs);
    // Not all at one moment: the machine would be measured.
    for (const { environmentId } of places) {
      await sleep((IDLE.withinMs / IDLE.workers) * 2 * Math.random());
      await enqueue(environmentId);
    }
    return done;
  });
  const what = `pick-up after an idle minute, ${IDLE.workers} workers`;
  return [row(`${what}, p50`, percentile(times, 50), 'ms', '≤', 1_000), row(`${what}, p95`, percentile(times, 95), 'ms')];
}

/** A worker that is busy, with slots free. */
export async function busyPickup() {
  const { items, everyMs, warmUp, concurrency, handlerMs } = BUSY;
  const times = await withEmulator(async ({ newPlace, enqueue }) => {
    const place = await newPlace();
    const done = measured(waits, { places: [place], concurrency, handlerMs, items: items + warmUp });
    for (let i = 0; i < items + warmUp; i += 1) {
      await enqueue(place.environmentId);
      await sleep(everyMs);
    }
    return done;
  });
  const counted = times.slice(warmUp);
  const what = `pick-up while busy (an item every ${everyMs} ms, handlers of ${handlerMs} ms)`;
  return [row(`${what}, p50`, percentile(counted, 50), 'ms', '≤', 20), row(`${what}, p95`, percentile(counted, 95), 'ms')];
}
