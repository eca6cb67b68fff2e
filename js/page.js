// One page of a list.
import { LeaseholdError } from './errors.js';
import { open } from './promise.js';

export class Page {
  #next;

  /** `body` as the server sent it; `next` makes the call for the page at a cursor. */
  constructor(body, next) {
    // Not Object.assign: a field named `__proto__` must stay a field.
    Object.defineProperties(this, Object.getOwnPropertyDescriptors(body));
    this.next_page ||= null;
    this.#next = next;
  }

  getPaginatedItems() {
    return this.data;
  }

  hasNextPage() {
    return this.next_page !== null;
  }

  async getNextPage() {
    if (!this.hasNextPage()) throw new LeaseholdError('there is no next page: ask hasNextPage() first');
    return this.#next(this.next_page);
  }

  async *iterPages() {
    for (let page = this; ; page = await page.getNextPage()) {
      yield page;
      if (!page.hasNextPage()) return;
    }
  }

  async *[Symbol.asyncIterator]() {
    for await (const page of this.iterPages()) yield* page.data;
  }
}

/** The same, of its own; what cannot be read is refused elsewhere. */
function copied(params) {
  try {
    return { ...params };
  } catch {
    // A getter that throws.
  }
}

/** Opens the promise of a call. Where that lists, `again` makes the call with other parameters than these `params`. */
export function openCall(again, params) {
  if (!again) return open();
  const same = copied(params);
  return open((body) => new Page(body, (cursor) => again({ ...same, page: cursor })));
}
