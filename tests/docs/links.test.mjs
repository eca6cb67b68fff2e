// Every link in README.md and docs/ leads somewhere; those between pages that the package has, in the package too.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { pages, textOf } from './fences.mjs';

/** Where the relative links of a page lead: the file, and the heading where one is named. */
function linksOf(page) {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
  return links.map((link) => {
    const [path, heading] = link.split('#');
    return { link, file: path ? normalize(join(dirname(page), path)) : page, heading };
  });
}

const anchorsOf = (page) =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

for (const page of pages) {
  test(`the links of ${page}`, () => {
    for (const { link, file, heading } of linksOf(page)) {
      assert.ok(existsSync(join(root, file)), link);
      if (heading) assert.ok(anchorsOf(file).includes(heading), link);
    }
  });
}

test('what the command and the README refer to is in the package', () => {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const commands = readFileSync(join(root, 'js/cli/commands.mjs'), 'utf8').match(/docs\/\w+\.md/g);
  const [, entries] = /docs\/client\.md, ([^;]*) in it;/.exec(textOf('README.md').replaceAll('\n', ' '));
  const named = ['docs/client.md', ...entries.match(/\w+\.md/g).map((name) => `docs/${name}`)];
  assert.deepEqual(
    [...new Set(named)].sort(),
    files.filter((file) => file.startsWith('docs/')),
  );
  for (const file of commands) assert.ok(files.includes(file), file);
});
