import { computed, signal } from '@preact/signals';
import type { Page, WorkItem } from 'leasehold';
import { type Failure, failureOf } from '../api/failure.ts';
import type { Source } from '../api/source.ts';

/** How many items are loaded at first, and each time that more are asked for. */
export const loadStep = 10_000;

const pageSize = 250;
/** A whole list is asked for less often than what is in sight, the longer it is. */
const sweepMsPerPage = 500;
/** Filtered rows may come from many pages: so many of them are kept up to date in between. */
const mostPagesInSight = 3;

/** The work items of an environment, newest first, kept up to date. */
export class ItemStore {
  readonly items = signal<readonly WorkItem[]>([]);
  readonly failure = signal<Failure | undefined>(undefined);
  /** Whether everything that was asked for has been loaded once. */
  readonly isLoaded = signal(false);
  /** Whether the server has more than is loaded. */
  readonly hasMore = signal(false);
  /** How many items of each state there are. */
  readonly counts = computed(() => {
    const counts = new Map<string, number>();
    for (const { state } of this.items.value) counts.set(state, (counts.get(state) ?? 0) + 1);
    return counts;
  });

  readonly #api: Source;
  readonly #environmentId: string;
  readonly #untilIdle: () => Promise<void>;
  // By which page an item came, as the API's cursor has it.
  readonly #cursors = new Map<string, string | null>();
  #inSight: readonly string[] = [];
  #limit = loadStep;
  #nextSweep = 0;

  /** @param untilIdle resolves once the list stands still: nothing is parsed while somebody scrolls */
  constructor(api: Source, environmentId: string, untilIdle: () => Promise<void>) {
    this.#api = api;
    this.#environmentId = environmentId;
    this.#untilIdle = untilIdle;
  }

  /** Says which items somebody sees. */
  look(ids: readonly string[]): void {
    this.#inSight = ids;
  }

  /** Brings what is new and what is in sight up to date, and from time to time everything. */
  async refresh(signal: AbortSignal): Promise<void> {
    try {
      const first = await this.#page(null, signal);
      if (performance.now() < this.#nextSweep) await this.#touchUp(first, signal);
      else await this.#sweep(first, signal);
      this.failure.value = undefined;
    } catch (error) {
      if (!signal.aborted) this.failure.value = failureOf(error);
    }
  }

  /** Has more loaded with the next refresh. */
  loadMore(): void {
    this.#limit += loadStep;
    this.#nextSweep = 0;
  }

  /** Puts in what an answer said of one item. */
  put(item: WorkItem): void {
    this.items.value = this.items.value.map((other) => (other.id === item.id ? item : other));
  }

  async #page(cursor: string | null, signal: AbortSignal): Promise<Page<WorkItem>> {
    await this.#untilIdle();
    const { work } = this.#api.forWorkers(this.#environmentId).environments;
    const page = await work.list(this.#environmentId, { limit: pageSize, page: cursor }, { signal });
    for (const { id } of page.data) this.#cursors.set(id, cursor);
    return page;
  }

  async #touchUp(first: Page<WorkItem>, signal: AbortSignal): Promise<void> {
    const fresh = [...first.data];
    const cursors = new Set(this.#inSight.flatMap((id) => this.#cursors.get(id) ?? []));
    for (const cursor of [...cursors].slice(0, mostPagesInSight)) fresh.push(...(await this.#page(cursor, signal)).data);
    this.#merge(fresh);
  }

  async #sweep(first: Page<WorkItem>, signal: AbortSignal): Promise<void> {
    const found: WorkItem[] = [];
    let page = first;
    for (;;) {
      found.push(...page.data);
      // The first time there is something to see at once.
      if (!this.isLoaded.peek() && found.length > this.items.peek().length) this.items.value = [...found];
      if (!page.hasNextPage() || found.length >= this.#limit) break;
      page = await this.#page(page.next_page, signal);
    }
    this.items.value = found;
    this.isLoaded.value = true;
    this.hasMore.value = page.hasNextPage();
    this.#nextSweep = performance.now() + (found.length / pageSize) * sweepMsPerPage;
  }

  #merge(items: readonly WorkItem[]): void {
    const fresh = new Map(items.map((item) => [item.id, item]));
    const known = this.items.peek().map((item) => {
      const newer = fresh.get(item.id) ?? item;
      fresh.delete(item.id);
      return newer;
    });
    // What is left is new, and so newer than all the others.
    this.items.value = [...fresh.values(), ...known];
  }
}
