/** Each unit's larger ones, and how many of it they are. Kilobytes are thousands, as in the budgets of sizes; a lease is told in bytes. */
const scales = {
  µs: [
    ['µs', 1],
    ['ms', 1e3],
    ['s', 1e6],
  ],
  ms: [
    ['ms', 1],
    ['s', 1e3],
  ],
  B: [
    ['B', 1],
    ['KB', 1e3, 10e3],
  ],
};

/**
 * A value for people, in the largest unit in which it is at least one (of kilobytes: ten).
 *
 * @param {number} value
 * @param {string} unit
 * @param {number} [spread] shown beside it, in the same unit
 */
export function shown(value, unit, spread = undefined) {
  const [name, factor] = (scales[unit] ?? [[unit, 1]]).findLast(([, size, from = size], i) => i === 0 || Math.abs(value) >= from);
  const beside = spread === undefined ? '' : ` ±${digits(spread / factor)}`;
  return `${digits(value / factor)}${beside} ${name}`.trim();
}

/** Three digits that count, and no more after the point than make them. */
function digits(value) {
  const size = Math.abs(value);
  const fraction = size < 10 ? 2 : size < 100 ? 1 : 0;
  return value.toLocaleString('en', { maximumFractionDigits: fraction });
}
