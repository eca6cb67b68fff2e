import { shortId } from '../lib/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import type { Ending, LeaseRecord, Spell } from './record.ts';

type Place = (ms: number) => number;

const endIcons: Readonly<Record<Ending, IconName>> = { finished: 'check', failed: 'warning', lost: 'close' };

/** What a lease has been through so far. */
export function Bar({ lease, at, beyond }: { lease: LeaseRecord; at: Place; beyond: number }) {
  const { lane, claimedAtMs, endedAtMs, ending, marks } = lease;
  const left = at(claimedAtMs);
  const kind = ending ?? (marks.some((mark) => mark.kind === 'stopping') ? 'stopping' : 'held');
  return (
    <div
      class={`bar ${kind}`}
      title={titleOf(lease)}
      style={{ '--lane': lane, left: `${left}px`, width: `${at(endedAtMs ?? beyond) - left}px` }}
    >
      {marks.map((mark) => (
        <span key={mark.kind + mark.atMs} class={`mark ${mark.kind}`} style={{ left: `${at(mark.atMs) - left}px` }} />
      ))}
      {ending && (
        <span class="ending">
          <Icon name={endIcons[ending]} size={14} />
        </span>
      )}
    </div>
  );
}

/** The time for which a lease is held, as far as its last beat goes. */
export function Hold({ lease: { lane, claimedAtMs, heldUntilMs }, at }: { lease: LeaseRecord; at: Place }) {
  const left = at(claimedAtMs);
  return <div class="held-until" style={{ '--lane': lane, left: `${left}px`, width: `${Math.max(0, at(heldUntilMs) - left)}px` }} />;
}

/** A time that was bad for all of them. */
export function SpellBand({ spell: { kind, fromMs, untilMs }, at, now }: { spell: Spell; at: Place; now: number }) {
  return (
    <div class={`spell ${kind}`} style={{ left: `${at(fromMs)}px`, width: `${Math.max(2, at(untilMs ?? now) - at(fromMs))}px` }}>
      <span>{kind}</span>
    </div>
  );
}

function titleOf({ workId, ending, reason }: LeaseRecord): string {
  return [shortId(workId), ending, reason].filter(Boolean).join(', ');
}
