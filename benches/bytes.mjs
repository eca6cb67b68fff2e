import { BUDGETS } from '../scripts/sizes/budgets.mjs';
import { downloaded, downloads } from '../scripts/sizes/downloads.mjs';
import { figure } from './lib/figure.mjs';
import { atMost } from './lib/reach.mjs';

const [whole, slim, calls] = ['leasehold', 'leasehold/slim with leasehold/wasm', 'leasehold/calls'];

/** The SDK's class alone is what may be had of it with care and no client. */
const sdkWhole = "export * from '@anthropic-ai/sdk';";
const sdkAlone =
  "export { BaseAnthropic } from '@anthropic-ai/sdk/client'; export { Environments } from '@anthropic-ai/sdk/resources/beta/environments';";

/** How much is downloaded. */
export const bytes = {
  name: 'bytes',
  what: 'what a browser downloads: minified by esbuild, and brotli at its best',
  takes: 'some seconds',
  reach: { default: [atMost(BUDGETS[whole], 'B')], slim: [atMost(BUDGETS[slim], 'B')], calls: [atMost(BUDGETS[calls], 'B')] },
  sizes: { full: { quality: 11 }, quick: { quality: 1 } },
  async run({ size: { quality } }) {
    const ours = await downloads(quality);
    const sdk = await downloaded(sdkWhole, quality);
    const [what, picture] = ['downloaded, the whole import', 'bytes downloaded'];
    return [
      figure({ what, unit: 'B', samples: { ours: ours[whole], sdk }, reach: this.reach.default, picture }),
      figure({ what: 'downloaded, slim and its wasm', unit: 'B', samples: { ours: ours[slim], sdk }, reach: this.reach.slim }),
      figure({
        what: "downloaded, the calls alone; the SDK's base client and Environments alone",
        unit: 'B',
        samples: { ours: ours[calls], sdk: await downloaded(sdkAlone, quality) },
        reach: this.reach.calls,
      }),
    ];
  },
};
