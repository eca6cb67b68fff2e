import type { Environment } from 'leasehold';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Source } from '../api/source.ts';
import { Enqueue } from '../queue/enqueue.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/field.tsx';
import type { Crew, Settings } from './crew.ts';

/** As many as one page can show. */
export const mostAtOnce = 24;

const lengths: ReadonlyArray<{ value: string; label: string }> = [
  { value: '8', label: '8 s' },
  { value: '20', label: '20 s' },
  { value: '60', label: '1 min' },
];

const leases: ReadonlyArray<{ value: string; label: string }> = [
  { value: '6', label: '6 s' },
  { value: '15', label: '15 s' },
  { value: '30', label: '30 s' },
  { value: '180', label: '3 min' },
];

interface ControlsProps {
  api: Source;
  environment: Environment;
  crew: Crew;
  settings: Settings;
  onSettings: (change: Partial<Settings>) => void;
}

/** Starts, stops and sets the worker. */
export function Controls({ api, environment, crew, settings, onSettings }: ControlsProps) {
  const id = useId();
  const isOn = crew.isOn.value;
  const isWinding = !isOn && crew.totals().running > 0;
  return (
    <section class="card panel" aria-labelledby="controls-title">
      <div class="card-head">
        <h2 id="controls-title">A worker in this page</h2>
      </div>
      <div class="panel-body">
        <div class="actions">
          {isOn ? (
            <Button icon="archive" onClick={() => crew.drain()}>
              Drain
            </Button>
          ) : (
            <Button kind="primary" icon="play" disabled={environment.archived_at !== null} onClick={() => crew.start()}>
              Start worker
            </Button>
          )}
          <Button icon="stop" disabled={!isOn && !isWinding} onClick={() => crew.stop()}>
            Stop now
          </Button>
        </div>
        <div class="field">
          <div class="range-head">
            <label for={id}>Concurrency</label>
            <output for={id}>{settings.concurrency}</output>
          </div>
          <input
            id={id}
            type="range"
            min="1"
            max={mostAtOnce}
            value={settings.concurrency}
            onInput={(event) => onSettings({ concurrency: event.currentTarget.valueAsNumber })}
          />
        </div>
        <Named name="A session takes about">
          <Choice
            legend="A session takes about"
            options={lengths}
            value={String(settings.sessionSeconds)}
            onValue={(value) => onSettings({ sessionSeconds: Number(value) })}
          />
        </Named>
        <Named name="A lease holds for">
          <Choice
            legend="A lease holds for"
            options={leases}
            value={String(settings.ttlSeconds)}
            onValue={(value) => onSettings({ ttlSeconds: Number(value) })}
          />
        </Named>
        <Enqueue api={api} environment={environment} />
      </div>
    </section>
  );
}

/** The legend in sight; the fieldset has it for those who do not see it. */
function Named({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="named">
      <span aria-hidden="true">{name}</span>
      {children}
    </div>
  );
}
