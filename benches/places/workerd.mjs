import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundled } from './bundled.mjs';

/**
 * A side in a workerd of its own. Its clock stands still while it computes, so it is timed from outside, by the requests that make it work.
 *
 * @param {string} side
 * @returns {Promise<import("../lib/compare.mjs").Place>}
 */
export async function inWorkerd(side) {
  const { Miniflare } = await import('miniflare');
  const miniflare = new Miniflare({ cf: false, compatibilityDate: '2026-04-01', modules: await modules(side) });
  const ask = async (method, work) => {
    const response = await miniflare.dispatchFetch('http://worker/', { method: 'POST', body: JSON.stringify({ method, work }) });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text);
  };
  await miniflare.ready;
  return {
    first: (work) => ask('first', work),
    async time(work) {
      const began = performance.now();
      await ask('repeat', work);
      return performance.now() - began;
    },
    close: () => miniflare.dispose(),
  };
}

async function modules(side) {
  const worker = await bundled(
    `import { open } from './${side}.js';
    import { stand } from './stand.js';
    export default {
      async fetch(request) {
        const { method, work } = await request.json();
        try {
          return Response.json((await stand(open)[method](work)) ?? null);
        } catch (error) {
          return new Response(error.stack, { status: 500 });
        }
      },
    };`,
    { format: 'esm', conditions: ['workerd', 'worker', 'browser'], external: ['*.wasm', 'node:*'] },
  );
  const wasm = readFileSync(fileURLToPath(import.meta.resolve('leasehold/wasm')));
  return [
    { type: 'ESModule', path: 'worker.mjs', contents: worker },
    { type: 'CompiledWasm', path: 'leasehold.wasm', contents: wasm },
  ];
}
