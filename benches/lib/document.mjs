import { join, relative } from 'node:path';
import { write } from '../../scripts/lib/files.mjs';
import { writeMarked } from '../../scripts/lib/marked.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { say } from '../../scripts/lib/say.mjs';
import { picture } from './picture.mjs';
import { machineOf, table } from './table.mjs';
import { shown } from './units.mjs';

const image = 'docs/images/benchmark.svg';

/**
 * Writes a whole run down: the table and what is not reached into docs/benchmarks.md, the picture, and the picture's text into the README.
 *
 * @param {string} [folder] where these files are
 */
export function document(run, folder = root) {
  const figures = run.results.flatMap((result) => result.figures);
  const [readme, page, svg] = ['README.md', 'docs/benchmarks.md', image].map((path) => join(folder, path));
  write(svg, picture(figures, machineOf(run)));
  writeMarked(page, 'benchmark', `${machineOf(run)}\n\n${table(run.results)}`);
  writeMarked(readme, 'benchmark', `[![${told(figures)}](${image})](docs/benchmarks.md)`);
  say(`written: ${[readme, page, svg].map((path) => relative(folder, path)).join(', ')}`);
}

/** The picture for those who do not see it. */
function told(figures) {
  const lines = figures.filter((figure) => figure.picture);
  const each = lines.map(
    ({ picture: name, unit, sides: { ours, sdk } }) => `${name} ${shown(ours.median, unit)} (${shown(sdk.median, unit)})`,
  );
  return `Beside the official SDK, whose values are in brackets: ${each.join('; ')}`;
}
