// Every case of the benchmark, with tiny counts: that it runs and tells what it should. How fast it is, a test does not judge.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cases } from '../../benches/index.mjs';

const script = fileURLToPath(new URL('../../scripts/bench.mjs', import.meta.url));
const run = (...args) => promisify(execFile)(process.execPath, [script, ...args], { timeout: 5 * 60_000 });

describe('the benchmark, with tiny counts', () => {
  let results;

  before(async () => {
    const { stdout } = await run('--quick', '--json').catch((error) => error);
    ({ results } = JSON.parse(stdout));
  });

  for (const { name, reach } of cases) {
    test(`${name} tells what all its sides needed`, () => {
      const { figures, broken } = results.find((result) => result.name === name);
      assert.equal(broken, undefined);
      assert.ok(figures.length > 0);
      for (const figure of figures) {
        assert.ok(figure.sides.ours, `${figure.what} has ours`);
        for (const [side, { median, count }] of Object.entries(figure.sides)) {
          assert.ok(Number.isFinite(median) && count > 0, `${figure.what}, ${side}: ${median} of ${count}`);
        }
        assert.deepEqual(figure.reach, [], 'tiny counts are not judged');
      }
      assert.ok(typeof reach === 'object');
    });
  }

  test('what is compared has the official SDK beside it, and fetch alone', () => {
    const sidesOf = (name) => results.find((result) => result.name === name).figures.map(({ sides }) => Object.keys(sides));
    for (const name of ['start', 'calls', 'pages', 'iterate', 'loopback', 'chromium', 'workerd']) {
      for (const sides of sidesOf(name)) assert.deepEqual(sides, ['ours', 'sdk', 'raw'], name);
    }
    assert.ok(sidesOf('bytes').every((sides) => sides.includes('sdk')));
    assert.deepEqual(sidesOf('items')[0], ['ours', 'sdk', 'raw']);
  });

  test('no lease is lost, whoever holds it', () => {
    const { figures } = results.find(({ name }) => name === 'leases');
    for (const { sides } of figures.filter(({ what }) => what === 'leases lost')) {
      for (const [side, { median }] of Object.entries(sides)) assert.equal(median, 0, side);
    }
  });

  test('a picture has one name for each of its bars', () => {
    const names = results.flatMap(({ figures }) => figures.flatMap(({ picture }) => picture ?? []));
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.length >= 10);
  });
});

describe('its command line', () => {
  let folder;
  let partOfARun;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'leasehold-benchmark-'));
    partOfARun = join(folder, 'run.json');
    const machine = { node: 'v20.0.0', platform: 'linux x64', cpu: 'a processor', cpus: 2 };
    const results = [{ name: 'bytes', seconds: 61, figures: [] }];
    writeFileSync(partOfARun, JSON.stringify({ at: '2026-11-02T08:00:00.000Z', machine, mode: 'full', results }));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  const refused = (...args) =>
    run(...args).then(
      () => assert.fail('it ran'),
      ({ stderr }) => stderr,
    );

  test('a case that does not exist is refused with the names of those that do', async () => {
    assert.match(await refused('--only', 'lease'), /expected one of .*leases.*received "lease"/);
  });

  test('an earlier run is shown again', async () => {
    const { stdout } = await run('--from', partOfARun);
    assert.match(stdout, /^\| case /);
    assert.match(stdout, /\nNode v20\.0\.0, .*, in 1 min 1 s\.\n$/);
  });

  test('what is written down is the whole benchmark, as it is meant', async () => {
    assert.match(await refused('--write', '--only', 'bytes'), /--write wants the whole benchmark/);
    assert.match(await refused('--write', '--quick'), /--write wants the whole benchmark/);
    assert.match(await refused('--from', partOfARun, '--write'), /--write wants the whole benchmark/);
    assert.match(await refused('--quick', '--long'), /one of them/);
  });
});
