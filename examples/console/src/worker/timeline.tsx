import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { nowMs } from '../lib/clock.ts';
import { clockTime } from '../lib/format.ts';
import { Bar, Hold, SpellBand } from './bar.tsx';
import type { Crew } from './crew.ts';
import { LaneLabel } from './lane-label.tsx';
import { isOpen } from './record.ts';

/** Where "now" is; right of it is the time for which leases are held. */
const nowShare = 0.8;

/** A picture that is moved this often at most is still calm for those who asked for less motion. */
const calmMs = 1_000;

/** Leases over time, a line for each slot. "Now" stands still, and everything moves past it. */
export function Timeline({ crew, concurrency, spanMs }: { crew: Crew; concurrency: number; spanMs: number }) {
  const tracks = useRef<HTMLDivElement>(null);
  const moving = useRef<HTMLDivElement>(null);
  const past = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  // Positions are counted from here, so that they stay small and never change.
  const [epochMs] = useState(() => Date.now());
  useLayoutEffect(() => {
    const element = tracks.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);

  const perMs = (width * nowShare) / spanMs;
  useEffect(() => {
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let frame = 0;
    let moved = Number.NEGATIVE_INFINITY;
    const move = (at: number) => {
      frame = requestAnimationFrame(move);
      if (isCalm && at - moved < calmMs) return;
      moved = at;
      const transform = `translateX(${width * nowShare - (Date.now() - epochMs) * perMs}px)`;
      for (const layer of [moving.current, past.current]) if (layer) layer.style.transform = transform;
    };
    frame = requestAnimationFrame(move);
    return () => cancelAnimationFrame(frame);
  }, [width, perMs, epochMs]);

  // Read here, so that this is drawn again when they change.
  void crew.version.value;
  const now = Math.max(nowMs.value, Date.now());
  const from = now - spanMs * 1.3;
  const leases = crew.records.leases.filter(({ endedAtMs }) => endedAtMs === undefined || endedAtMs > from);
  const spells = crew.records.spells.filter(({ untilMs }) => untilMs === undefined || untilMs > from);
  const lanes = Math.max(concurrency, ...leases.filter(isOpen).map(({ lane }) => lane + 1));
  const at = (ms: number) => (ms - epochMs) * perMs;

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section class="timeline" style={{ '--lanes': lanes }} tabIndex={0} aria-label="Leases over time">
      <ol class="lane-labels">
        {Array.from({ length: lanes }, (_, lane) => (
          <LaneLabel key={lane} lane={lane} lease={leases.find((lease) => lease.lane === lane && isOpen(lease))} now={now} />
        ))}
      </ol>
      <div class="tracks" ref={tracks} aria-hidden="true">
        <div class="lane-lines" />
        <div class="layer" ref={moving}>
          {ticksOf(from, now + spanMs / 3, perMs).map((tick) => (
            <span key={tick} class="tick" style={{ left: `${at(tick)}px` }}>
              {clockTime(tick)}
            </span>
          ))}
          {leases.filter(isOpen).map((lease) => (
            <Hold key={lease.claimedAtMs + lease.workId} lease={lease} at={at} />
          ))}
        </div>
        <div class="past" style={{ width: `${nowShare * 100}%` }}>
          <div class="layer" ref={past}>
            {spells.map((spell) => (
              <SpellBand key={spell.kind + spell.fromMs} spell={spell} at={at} now={now + spanMs} />
            ))}
            {leases.map((lease) => (
              <Bar key={lease.claimedAtMs + lease.workId} lease={lease} at={at} beyond={now + spanMs} />
            ))}
          </div>
        </div>
        <div class="now" style={{ left: `${nowShare * 100}%` }}>
          <span>now</span>
        </div>
      </div>
    </section>
  );
}

const steps = [15_000, 30_000, 60_000, 120_000, 300_000] as const;
const labelPx = 76;

/** Round moments that are in the picture, far enough apart for their labels. */
function ticksOf(from: number, to: number, perMs: number): number[] {
  const step = steps.find((ms) => ms * perMs >= labelPx) ?? steps[4];
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / step)) }, (_, index) => first + index * step);
}
