import { join } from 'node:path';
import { writeMarked } from '../lib/marked.mjs';
import { root } from '../lib/paths.mjs';

/**
 * Writes the results of a run into the README, between two marks.
 *
 * @param {Array<{label: string, where: string, version: string, passed: number, failed: number}>} results
 */
export function writeTable(results) {
  writeMarked(join(root, 'README.md'), 'matrix', table(results));
}

/** Each version of a runtime is a line, with all the places in it that ran the suite. */
function table(results) {
  const rows = new Map();
  for (const { label, version, where, passed, failed } of results) {
    const row = rows.get(`${label} ${version}`) ?? {
      name: /\d$/.test(label) ? version && `Node ${version}` : `${label} ${version}`,
      places: [],
    };
    row.places.push(`${where} ${passed}/${passed + failed}`);
    rows.set(`${label} ${version}`, row);
  }
  const lines = [...rows.values()].map(({ name, places }) => `| ${name} | ${places.join(', ')} |`);
  return ['| runtime | tests passed, by place |', '| --- | --- |', ...lines].join('\n');
}
