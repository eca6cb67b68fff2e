// The search on Deno: `deno run deno.js ENTRY` prints what came of it, as JSON.
import { search } from './search.js';

const leasehold = await import(Deno.args[0]);
const inspected = (value) => [Deno.inspect(value), Deno.inspect(value, { showHidden: true, depth: 20, getters: true, showProxy: true })];
console.log(JSON.stringify(await search(leasehold, inspected)));
