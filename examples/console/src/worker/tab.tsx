import type { Environment } from 'leasehold';
import { useMemo, useState } from 'preact/hooks';
import { failureOf } from '../api/failure.ts';
import type { Source } from '../api/source.ts';
import { nowMs } from '../lib/clock.ts';
import { Choice } from '../ui/field.tsx';
import { FailureNote } from '../ui/states.tsx';
import { Controls } from './controls.tsx';
import { crewOf, type Settings } from './crew.ts';
import { FaultPanel } from './fault-panel.tsx';
import { Faults } from './faults.ts';
import { Legend } from './legend.tsx';
import { WorkerLog } from './log.tsx';
import { Timeline } from './timeline.tsx';
import { WorkerTotals } from './totals.tsx';

const spans: ReadonlyArray<{ value: string; label: string }> = [
  { value: '60000', label: '1 min' },
  { value: '180000', label: '3 min' },
  { value: '600000', label: '10 min' },
];

/** A worker in the page: what it holds, and what can be done to it. */
export function WorkerTab({ api, environment }: { api: Source; environment: Environment }) {
  const crew = useMemo(() => crewOf(api, environment.id), [api, environment.id]);
  const faults = useMemo(() => new Faults(api, crew, environment.id), [api, crew, environment.id]);
  const [spanMs, setSpanMs] = useState(60_000);
  const settings = crew.settings.value;
  const change = (changed: Partial<Settings>) => crew.set({ ...settings, ...changed });
  // Numbers are read anew each second, and whenever something happens.
  void nowMs.value;
  void crew.version.value;
  const failure = crew.failure.value === undefined ? undefined : failureOf(crew.failure.value);

  return (
    <div class="worker">
      <div class="worker-side">
        <Controls api={api} environment={environment} crew={crew} settings={settings} onSettings={change} />
        <FaultPanel api={api} faults={faults} />
      </div>
      <div class="worker-main">
        {failure && <FailureNote failure={failure} onRetry={() => crew.start()} />}
        <WorkerTotals totals={crew.totals()} />
        <section class="card" aria-labelledby="leases-title">
          <div class="card-head">
            <h2 id="leases-title">Leases</h2>
            <Choice legend="How far back" options={spans} value={String(spanMs)} onValue={(value) => setSpanMs(Number(value))} />
          </div>
          <Timeline crew={crew} concurrency={settings.concurrency} spanMs={spanMs} />
          <Legend />
        </section>
        <WorkerLog lines={crew.records.log} />
      </div>
    </div>
  );
}
