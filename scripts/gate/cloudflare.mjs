import { join } from 'node:path';
import { installFor } from '../lib/example.mjs';
import { root } from '../lib/paths.mjs';
import { pack } from '../pack.mjs';
import { checks, counted, nodeCounts } from './counts.mjs';
import { testFiles } from './node.mjs';

/** The types of examples/cloudflare, and its tests, two files at a time: mostly they wait, and no lease should run out meanwhile. */
export async function cloudflareTests({ host }) {
  const tarball = await pack({ withConsole: false });
  const packages = await installFor({ example: join(root, 'examples/cloudflare'), name: 'cloudflare', tarball });
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const types = await checks([{ command: process.execPath, args: [compiler, '-p', 'tests/cloudflare'], cwd: root, env: host }]);
  const args = ['--test', '--test-concurrency=2', '--test-reporter=spec', ...testFiles(['tests/cloudflare'])];
  const tests = await counted(nodeCounts, process.execPath, args, { cwd: root, env: { ...host, LEASEHOLD_PACKAGES: packages } });
  return { passed: types.passed + tests.passed, failed: types.failed + tests.failed };
}
