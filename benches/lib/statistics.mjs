/**
 * The value that this share of the values lies below; between two of them where it falls between.
 *
 * @param {number[]} values at least one, in any order
 * @param {number} share from 0 to 1
 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at % 1);
}

/** The one in the middle. */
export const median = (values) => quantile(values, 0.5);

/**
 * What is told of values: the one in the middle, the smallest, the quartiles, and how far from the middle half of them lie at most (the median
 * absolute deviation). One large value that is far out moves none of them.
 *
 * @param {number[]} values
 */
export function summary(values) {
  const middle = median(values);
  return {
    median: middle,
    min: Math.min(...values),
    q1: quantile(values, 0.25),
    q3: quantile(values, 0.75),
    mad: median(values.map((value) => Math.abs(value - middle))),
    count: values.length,
  };
}
