import assert from 'node:assert/strict';
import { figure } from './figure.mjs';
import { takeTurns } from './turns.mjs';

export const SIDES = ['ours', 'sdk', 'raw'];

/**
 * Where one side runs.
 *
 * @typedef {object} Place
 * @property {(work: Work) => Promise<{answer: unknown, requests?: string[]}>} first what one call gives, and what it sends
 * @property {(work: Work) => Promise<number>} time how many milliseconds so many calls take
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {{call: string, items?: number, count: number, concurrency?: number}} Work so many calls of a name, so many at a time
 */

/** The calls whose cost is compared, wherever they run. */
const CALLS = ['retrieve', 'heartbeat', 'poll'];

/** A figure for each of these calls, in places that `open` makes; those that are `pictured` are in the picture too. */
export function callFigures({ where, open, pictured = ['retrieve'], reach, size: { count, ...how }, tell }) {
  return withPlaces(SIDES, open, async (places) => {
    const figures = [];
    for (const call of CALLS) {
      const samples = await compare(places, { call, count }, how, tell);
      const what = `${call}, ${where}`;
      figures.push(figure({ what, unit: 'µs', samples, reach, picture: pictured.includes(call) ? what : undefined }));
    }
    return figures;
  });
}

/** Opens a place for each side, and closes them when `body` is through. */
export async function withPlaces(sides, open, body) {
  const places = {};
  try {
    for (const side of sides) places[side] = await open(side);
    return await body(places);
  } finally {
    await Promise.all(Object.values(places).map((place) => place.close()));
  }
}

/**
 * How long the same calls take each side, in microseconds a call.
 *
 * @param {Record<string, Place>} places
 * @param {Work} work
 * @param {{rounds: number, warmUp: number}} how
 * @param {(text: string) => void} tell
 * @returns {Promise<Record<string, number[]>>} a value a round
 */
export async function compare(places, work, how, tell) {
  await assertSame(places, work);
  const sides = Object.fromEntries(
    Object.entries(places).map(([side, place]) => [side, async () => (1e3 * (await place.time(work))) / work.count]),
  );
  return takeTurns(sides, how, (text) => tell(`${work.call}, ${text}`));
}

/** Sides that send something else, or get something else out of it, are not to be compared. */
async function assertSame({ raw, ...others }, work) {
  const expected = await raw.first(work);
  for (const [side, place] of Object.entries(others)) {
    assert.deepEqual(await place.first(work), expected, `${side} and raw do not do the same when asked for ${work.call}`);
  }
}
