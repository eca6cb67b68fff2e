import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { Stop } from '../lib/say.mjs';

const readme = join(root, 'README.md');
const marks = ['<!-- matrix: written by `npm run matrix -- --write` -->', '<!-- /matrix -->'];

/**
 * Writes the results of a run into the README, between two marks.
 *
 * @param {Array<{label: string, where: string, version: string, passed: number, failed: number}>} results
 */
export function writeTable(results) {
  const text = readFileSync(readme, 'utf8');
  const [begin, end] = marks.map((mark) => text.indexOf(mark));
  if (begin < 0 || end < begin) throw new Stop(`README.md has lost its marks: ${marks.join(' … ')}`);
  writeFileSync(readme, `${text.slice(0, begin + marks[0].length)}\n${table(results)}\n${text.slice(end)}`);
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
