import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { figure } from './lib/figure.mjs';
import { atMost } from './lib/reach.mjs';
import { bundled } from './places/bundled.mjs';

/** What a page with one of these imports downloads. The SDK's class alone is what may be had of it with care and no client. */
const imports = {
  ours: "export * from 'leasehold'; export { default } from 'leasehold';",
  slim: "export * from 'leasehold/slim'; export { default } from 'leasehold/slim';",
  sdk: "export * from '@anthropic-ai/sdk'; export { default } from '@anthropic-ai/sdk';",
  sdkAlone:
    "export { BaseAnthropic } from '@anthropic-ai/sdk/client'; export { Environments } from '@anthropic-ai/sdk/resources/beta/environments';",
};

/** How much is downloaded. */
export const bytes = {
  name: 'bytes',
  what: 'what a browser downloads: minified by esbuild, and brotli at its best',
  takes: 'some seconds',
  reach: { default: [atMost(38_000, 'B')], slim: [atMost(28_000, 'B')] },
  sizes: { full: { quality: 11 }, quick: { quality: 1 } },
  async run({ size: { quality } }) {
    const brotli = (content) => brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length;
    const sizeOf = async (contents) => brotli(await bundled(contents, { minify: true, format: 'esm', platform: 'browser' }));
    const wasm = brotli(readFileSync(fileURLToPath(import.meta.resolve('leasehold/wasm'))));
    const sdk = await sizeOf(imports.sdk);
    const whole = await sizeOf(imports.ours);
    const slim = (await sizeOf(imports.slim)) + wasm;
    const [what, picture] = ['downloaded, the whole import', 'bytes downloaded'];
    return [
      figure({ what, unit: 'B', samples: { ours: whole, sdk }, reach: this.reach.default, picture }),
      figure({ what: 'downloaded, slim and its wasm', unit: 'B', samples: { ours: slim, sdk }, reach: this.reach.slim }),
      figure({
        what: "downloaded, slim and its wasm; the SDK's base client and Environments alone",
        unit: 'B',
        samples: { ours: slim, sdk: await sizeOf(imports.sdkAlone) },
      }),
    ];
  },
};
