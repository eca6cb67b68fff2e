// What `npm run bench -- --write` writes.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { document } from '../../benches/lib/document.mjs';
import { figure } from '../../benches/lib/figure.mjs';
import { ofTheSdk } from '../../benches/lib/reach.mjs';

const machine = { node: 'v20.0.0', platform: 'linux x64', cpu: 'A < B & C', cpus: 2 };
const samples = { ours: [10, 11, 12], sdk: [30, 31, 32], raw: [5, 6, 7] };
const results = [
  {
    name: 'calls',
    seconds: 5,
    figures: [
      figure({ what: 'retrieve', unit: 'µs', samples, reach: [ofTheSdk(0.1)], picture: 'retrieve <in> "Node" & more' }),
      figure({ what: 'only in the table', unit: 'µs', samples: { ours: 4 } }),
    ],
  },
];
const page = 'before\n\n<!-- benchmark: written by somebody -->\nold\n<!-- /benchmark -->\n\nafter\n';

describe('a run, written down', () => {
  let folder;
  const read = (path) => readFileSync(join(folder, path), 'utf8');

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'leasehold-benchmark-'));
    mkdirSync(join(folder, 'docs'));
    for (const path of ['README.md', 'docs/benchmarks.md']) writeFileSync(join(folder, path), page);
    document({ at: '2026-11-02T08:00:00.000Z', machine, results }, folder);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  test('the table stands between its marks, and all around it is as it was', () => {
    const text = read('docs/benchmarks.md');
    assert.match(text, /^before\n\n<!-- benchmark: written by somebody -->\nNode v20.0.0, .*2026-11-02, in 0 min 5 s\.\n\n\| case /);
    assert.match(text, /only in the table .*\|\n<!-- \/benchmark -->\n\nafter\n$/);
    assert.match(text, /NOT reached/);
    assert.doesNotMatch(text, /old/);
  });

  test('the README shows the picture, and says in words what is in it', () => {
    assert.match(
      read('README.md'),
      /\n\[!\[[^\]]*retrieve .* 11 µs \(31 µs\)\]\(docs\/images\/benchmark\.svg\)\]\(docs\/benchmarks\.md\)\n/,
    );
  });

  test('the picture stands alone, and has a dress for the dark', () => {
    const svg = read('docs/images/benchmark.svg');
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.match(svg, /prefers-color-scheme: dark/);
    for (const text of ['retrieve &lt;in&gt;', 'A &lt; B &amp; C', '>11 µs<', '>31 µs<', '>6 µs<']) assert.ok(svg.includes(text), text);
    assert.doesNotMatch(svg, /only in the table|href|url\(/);
  });

  test('the picture is an image for a browser: no mistake in its XML, and of its size', async () => {
    const { launch } = await import('../../scripts/lib/browser.mjs');
    const browser = await launch('chrome', process.env.LEASEHOLD_CHROMIUM ?? 'chromium');
    try {
      const page = await browser.newPage();
      const size = await page.evaluate(async (svg) => {
        const image = new Image();
        image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
        await image.decode();
        return [image.naturalWidth, image.naturalHeight];
      }, read('docs/images/benchmark.svg'));
      assert.deepEqual(size, [860, 152]);
    } finally {
      await browser.close();
    }
  });

  test('it can be written again', () => {
    const first = ['README.md', 'docs/benchmarks.md', 'docs/images/benchmark.svg'].map(read);
    document({ at: '2026-11-02T08:00:00.000Z', machine, results }, folder);
    assert.deepEqual(['README.md', 'docs/benchmarks.md', 'docs/images/benchmark.svg'].map(read), first);
  });

  test('a file that has lost its marks is left alone, and named', () => {
    writeFileSync(join(folder, 'docs/benchmarks.md'), 'no marks');
    assert.throws(() => document({ at: '2026-11-02T08:00:00.000Z', machine, results }, folder), /benchmarks\.md has lost its marks/);
    assert.equal(read('docs/benchmarks.md'), 'no marks');
  });
});
