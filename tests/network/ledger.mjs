import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../support/random.mjs';

/** How long an item's handler takes, in milliseconds: half of them are over at once, the others live through a beat or two. */
const SHORT_MS = [1, 60];
const LONG_MS = [500, 5_000];

/** What handlers do with items, and what must never be. */
export class Ledger {
  #items = new Map();
  #running = new Set();
  #random;
  /** How many items were finished. */
  finished = 0;
  /** How often one was that had been before. */
  again = 0;
  /** How often a handler was told to end first. */
  told = 0;
  /** How many handlers ran at once at most. */
  most = 0;
  /** What must not be, in words. */
  wrong = [];

  /** @param {string} seed how long handlers take */
  constructor(seed) {
    this.#random = randomFrom(seed);
  }

  /** Notes items that are in the queue. */
  expect(ids) {
    const takes = ([from, to]) => from + (to - from) * this.#random();
    for (const id of ids) this.#items.set(id, { done: false, ms: takes(this.#random() < 0.5 ? SHORT_MS : LONG_MS) });
  }

  /** A handler: takes its time, or ends when its lease does. */
  async handle({ id }, { signal }) {
    if (this.#running.has(id)) this.wrong.push(`${id} has two handlers at a time`);
    this.#running.add(id);
    this.most = Math.max(this.most, this.#running.size);
    const item = this.#items.get(id);
    if (await sleep(item.ms, true, { signal }).catch(() => false)) {
      this.again += Number(item.done);
      this.finished += Number(!item.done);
      item.done = true;
    } else {
      this.told += 1;
    }
    this.#running.delete(id);
  }
}
