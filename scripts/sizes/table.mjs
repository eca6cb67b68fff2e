import { BUDGETS } from './budgets.mjs';

/** A size that grew by more than this part of itself is nobody's chance. Another compiler may add ten times as much. */
const SLACK = 0.01;

/** @typedef {{name: string, now: number, before: number, isTooLarge: boolean}} Row */

/**
 * The sizes of now beside those that are recorded. Only what is downloaded can be too large.
 *
 * @param {import("./record.mjs").Sizes} now
 * @param {import("./record.mjs").Sizes} before
 * @returns {Record<"downloads" | "wasm" | "scripts", Row[]>}
 */
export function compare(now, before) {
  const slack = now.compiler === before.compiler ? SLACK : 10 * SLACK;
  const rows = (kind) =>
    [...new Set([...Object.keys(now[kind]), ...Object.keys(before[kind])])].map((name) => {
      const [is, was] = [now[kind][name] ?? 0, before[kind][name] ?? 0];
      return { name, now: is, before: was, isTooLarge: kind === 'downloads' && is > was * (1 + slack) };
    });
  return { downloads: rows('downloads'), wasm: rows('wasm'), scripts: rows('scripts') };
}

/** The comparison for people: what is downloaded, with its budget, and what that is made of. Whatever grew has a plus. */
export function shown({ downloads, wasm, scripts }) {
  const line = ({ name, now, before }) => {
    const change = now === before ? '' : `${now > before ? '+' : '−'}${kilobytes(Math.abs(now - before))}`;
    return `${name.padEnd(38)}${kilobytes(now).padStart(10)}${change.padStart(12)}`;
  };
  const budget = ({ name }) => (BUDGETS[name] ? `   budget ${kilobytes(BUDGETS[name])}` : '');
  return [
    'downloaded: minified, brotli',
    ...downloads.map((row) => line(row) + budget(row) + (row.isTooLarge ? '   GREW' : '')),
    "the client's wasm, before compression",
    ...wasm.map(line),
    "the client's scripts, minified",
    ...scripts.map(line),
  ].join('\n');
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(2)} KB`;
