import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from './paths.mjs';
import { Stop } from './say.mjs';

/**
 * Writes a text into a Markdown file, between two marks: `<!-- NAME: written by … -->` and `<!-- /NAME -->`.
 *
 * @param {string} file
 * @param {string} name
 * @param {string} text
 */
export function writeMarked(file, name, text) {
  const before = readFileSync(file, 'utf8');
  const marks = new RegExp(`(<!-- ${name}: [^\\n]* -->\\n)[^]*?(<!-- /${name} -->)`);
  if (!marks.test(before)) throw new Stop(`${relative(root, file)} has lost its marks <!-- ${name}: … --> and <!-- /${name} -->`);
  writeFileSync(
    file,
    before.replace(marks, (_, begin, end) => `${begin}${text}\n${end}`),
  );
}
