import type { Environment, WorkItem, WorkState } from 'leasehold';
import { useMemo, useState } from 'preact/hooks';
import type { Source } from '../api/source.ts';
import { count, counted } from '../lib/format.ts';
import { useLive } from '../lib/live.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, FailureNote } from '../ui/states.tsx';
import { Enqueue } from './enqueue.tsx';
import { ItemDialog } from './item-dialog.tsx';
import { ItemList } from './item-list.tsx';
import { ItemStore, loadStep } from './item-store.ts';
import { ScrollRest } from './scroll-rest.ts';

const refreshMs = 2_000;

type StateFilter = 'all' | WorkState;

const states: readonly StateFilter[] = ['all', 'queued', 'starting', 'active', 'stopping', 'stopped'];

/** The work items of an environment: filtered, scrolled, opened. */
export function ItemsPanel({ api, environment }: { api: Source; environment: Environment }) {
  const { id } = environment;
  const rest = useMemo(() => new ScrollRest(), []);
  const store = useMemo(() => new ItemStore(api, id, () => rest.reached()), [api, id, rest]);
  const [state, setState] = useState<StateFilter>('all');
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<string>();
  useLive((signal) => store.refresh(signal), refreshMs, [store]);

  const items = store.items.value;
  const wanted = search.trim().toLowerCase();
  const shown = useMemo(() => filtered(items, state, wanted), [items, state, wanted]);
  const opened = open === undefined ? undefined : items.find((item) => item.id === open);
  const isLoaded = store.isLoaded.value;
  const failure = store.failure.value;

  return (
    <section class="card items" aria-labelledby="items-title">
      <div class="card-head">
        <h2 id="items-title">Work items</h2>
        <span class="hint" role="status">
          {statusOf(shown.length, items.length, isLoaded)}
        </span>
        <Enqueue api={api} environment={environment} onDone={() => void store.refresh(new AbortController().signal)} />
      </div>
      <div class="toolbar in-card">
        <div class="search">
          <Icon name="search" />
          <input
            type="search"
            aria-label="Search work items"
            placeholder="Search by id, session or metadata"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </div>
        <Choice
          legend="State"
          value={state}
          onValue={setState}
          options={states.map((value) => ({
            value,
            label: (
              <>
                {value}
                <span class="tally">{value === 'all' ? count(items.length) : count(store.counts.value.get(value) ?? 0)}</span>
              </>
            ),
          }))}
        />
      </div>
      {failure && <FailureNote failure={failure} />}
      {isLoaded && shown.length === 0 ? (
        <Nothing isFiltered={items.length > 0} />
      ) : (
        <ItemList items={shown} isLoading={items.length === 0} rest={rest} onLook={(ids) => store.look(ids)} onOpen={setOpen} />
      )}
      {store.hasMore.value && (
        <div class="more">
          <Button onClick={() => store.loadMore()}>Load {count(loadStep)} more</Button>
        </div>
      )}
      {opened && (
        <ItemDialog
          api={api}
          environment={environment}
          item={opened}
          onItem={(item) => store.put(item)}
          onClose={() => setOpen(undefined)}
        />
      )}
    </section>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <Empty icon="search" title="Nothing fits">
      No work item has that state and that in its id, session or metadata.
    </Empty>
  ) : (
    <Empty icon="server" title="The queue is empty">
      Work is queued when a session is created in this environment.
    </Empty>
  );
}

function filtered(items: readonly WorkItem[], state: StateFilter, wanted: string): readonly WorkItem[] {
  if (state === 'all' && wanted === '') return items;
  return items.filter((item) => (state === 'all' || item.state === state) && (wanted === '' || says(item, wanted)));
}

function says({ id, data, metadata }: WorkItem, wanted: string): boolean {
  if (id.toLowerCase().includes(wanted) || data.id.toLowerCase().includes(wanted)) return true;
  return Object.entries(metadata).some(([key, value]) => `${key}: ${value}`.toLowerCase().includes(wanted));
}

function statusOf(shown: number, all: number, isLoaded: boolean): string {
  if (!isLoaded) return all ? `Loading… ${count(all)}` : 'Loading…';
  return shown === all ? counted(all, 'item') : `${count(shown)} of ${counted(all, 'item')}`;
}
