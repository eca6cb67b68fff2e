// The code in README.md, docs/ and the examples' READMEs: what a reader copies.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';

/** The pages, by their paths from the repository's folder. */
export const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(root, 'examples')).map((name) => `examples/${name}/README.md`),
];

/** What is JavaScript, whole or in a page. */
const LANGUAGES = ['js', 'mjs', 'jsx', 'javascript', 'ts', 'mts', 'tsx', 'typescript', 'html'];

/** A page's text. */
export const textOf = (page) => readFileSync(join(root, page), 'utf8');

/**
 * The JavaScript of a page, fence by fence.
 *
 * @param {string} page
 * @returns {Array<{at: string, heading: string, code: string}>} `at` is the page and the line; `heading` is the nearest above
 */
export function fencesOf(page) {
  const fences = [];
  let heading = '';
  let open;
  textOf(page)
    .split(/\r?\n/)
    .forEach((line, index) => {
      const [, language] = /^\s*```(\w*)/.exec(line) ?? [];
      if (language === undefined) {
        if (open) open.lines.push(line);
        else heading = /^#+ (.*)/.exec(line)?.[1] ?? heading;
      } else if (open) {
        if (LANGUAGES.includes(open.language)) fences.push({ at: `${page}:${open.line}`, heading, code: codeOf(open) });
        open = undefined;
      } else {
        open = { language, line: index + 1, lines: [] };
      }
    });
  return fences;
}

function codeOf({ language, lines }) {
  const text = lines.join('\n');
  return language === 'html' ? [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script).join('\n') : text;
}
