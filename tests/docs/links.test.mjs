// Every link of every page leads somewhere; those of pages that the packages have, to what is in them.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { pages, textOf } from './fences.mjs';

const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** npm packs the README whatever `files` says. */
const packed = ['README.md', ...files];

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

for (const page of [...pages, 'CHANGELOG.md', 'CONTRIBUTING.md', 'tests/fuzz/README.md']) {
  test(`the links of ${page}`, () => {
    for (const { link, file, heading } of linksOf(page)) {
      assert.ok(existsSync(join(root, file)), link);
      const text = existsSync(join(root, file, 'README.md')) ? join(file, 'README.md') : file;
      if (heading) assert.ok(anchorsOf(text).includes(heading), link);
      // There is no repository's address yet by which a package's page could lead there.
      if (packed.includes(page)) assert.ok(packed.includes(file), `${link} is not in the package`);
    }
  });
}

test('what the command refers to is in the package', () => {
  for (const file of readFileSync(join(root, 'js/cli/commands.mjs'), 'utf8').match(/docs\/\w+\.md/g)) assert.ok(files.includes(file), file);
});
