import type { Environment } from 'leasehold';
import { useState } from 'preact/hooks';
import { type Failure, failureOf } from '../api/failure.ts';
import type { Source } from '../api/source.ts';
import { useLive } from '../lib/live.ts';
import { environmentHref, go, listHref, type Tab } from '../lib/router.ts';
import { QueueTab } from '../queue/tab.tsx';
import { Id, KindChip } from '../ui/bits.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, FailureNote, Skeleton } from '../ui/states.tsx';
import { WorkerTab } from '../worker/tab.tsx';
import { Configuration } from './configuration.tsx';
import { ArchiveDialog, DeleteDialog } from './ending.tsx';
import { EnvironmentForm } from './form.tsx';

const refreshMs = 15_000;

const tabs: ReadonlyArray<{ tab: Tab; text: string }> = [
  { tab: 'queue', text: 'Queue' },
  { tab: 'worker', text: 'Worker' },
  { tab: 'configuration', text: 'Configuration' },
];

/** One environment. */
export function EnvironmentPage({ api, id, tab }: { api: Source; id: string; tab: Tab }) {
  const [environment, setEnvironment] = useState<Environment>();
  const [failure, setFailure] = useState<Failure>();
  const [dialog, setDialog] = useState<'edit' | 'archive' | 'delete'>();
  const [tries, setTries] = useState(0);
  const load = async (signal: AbortSignal) => {
    try {
      setEnvironment(await api.client.environments.retrieve(id, {}, { signal }));
      setFailure(undefined);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  useLive(load, refreshMs, [id, tries]);

  if (failure && !environment) return <Missing failure={failure} onRetry={() => setTries(tries + 1)} />;
  if (!environment) return <Loading />;
  const close = () => setDialog(undefined);
  const isOwn = environment.config.type === 'self_hosted';
  return (
    <div class="stack">
      <div class="environment-head">
        <nav aria-label="Breadcrumb" class="breadcrumb">
          <a href={listHref}>
            <Icon name="back" size={16} />
            Environments
          </a>
        </nav>
        <div class="page-head">
          <div>
            <h1>{environment.name}</h1>
            <p class="lead">{environment.description ?? <span class="faint">No description</span>}</p>
            <p class="chips">
              <KindChip environment={environment} />
              <Id id={environment.id} />
            </p>
          </div>
          <div class="actions">
            <Button icon="edit" disabled={environment.archived_at !== null} onClick={() => setDialog('edit')}>
              Edit
            </Button>
            <Button icon="archive" disabled={environment.archived_at !== null} onClick={() => setDialog('archive')}>
              Archive
            </Button>
            <Button icon="trash" onClick={() => setDialog('delete')}>
              Delete
            </Button>
          </div>
        </div>
        {isOwn && <Tabs id={id} current={tab} />}
      </div>
      {failure && <FailureNote failure={failure} onRetry={() => setTries(tries + 1)} />}
      {isOwn && tab === 'queue' && <QueueTab api={api} environment={environment} />}
      {isOwn && tab === 'worker' && <WorkerTab api={api} environment={environment} />}
      {(!isOwn || tab === 'configuration') && <Configuration environment={environment} onEdit={() => setDialog('edit')} />}
      {dialog === 'edit' && (
        <EnvironmentForm
          api={api}
          environment={environment}
          onClose={close}
          onSaved={(saved) => {
            setEnvironment(saved);
            close();
          }}
        />
      )}
      {dialog === 'archive' && <ArchiveDialog api={api} environment={environment} onClose={close} onArchived={setEnvironment} />}
      {dialog === 'delete' && <DeleteDialog api={api} environment={environment} onClose={close} onDeleted={() => go(listHref)} />}
    </div>
  );
}

function Tabs({ id, current }: { id: string; current: Tab }) {
  return (
    <nav class="tabs" aria-label="Parts of the environment">
      {tabs.map(({ tab, text }) => (
        <a key={tab} href={environmentHref(id, tab)} aria-current={tab === current ? 'page' : undefined}>
          {text}
        </a>
      ))}
    </nav>
  );
}

function Missing({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  return (
    <Empty
      isPage
      icon="warning"
      title={failure.title}
      action={
        <div class="actions">
          <Button onClick={onRetry}>Try again</Button>
          <a class="button plain" href={listHref}>
            All environments
          </a>
        </div>
      }
    >
      {failure.message}
    </Empty>
  );
}

function Loading() {
  return (
    <div class="stack" role="status" aria-label="Loading the environment">
      <Skeleton width="8rem" />
      <Skeleton width="16rem" height="2rem" />
      <Skeleton height="12rem" />
      <Skeleton height="24rem" />
    </div>
  );
}
