import { root } from '../lib/paths.mjs';
import { pack } from '../pack.mjs';
import { installWorkers } from '../workers/install.mjs';
import { counted, nodeCounts } from './counts.mjs';
import { testFiles } from './node.mjs';

/** tests/workers: the examples with the packed package. They are installed once, before the files run beside each other. */
export async function workerTests({ host }) {
  const tarball = await pack();
  await installWorkers(tarball);
  // Mostly they wait for processes: so two files at once, also where there are two processors.
  const args = ['--test', '--test-concurrency=2', '--test-reporter=spec', ...testFiles(['tests/workers'])];
  return counted(nodeCounts, process.execPath, args, { cwd: root, env: { ...host, LEASEHOLD_TARBALL: tarball } });
}
