import { join } from 'node:path';
import { installFor } from '../lib/example.mjs';
import { root } from '../lib/paths.mjs';
import { pack } from '../pack.mjs';
import { checks } from './counts.mjs';
import { runNode, testFiles } from './node.mjs';

/** The types of examples/cloudflare, and its tests, two files at a time: mostly they wait, and no lease should run out meanwhile. */
export async function cloudflareTests({ host }) {
  const tarball = await pack({ withConsole: false });
  const packages = await installFor({ example: join(root, 'examples/cloudflare'), name: 'cloudflare', tarball });
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const types = await checks([{ command: process.execPath, args: [compiler, '-p', 'tests/cloudflare'], cwd: root, env: host }]);
  const tests = await runNode(testFiles(['tests/cloudflare']), { ...host, LEASEHOLD_PACKAGES: packages }, { atOnce: 2 });
  return { passed: types.passed + tests.passed, failed: types.failed + tests.failed };
}
