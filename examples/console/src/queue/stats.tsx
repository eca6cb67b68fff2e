import type { Environment } from 'leasehold';
import { useState } from 'preact/hooks';
import { type Failure, failureOf } from '../api/failure.ts';
import type { Source } from '../api/source.ts';
import { age, clockTime, count } from '../lib/format.ts';
import { hiddenFactor, isVisible, useLive } from '../lib/live.ts';
import { FailureNote, Skeleton } from '../ui/states.tsx';
import { Chart } from './chart.tsx';
import { type Sample, sampleOf, withSample } from './samples.ts';

const refreshMs = 2_000;

interface Measure {
  name: string;
  hint: string;
  colour: string;
  of: (sample: Sample) => number | undefined;
  format: (value: number) => string;
  axis: (value: number) => string;
}

const whole = (value: number) => (Number.isInteger(value) ? count(value) : '');

const measures: readonly Measure[] = [
  { name: 'Waiting', hint: 'in the queue', colour: '--chart-1', of: ({ depth }) => depth, format: count, axis: whole },
  { name: 'Pending', hint: 'polled, not acknowledged', colour: '--chart-2', of: ({ pending }) => pending, format: count, axis: whole },
  { name: 'Workers', hint: 'polling in the last 30 s', colour: '--chart-3', of: ({ workers }) => workers, format: count, axis: whole },
  { name: 'Oldest', hint: 'has waited', colour: '--chart-4', of: ({ oldestMs }) => oldestMs, format: age, axis: shortAge },
];

/** What the queue looked like before somebody looked: kept while the page is open. */
const seen = new WeakMap<Source, Map<string, readonly Sample[]>>();

/** How full the queue is, live and over time. */
export function QueueStats({ api, environment }: { api: Source; environment: Environment }) {
  const { id } = environment;
  const [samples, setSamples] = useState(() => samplesOf(api, id));
  const [failure, setFailure] = useState<Failure>();
  const [tries, setTries] = useState(0);
  const ask = async (signal: AbortSignal) => {
    try {
      const sample = sampleOf(await api.client.environments.work.stats(id, {}, { signal }), Date.now());
      const all = withSample(samplesOf(api, id), sample);
      seen.get(api)?.set(id, all);
      setSamples(all);
      setFailure(undefined);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  useLive(ask, refreshMs, [id, tries]);

  return (
    <section aria-label="Queue statistics" class="stack-tight">
      <Liveness failed={failure !== undefined} />
      {failure && <FailureNote failure={failure} onRetry={() => setTries(tries + 1)} />}
      <div class="tiles">
        {measures.map((measure) => (
          <Tile key={measure.name} measure={measure} samples={samples} />
        ))}
      </div>
    </section>
  );
}

function Liveness({ failed }: { failed: boolean }) {
  const every = (isVisible.value ? refreshMs : refreshMs * hiddenFactor) / 1_000;
  const text = failed ? 'Not connected' : isVisible.value ? `Live, every ${every} s` : `Slowed down to every ${every} s: nobody looks`;
  return (
    <p class={`liveness ${failed ? 'off' : ''}`}>
      <span class="pulse" aria-hidden="true" />
      {text}
    </p>
  );
}

function Tile({ measure, samples }: { measure: Measure; samples: readonly Sample[] }) {
  const [point, setPoint] = useState<{ atMs: number; value: number | null }>();
  const values = samples.map((sample) => measure.of(sample) ?? null);
  const last = values.at(-1);
  const shown = point ? point.value : last;
  return (
    <div class="tile card">
      <div class="tile-head">
        <h3>{measure.name}</h3>
        <span class="hint">{point ? `at ${clockTime(point.atMs)}` : measure.hint}</span>
      </div>
      <p class="tile-value">{last === undefined ? <Skeleton width="3rem" height="1.75rem" /> : textOf(shown, measure)}</p>
      <Chart
        times={samples.map(({ atMs }) => atMs)}
        values={values}
        colour={measure.colour}
        format={measure.axis}
        label={summary(measure, values)}
        onPoint={setPoint}
      />
    </div>
  );
}

function textOf(value: number | null | undefined, { format }: Measure): string {
  return value === null || value === undefined ? '–' : format(value);
}

function summary(measure: Measure, values: ReadonlyArray<number | null>): string {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return `${measure.name} over time: nothing is known yet`;
  const { format } = measure;
  return `${measure.name} over the last ten minutes: now ${format(last)}, least ${format(Math.min(...known))}, most ${format(Math.max(...known))}`;
}

function samplesOf(api: Source, id: string): readonly Sample[] {
  const known = seen.get(api) ?? new Map(api.world?.history);
  seen.set(api, known);
  return known.get(id) ?? [];
}

function shortAge(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 6) / 10} min`;
  return `${Math.round(seconds / 360) / 10} h`;
}
