import { age, counted, shortId } from '../lib/format.ts';
import type { LeaseRecord } from './record.ts';

/** Says in words what a line of the picture shows at present. */
export function LaneLabel({ lane, lease, now }: { lane: number; lease: LeaseRecord | undefined; now: number }) {
  return (
    <li>
      <span class="visually-hidden">Slot {lane + 1}: </span>
      {lease ? <Held lease={lease} now={now} /> : <span class="faint">free</span>}
    </li>
  );
}

function Held({ lease, now }: { lease: LeaseRecord; now: number }) {
  const beats = lease.marks.filter(({ kind }) => kind === 'beat').length;
  const leftMs = lease.heldUntilMs - now;
  const isUnheard = lease.marks.at(-1)?.kind === 'unheard';
  const text = beats === 0 ? 'first beat' : leftMs > 0 ? `${age(leftMs)} left` : 'running out';
  return (
    <>
      <span class="lane-name mono">{shortId(lease.workId)}</span>
      <span class={isUnheard ? 'lane-state worried' : 'lane-state'}>{isUnheard ? `unheard, ${text}` : text}</span>
      <span class="visually-hidden">, {counted(beats, 'beat')}</span>
    </>
  );
}
