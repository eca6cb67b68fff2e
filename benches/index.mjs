import { bytes } from './bytes.mjs';
import { calls } from './calls.mjs';
import { chromium } from './chromium.mjs';
import { cli } from './cli.mjs';
import { emulator } from './emulator.mjs';
import { items } from './items.mjs';
import { iterate } from './iterate.mjs';
import { leases } from './leases.mjs';
import { loopback } from './loopback.mjs';
import { pages } from './pages.mjs';
import { busy, idle } from './pickup.mjs';
import { start } from './start.mjs';
import { workerd } from './workerd.mjs';

/**
 * One thing that is measured.
 *
 * @typedef {object} Case
 * @property {string} name for `--only`
 * @property {string} what it measures
 * @property {string} takes how long, about
 * @property {string[]} [needs] what set-up has to bring besides
 * @property {Record<string, import("./lib/reach.mjs").Reach[]>} reach what is to be reached, by the figure that it is about
 * @property {{full: object, quick: object, long?: object}} sizes how much of it: to be measured, to see that it runs, and at length
 * @property {(context: {size: object, tell: (text: string) => void, environment: import("../scripts/setup/environment.mjs").Environment}) =>
 *   Promise<Array<import("./lib/figure.mjs").Figure>>} run
 */

/** @type {Case[]} */
export const cases = [start, bytes, calls, pages, iterate, loopback, chromium, workerd, leases, idle, busy, items, emulator, cli];
