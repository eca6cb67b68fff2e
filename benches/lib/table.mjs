import { shown } from './units.mjs';

const head = ['case', 'what', 'ours', 'SDK', 'raw', 'ours / SDK', 'grows', 'reach'];

/**
 * Figures as Markdown, which is a table for people too.
 *
 * @param {Array<{name: string, figures: import("./figure.mjs").Figure[]}>} results by case
 */
export function table(results) {
  const lines = results.flatMap(({ name, figures }) => figures.map((figure, i) => [i ? '' : name, ...cells(figure, figures)]));
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(3, ...all.map((line) => line[column].length)));
  const [first, ...others] = all.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  return [first, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others].join('\n');
}

function cells(figure, all) {
  const { ours, sdk, raw } = figure.sides;
  const side = (summary) => (summary ? shown(summary.median, figure.unit, summary.count > 1 ? summary.mad : undefined) : '');
  const share = ours && sdk && sdk.median !== 0 ? shown(ours.median / sdk.median, '') : '';
  return [titled(figure), side(ours), side(sdk), side(raw), share, growth(figure, all), figure.reach.map(verdict).join('; ')];
}

/** What a figure is about, with its size. */
export function titled({ what, size }) {
  return size ? `${what}, ${size.count.toLocaleString('en')} ${size.of}` : what;
}

/** How many times the next smaller one it is, at how many times the size. */
export function growth(figure, all) {
  const smaller = all.filter(({ what, size }) => what === figure.what && size?.count < figure.size?.count);
  const last = smaller.sort((a, b) => a.size.count - b.size.count).at(-1);
  if (!last?.sides.ours.median || !figure.sides.ours) return '';
  return `× ${shown(figure.sides.ours.median / last.sides.ours.median, '')} at × ${shown(figure.size.count / last.size.count, '')}`;
}

function verdict({ text, value, unit, reached }) {
  const is = unit === '×' ? shown(value, '') : shown(value, unit);
  return `${text}: ${is}, ${reached ? 'reached' : 'NOT reached'}`;
}

/** Where and when it was measured, and how long that took. */
export function machineOf({ at, machine: { node, platform, cpu, cpus }, results }) {
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  return `Node ${node}, ${platform}, ${cpus} processors (${cpu}), ${at.slice(0, 10)}, in ${Math.floor(seconds / 60)} min ${seconds % 60} s.`;
}
