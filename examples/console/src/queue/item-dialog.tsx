import { ConflictError, type Environment, type WorkItem } from 'leasehold';
import { useState } from 'preact/hooks';
import { type Failure, failureOf, failure as failureWith } from '../api/failure.ts';
import type { Source } from '../api/source.ts';
import { nowMs } from '../lib/clock.ts';
import { age, dateTime } from '../lib/format.ts';
import { useLive } from '../lib/live.ts';
import { Id, StateChip } from '../ui/bits.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm, Dialog } from '../ui/dialog.tsx';
import { changeOf, MetadataEditor, type Row, rowsOf } from '../ui/metadata.tsx';
import { FailureNote } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';

const refreshMs = 2_000;

interface ItemDialogProps {
  api: Source;
  environment: Environment;
  item: WorkItem;
  /** The item has changed. */
  onItem: (item: WorkItem) => void;
  onClose: () => void;
}

/** One work item: what is known of it, its metadata, and how to stop it. */
export function ItemDialog({ api, environment, item, onItem, onClose }: ItemDialogProps) {
  const [failure, setFailure] = useState<Failure>();
  const [unread, setUnread] = useState<Failure>();
  const [forcing, setForcing] = useState(false);
  const [busy, setBusy] = useState(false);
  const { work } = api.client.environments;
  const at = { environment_id: environment.id };

  const load = async (signal: AbortSignal) => {
    try {
      onItem(await work.retrieve(item.id, at, { signal }));
      setUnread(undefined);
    } catch (error) {
      setUnread(failureOf(error));
    }
  };
  useLive(load, refreshMs, [item.id]);

  const stop = async (force: boolean): Promise<Failure | undefined> => {
    try {
      // Not tried again: a conflict says that somebody was faster, and that is an answer.
      await work.stop(item.id, { ...at, force }, { maxRetries: 0 });
      onItem(await work.retrieve(item.id, at));
      toast(force ? 'Stopped' : 'Stop requested');
      return undefined;
    } catch (error) {
      if (error instanceof ConflictError) return failureWith('Not stopped', error.apiMessage ?? 'It is over already.');
      return failureOf(error);
    }
  };
  const askToStop = async () => {
    setBusy(true);
    setFailure(await stop(false));
    setBusy(false);
  };
  const isOver = item.state === 'stopped';
  const shown = failure ?? unread;
  const footer = (
    <>
      <Button icon="stop" busy={busy} disabled={isOver || item.state === 'stopping'} onClick={askToStop}>
        Stop
      </Button>
      <Button kind="danger" icon="stop" disabled={isOver} onClick={() => setForcing(true)}>
        Force stop
      </Button>
    </>
  );
  return (
    <>
      <Dialog title="Work item" look="side" aside={<StateChip state={item.state} />} onClose={onClose} footer={footer}>
        <div class="stack">
          {shown && <FailureNote failure={shown} />}
          <Facts item={item} />
          <Life item={item} />
          <Metadata key={item.id} api={api} item={item} onItem={onItem} />
        </div>
      </Dialog>
      {forcing && (
        <Confirm title="Force the stop?" action="Force stop" danger onConfirm={() => stop(true)} onClose={() => setForcing(false)}>
          <p>The item ends at once. Its worker gets no time to wind down, and learns of it with its next heartbeat.</p>
        </Confirm>
      )}
    </>
  );
}

function Facts({ item: { id, data, latest_heartbeat_at, state } }: { item: WorkItem }) {
  const isHeld = state === 'starting' || state === 'active' || state === 'stopping';
  return (
    <dl class="facts narrow">
      <div>
        <dt>Work item</dt>
        <dd>
          <Id id={id} whole />
        </dd>
      </div>
      <div>
        <dt>{data.type === 'healthcheck' ? 'Health check' : 'Session'}</dt>
        <dd>
          <Id id={data.id} whole />
        </dd>
      </div>
      <div>
        <dt>Last heartbeat</dt>
        <dd>
          {latest_heartbeat_at && isHeld ? `${age(nowMs.value - Date.parse(latest_heartbeat_at))} ago` : <span class="faint">None</span>}
        </dd>
      </div>
    </dl>
  );
}

/** When it went through which state. */
function Life({ item }: { item: WorkItem }) {
  const steps: ReadonlyArray<readonly [name: string, at: string | null]> = [
    ['Queued', item.created_at],
    ['Acknowledged', item.acknowledged_at],
    ['Started', item.started_at],
    ['Stop requested', item.stop_requested_at],
    ['Stopped', item.stopped_at],
  ];
  return (
    <section aria-label="Life">
      <h3 class="part">Life</h3>
      <ol class="life">
        {steps.map(([name, at]) => (
          <li key={name} class={at ? 'done' : ''}>
            <span>{name}</span>
            {at ? <time dateTime={at}>{dateTime(at)}</time> : <span class="faint">not yet</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Metadata({ api, item, onItem }: { api: Source; item: WorkItem; onItem: (item: WorkItem) => void }) {
  // With what it was made from: what somebody else changes meanwhile is no change of this one.
  const [draft, setDraft] = useState<{ before: WorkItem['metadata']; rows: readonly Row[] }>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const { before, rows } = draft ?? { before: item.metadata, rows: rowsOf(item.metadata) };
  const change = changeOf(before, rows);
  const isChanged = Object.keys(change).length > 0;
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const saved = await api.client.environments.work.update(item.id, { environment_id: item.environment_id, metadata: change });
      onItem(saved);
      setDraft(undefined);
      setFailure(undefined);
      toast('Metadata saved');
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  };
  const elsewhere = failure && !failure.fields.has('metadata');
  return (
    <form class="stack-tight" onSubmit={save}>
      <MetadataEditor rows={rows} onRows={(rows) => setDraft({ before, rows })} error={failure?.fields.get('metadata')} />
      {elsewhere && failure && <FailureNote failure={failure} />}
      <div>
        <Button type="submit" busy={busy} disabled={!isChanged}>
          Save metadata
        </Button>
      </div>
    </form>
  );
}
