/**
 * One line of the table.
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {number} value
 * @property {string} unit
 * @property {string} reach what is to be reached; empty where nothing is
 * @property {boolean | null} reached
 */

const compare = { '≤': (value, limit) => value <= limit, '≥': (value, limit) => value >= limit, '=': (value, limit) => value === limit };

/**
 * @param {"≤" | "≥" | "="} [how] how the value has to stand to the limit
 * @param {number} [limit]
 * @returns {Row}
 */
export function row(what, value, unit, how = undefined, limit = undefined) {
  return { what, value, unit, reach: how ? `${how} ${limit}` : '', reached: how ? compare[how](value, limit) : null };
}
