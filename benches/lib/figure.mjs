import { judged } from './reach.mjs';
import { summary } from './statistics.mjs';

/**
 * One line of the table: what the sides needed for one thing.
 *
 * @typedef {object} Figure
 * @property {string} what
 * @property {{count: number, of: string}} [size] how much of it; figures of the same `what` and several sizes show how it grows
 * @property {string} unit of all the values
 * @property {Record<string, ReturnType<typeof summary>>} sides
 * @property {Array<{text: string, value: number, unit: string, reached: boolean}>} reach
 * @property {string} [picture] its name in the picture; without one it is not there
 */

/**
 * @param {{
 *   what: string, size?: Figure["size"], unit: string, picture?: string,
 *   samples: Record<string, number | number[]>, reach?: Array<import("./reach.mjs").Reach>,
 * }} given `samples` are a value a round, or the only one
 * @returns {Figure}
 */
export function figure({ samples, reach = [], ...told }) {
  const lists = Object.fromEntries(Object.entries(samples).map(([side, values]) => [side, [values].flat()]));
  const sides = Object.fromEntries(Object.entries(lists).map(([side, values]) => [side, summary(values)]));
  return { ...told, sides, reach: reach.map((one) => judged(one, lists)) };
}
