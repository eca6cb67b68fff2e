import { count } from '../lib/format.ts';
import type { Totals as Numbers } from './crew.ts';

const shown: ReadonlyArray<readonly [name: string, of: (totals: Numbers) => string, hint: string]> = [
  ['Running', ({ running }) => count(running), 'items that are worked on'],
  ['Finished', ({ finished }) => count(finished), 'of those that were claimed'],
  ['Lost', ({ lost }) => count(lost), 'leases that were let go'],
  ['Beats', ({ beats }) => count(beats), 'heartbeats that were sent'],
  ['Taken over', ({ adopted }) => count(adopted), 'lost answers that cost no lease'],
  ['Late', ({ late }) => count(late), 'beats more than a second late'],
];

/** What the worker has come to. */
export function WorkerTotals({ totals }: { totals: Numbers }) {
  return (
    <dl class="totals card">
      {shown.map(([name, of, hint]) => (
        <div key={name} title={hint}>
          <dt>{name}</dt>
          <dd>{of(totals)}</dd>
        </div>
      ))}
    </dl>
  );
}
