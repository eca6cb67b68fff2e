import type { Environment } from 'leasehold';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../api/failure.ts';
import type { Source } from '../api/source.ts';

/** What is asked for. */
export interface Filter {
  /** In small letters. */
  search: string;
  kind: 'all' | 'self_hosted' | 'cloud';
  withArchived: boolean;
}

const pageSize = 20;
// The API has no search: all pages are looked through, in large steps.
const searchPageSize = 100;

/** The environments that fit a filter: one page of all, or everything that is found. */
export function useEnvironments(api: Source, filter: Filter) {
  const isFiltered = filter.search !== '' || filter.kind !== 'all';
  // Where each page begins that was seen, the present one last.
  const [cursors, setCursors] = useState<ReadonlyArray<string | null>>([null]);
  const [shown, setShown] = useState<readonly Environment[]>();
  const [nextCursor, setNextCursor] = useState<string | null>(null);
  const [isComplete, setComplete] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [tries, setTries] = useState(0);
  const cursor = cursors.at(-1) ?? null;
  const key = JSON.stringify([filter, isFiltered ? null : cursor, tries]);
  const shownKey = useRef('');

  useEffect(() => setCursors([null]), [filter.withArchived, isFiltered]);

  const page = async (signal: AbortSignal) => {
    const params = { include_archived: filter.withArchived, limit: pageSize, page: cursor };
    const { data, next_page } = await api.client.environments.list(params, { signal });
    setShown(data);
    setNextCursor(next_page);
  };

  const search = async (signal: AbortSignal) => {
    const found: Environment[] = [];
    const params = { include_archived: filter.withArchived, limit: searchPageSize };
    const first = await api.client.environments.list(params, { signal });
    setComplete(false);
    for await (const { data } of first.iterPages()) {
      if (signal.aborted) return;
      found.push(...data.filter((environment) => fits(environment, filter)));
      // What is shown already is not taken back while the same is searched for again.
      if (shownKey.current !== key) setShown([...found]);
    }
    setShown(found);
    setComplete(true);
  };

  const refresh = async (signal: AbortSignal) => {
    try {
      await (isFiltered ? search(signal) : page(signal));
      shownKey.current = key;
      setFailure(undefined);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };

  const to = (next: ReadonlyArray<string | null>) => () => {
    setShown(undefined);
    setCursors(next);
  };
  return {
    /** `undefined` while nothing has come yet. */
    shown,
    failure,
    isFiltered,
    /** Whether all pages were searched. */
    isComplete,
    pageNumber: cursors.length,
    previous: cursors.length > 1 ? to(cursors.slice(0, -1)) : undefined,
    next: nextCursor === null ? undefined : to([...cursors, nextCursor]),
    /** Changes when something else is asked for. */
    key,
    refresh,
    retry: () => setTries(tries + 1),
  };
}

function fits({ name, description, id, metadata, config }: Environment, { search, kind }: Filter): boolean {
  if (kind !== 'all' && config.type !== kind) return false;
  const texts = [name, description ?? '', id, ...Object.entries(metadata).map(([key, value]) => `${key}: ${value}`)];
  return texts.some((text) => text.toLowerCase().includes(search));
}
