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
  steps: readonly number[];
}

const wholes = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1e3, 2e3, 2.5e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7];
const times = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400].map(
  (seconds) => seconds * 1_000,
);
const inWholes = { format: count, axis: count, steps: wholes };

const measures: readonly Measure[] = [
  { name: 'Waiting', hint: 'in the queue', colour: '--chart-1', of: ({ depth }) => depth, ...inWholes },
  { name: 'Pending', hint: 'polled, not acknowledged', colour: '--chart-2', of: ({ pending }) => pending, ...inWholes },
  { name: 'Workers', hint: 'polling in the last 30 s', colour: '--chart-3', of: ({ workers }) => workers, ...inWholes },
  { name: 'Oldest', hint: 'has waited', colour: '--chart-4', of: ({ oldestMs }) => oldestMs, format: age, axis: shortAge, steps: times },
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
        <h2>{measure.name}</h2>
        <span class="hint">{point ? `at ${clockTime(point.atMs)}` : measure.hint}</span>
      </div>
      <p class="tile-value">{last === undefined ? <Skeleton width="3rem" height="1.75rem" /> : textOf(shown, measure)}</p>
      <Chart
        times={samples.map(({ atMs }) => atMs)}
        values={values}
        colour={measure.colour}
        format={measure.axis}
        steps={measure.steps}
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

/** In the largest unit that a step of {@link times} is whole in. */
function shortAge(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds % 3_600 === 0 && seconds > 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 && seconds > 0 ? `${seconds / 60} min` : `${seconds} s`;
}
