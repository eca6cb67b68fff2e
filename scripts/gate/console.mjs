import { join } from 'node:path';
import { buildConsole } from '../console/build.mjs';
import { root } from '../lib/paths.mjs';
import { checks } from './counts.mjs';
import { runNode, testFiles } from './node.mjs';

const folder = join(root, 'examples/console');

/** The console's types, and its tests, one file at a time: each has a browser of its own. */
export async function consoleTests({ host, chromium }) {
  await buildConsole();
  const types = await checks([
    { command: process.execPath, args: [join(folder, 'node_modules/typescript/bin/tsc'), '--noEmit'], cwd: folder, env: host },
  ]);
  const tests = await runNode(testFiles(['examples/console/tests']), { ...host, CHROME: chromium.browser }, { atOnce: 1 });
  return { passed: types.passed + tests.passed, failed: types.failed + tests.failed };
}
