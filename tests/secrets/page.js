// The search in a page. What was found is `report`; everything there was to look at stays in `shown`, for the console.
import * as leasehold from '/dist/index.js';
import { search } from './search.js';

globalThis.shown = [];
globalThis.report = await search(
  leasehold,
  () => [],
  (what, value) => globalThis.shown.push({ what, value }),
);
