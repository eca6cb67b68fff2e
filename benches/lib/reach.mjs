import { median } from './statistics.mjs';
import { shown } from './units.mjs';

/**
 * What is to be reached: a value of each round, and how it has to stand to a limit.
 *
 * @typedef {object} Reach
 * @property {string} text
 * @property {(round: {ours: number, sdk?: number, raw?: number}) => number} of
 * @property {(value: number) => boolean} holds
 * @property {string} unit of the value
 */

/** Ours may be as much as that, in the unit of the samples. */
export const atMost = (limit, unit) => ({
  text: `≤ ${shown(limit, unit)}`,
  of: ({ ours }) => ours,
  holds: (value) => value <= limit,
  unit,
});

/** Ours has to be that and nothing else. */
export const exactly = (limit) => ({ text: `= ${limit}`, of: ({ ours }) => ours, holds: (value) => value === limit, unit: '' });

/** Ours may be so much more than raw. */
export const moreThanRaw = (limit, unit) => ({
  text: `above raw ≤ ${shown(limit, unit)}`,
  of: ({ ours, raw }) => ours - raw,
  holds: (value) => value <= limit,
  unit,
});

const times = (text, of, holds) => ({ text, of, holds, unit: '×' });

/** Ours may be so many times the official SDK's. */
export const ofTheSdk = (limit) =>
  times(
    `≤ ${limit} × SDK`,
    ({ ours, sdk }) => ours / sdk,
    (value) => value <= limit,
  );

/** Ours may be so many times raw fetch's. */
export const ofRaw = (limit) =>
  times(
    `≤ ${limit} × raw`,
    ({ ours, raw }) => ours / raw,
    (value) => value <= limit,
  );

/** What ours costs above raw fetch may be so many times what the official SDK costs above it. */
export const aboveRaw = (limit) =>
  times(
    `above raw ≤ ${limit} × SDK`,
    ({ ours, sdk, raw }) => (ours - raw) / (sdk - raw),
    (value) => value <= limit,
  );

/** Ours has to be so many times as fast as the official SDK. */
export const timesFaster = (limit) =>
  times(
    `SDK ≥ ${limit} × ours`,
    ({ ours, sdk }) => sdk / ours,
    (value) => value >= limit,
  );

/** Whether it was reached: in the middle of all rounds, each by itself, for those of one round felt the same machine. */
export function judged({ text, of, holds, unit }, samples) {
  const rounds = samples.ours.map((_, round) => Object.fromEntries(Object.entries(samples).map(([side, values]) => [side, values[round]])));
  const value = median(rounds.map(of));
  return { text, value, unit, reached: holds(value) };
}
