/** Rows as Markdown, which is a table for people too. */
export function table(rows) {
  const cells = rows.map(({ what, value, unit, reach, reached }) => [what, `${shown(value)} ${unit}`.trim(), reach, verdict(reached)]);
  const all = [['what', 'measured', 'reach', ''], ...cells];
  const widths = all[0].map((_, column) => Math.max(3, ...all.map((line) => line[column].length)));
  const lines = all.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

const verdict = (reached) => (reached === null ? '' : reached ? 'reached' : 'NOT reached');

const shown = (value) => value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 });
