import { pack } from '../pack.mjs';
import { installWorkers } from '../workers/install.mjs';
import { runNode, testFiles } from './node.mjs';

/** tests/workers: the examples with the packed package. They are installed once, before the files run beside each other. */
export async function workerTests({ host }) {
  const tarball = await pack();
  await installWorkers(tarball);
  // Mostly they wait for processes: so two files at once, also where there are two processors.
  return runNode(testFiles(['tests/workers']), { ...host, LEASEHOLD_TARBALL: tarball }, { atOnce: 2 });
}
