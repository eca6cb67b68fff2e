import type { Environment } from 'leasehold';
import type { Source } from '../api/source.ts';
import { ItemsPanel } from './items-panel.tsx';
import { QueueStats } from './stats.tsx';

/** An environment's queue: how full it is, and what is in it. */
export function QueueTab({ api, environment }: { api: Source; environment: Environment }) {
  return (
    <div class="stack">
      <QueueStats api={api} environment={environment} />
      <ItemsPanel api={api} environment={environment} />
    </div>
  );
}
