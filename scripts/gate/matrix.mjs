import { named, runMatrix } from '../matrix.mjs';

/** The whole suite on some runtimes of the matrix. */
export const matrix =
  (...names) =>
  async () => {
    const results = await runMatrix(named(names));
    const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
    return { passed: total('passed'), failed: total('failed'), note: `${results.length} runtimes` };
  };
