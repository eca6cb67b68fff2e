import type { APIPromise } from './promise.js';
import type { Environment } from './types/environment.js';
import type { WorkItem } from './types/work.js';

/** A page as it comes from the server. */
export interface PageResponse<Item> {
  /** The items of this page. */
  data: Array<Item>;
  /** Where the next page begins, for the parameter `page`; `null` on the last one. */
  next_page: string | null;
}

/** Which page a list call asks for. */
export interface PageParams {
  /** How many items a page holds at most: a positive integer. The server's default when left out. */
  limit?: number | undefined;
  /** Where the page begins: the page before's `next_page`. The first page when left out. */
  page?: string | null | undefined;
}

/** One page of a list. `for await` over it goes through its items and those of all pages after it. */
export declare class Page<Item> implements PageResponse<Item> {
  /** Only a client makes one. */
  protected constructor();

  /** The items of this page. */
  data: Array<Item>;

  /** Where the next page begins; `null` on the last one. */
  next_page: string | null;

  /** The items of this page, the same as `data`. */
  getPaginatedItems(): Item[];

  /** Whether another page follows. */
  hasNextPage(): boolean;

  /** Fetches the page after this one, with the same parameters and options. Rejects when there is none. */
  getNextPage(): Promise<Page<Item>>;

  /** This page and all pages after it, each fetched when its turn comes. */
  iterPages(): AsyncGenerator<Page<Item>, void, undefined>;

  /** The items of this page and of all pages after it; a page is fetched when its turn comes. */
  [Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined>;
}

/** What a list call returns: `await` gives the first page, `for await` goes through the items of all pages. */
export declare class PagePromise<Item> extends APIPromise<Page<Item>> {
  /** The items of all pages; a page is fetched when its turn comes. */
  [Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined>;
}

// The official SDK's names.
export type { Page as PageCursor, PageParams as PageCursorParams, PageResponse as PageCursorResponse };

/** A page of environments. */
export type BetaEnvironmentsPageCursor = Page<Environment>;

/** A page of work items. */
export type BetaSelfHostedWorksPageCursor = Page<WorkItem>;
