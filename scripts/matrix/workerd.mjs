import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dist, root } from '../lib/paths.mjs';

/** The suite in workerd: in a module worker (`worker`) or in a Durable Object (`object`). */
export const inWorkerd =
  (where) =>
  async ({ server }) => {
    const { Miniflare } = await import('miniflare');
    const miniflare = new Miniflare({
      cf: false,
      compatibilityDate: '2026-04-01',
      modules: await modules(),
      durableObjects: { OBJECT: 'SuiteObject' },
    });
    try {
      const response = await miniflare.dispatchFetch(`http://worker/${where}`, { method: 'POST', body: server });
      if (response.status !== 200) throw new Error(await response.text());
      return { ...(await response.json()), version: version('workerd') };
    } finally {
      await miniflare.dispose();
    }
  };

/** The worker as its author's bundler makes it: one script, and the wasm as a module beside it. */
async function modules() {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(root, 'tests/matrix/workerd.js')],
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm', 'cloudflare:workers'],
  });
  const wasm = ['leasehold.wasm', 'calls.wasm'];
  return [
    { type: 'ESModule', path: 'worker.mjs', contents: outputFiles[0].text },
    ...wasm.map((path) => ({ type: 'CompiledWasm', path, contents: readFileSync(join(dist, path)) })),
  ];
}

function version(name) {
  return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
}
