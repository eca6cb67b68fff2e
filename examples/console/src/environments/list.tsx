import type { Environment } from 'leasehold';
import { useState } from 'preact/hooks';
import type { Source } from '../api/source.ts';
import { count, counted } from '../lib/format.ts';
import { useLive } from '../lib/live.ts';
import { environmentHref, go } from '../lib/router.ts';
import { Ago, Id, KindChip } from '../ui/bits.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox, Choice } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, FailureNote, Skeleton } from '../ui/states.tsx';
import { EnvironmentForm } from './form.tsx';
import { useEnvironments } from './pages.ts';
import { useWaiting } from './waiting.ts';

const refreshMs = 10_000;

type Kind = 'all' | 'self_hosted' | 'cloud';

const kinds: ReadonlyArray<{ value: Kind; label: string }> = [
  { value: 'all', label: 'All' },
  { value: 'self_hosted', label: 'Self-hosted' },
  { value: 'cloud', label: 'Cloud' },
];

/** The environments, page by page or searched. */
export function EnvironmentList({ api }: { api: Source }) {
  const [search, setSearch] = useState('');
  const [kind, setKind] = useState<Kind>('all');
  const [withArchived, setWithArchived] = useState(false);
  const [creating, setCreating] = useState(false);
  const list = useEnvironments(api, { search: search.trim().toLowerCase(), kind, withArchived });
  const waiting = useWaiting(api, list.shown);
  useLive(list.refresh, refreshMs, [list.key]);

  return (
    <div class="stack">
      <div class="page-head">
        <div>
          <h1>Environments</h1>
          <p class="lead">Where sessions run: in the cloud, or on machines of your own.</p>
        </div>
        <Button kind="primary" icon="add" onClick={() => setCreating(true)}>
          New environment
        </Button>
      </div>
      <div class="toolbar">
        <div class="search">
          <Icon name="search" />
          <input
            type="search"
            aria-label="Search environments"
            placeholder="Search by name, description, id or metadata"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </div>
        <Choice legend="Kind" options={kinds} value={kind} onValue={setKind} />
        <Checkbox label="Archived" checked={withArchived} onChecked={setWithArchived} />
      </div>
      {list.failure && <FailureNote failure={list.failure} onRetry={list.retry} />}
      <EnvironmentTable list={list} waiting={waiting} onCreate={() => setCreating(true)} />
      <Pager list={list} />
      {creating && (
        <EnvironmentForm
          api={api}
          onClose={() => setCreating(false)}
          onSaved={(environment) => {
            setCreating(false);
            go(environmentHref(environment.id, environment.config.type === 'cloud' ? 'configuration' : 'queue'));
          }}
        />
      )}
    </div>
  );
}

type List = ReturnType<typeof useEnvironments>;

function EnvironmentTable({ list, waiting, onCreate }: { list: List; waiting: ReadonlyMap<string, number>; onCreate: () => void }) {
  const { shown } = list;
  if (shown?.length === 0) {
    return list.isFiltered ? (
      <Empty icon="search" title="Nothing fits">
        No environment has that in its name, description, id or metadata.
      </Empty>
    ) : (
      <Empty
        icon="server"
        title="No environments yet"
        action={
          <Button kind="primary" icon="add" onClick={onCreate}>
            New environment
          </Button>
        }
      >
        An environment says where sessions run. The first one takes a minute.
      </Empty>
    );
  }
  return (
    <div class="card table-card">
      <table class="environments" aria-busy={!shown}>
        <caption class="visually-hidden">Environments, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Kind</th>
            <th scope="col" class="number">
              Waiting
            </th>
            <th scope="col" class="wide">
              Identifier
            </th>
            <th scope="col" class="wide">
              Updated
            </th>
          </tr>
        </thead>
        <tbody>
          {shown ? shown.map((environment) => <Row key={environment.id} environment={environment} waiting={waiting} />) : <Loading />}
        </tbody>
      </table>
    </div>
  );
}

function Row({ environment, waiting }: { environment: Environment; waiting: ReadonlyMap<string, number> }) {
  const depth = waiting.get(environment.id);
  const isOwn = environment.config.type === 'self_hosted';
  return (
    <tr class={environment.archived_at ? 'is-archived' : ''}>
      <th scope="row">
        <a href={environmentHref(environment.id, isOwn ? 'queue' : 'configuration')}>{environment.name}</a>
        <span class="description">{environment.description}</span>
      </th>
      <td>
        <span class="chips">
          <KindChip environment={environment} />
        </span>
      </td>
      <td class="number">
        {depth === undefined ? <span class="faint">–</span> : <span class={depth ? '' : 'faint'}>{count(depth)}</span>}
      </td>
      <td class="wide">
        <Id id={environment.id} />
      </td>
      <td class="wide">
        <Ago moment={environment.updated_at} />
      </td>
    </tr>
  );
}

function Loading() {
  return (
    <>
      {Array.from({ length: 8 }, (_, row) => (
        <tr key={row}>
          <th scope="row">
            <Skeleton width="10rem" />
            <span class="description">
              <Skeleton width="16rem" height="0.8rem" />
            </span>
          </th>
          <td>
            <Skeleton width="6rem" />
          </td>
          <td class="number">
            <Skeleton width="2rem" />
          </td>
          <td class="wide">
            <Skeleton width="8rem" />
          </td>
          <td class="wide">
            <Skeleton width="4rem" />
          </td>
        </tr>
      ))}
    </>
  );
}

function Pager({ list }: { list: List }) {
  if (!list.shown?.length) return null;
  if (list.isFiltered) {
    return (
      <p class="pager" role="status">
        {list.isComplete ? `${counted(list.shown.length, 'environment')} found` : `Searching… ${count(list.shown.length)} found so far`}
      </p>
    );
  }
  return (
    <nav class="pager" aria-label="Pages">
      <span role="status">
        Page {list.pageNumber} · {counted(list.shown.length, 'environment')}
      </span>
      <span class="pager-buttons">
        <Button icon="back" disabled={!list.previous} onClick={list.previous}>
          Previous
        </Button>
        <Button disabled={!list.next} onClick={list.next}>
          Next
        </Button>
      </span>
    </nav>
  );
}
