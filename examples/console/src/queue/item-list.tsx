// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one, and gone when out of sight, are no table of the browser's.
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus is the rows', as the grid pattern has it.
// biome-ignore-all lint/a11y/noStaticElementInteractions: the keys are the grid's.
import { useSignal } from '@preact/signals';
import type { WorkItem } from 'leasehold';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { nowMs } from '../lib/clock.ts';
import { age, dateTime, shortId } from '../lib/format.ts';
import { Pairs, StateChip } from '../ui/bits.tsx';
import { Skeleton } from '../ui/states.tsx';
import type { ScrollRest } from './scroll-rest.ts';

/** Rows beyond what is in sight, above and below. */
const overscan = 6;
/** The line of column names stays in sight above the rows. */
const headHeightPx = 36;

/**
 * The rows in sight, of however many there are. All rows are of one height, so that where each one is follows from its number alone.
 * One row has the focus at a time; the arrows move it, Enter opens it.
 */
export function ItemList({
  items,
  isLoading,
  rest,
  onLook,
  onOpen,
}: {
  items: readonly WorkItem[];
  isLoading: boolean;
  rest: ScrollRest;
  /** Called with the rows that are in sight. */
  onLook: (ids: readonly string[]) => void;
  onOpen: (id: string) => void;
}) {
  const viewport = useRef<HTMLDivElement>(null);
  const first = useSignal(0);
  const inSight = useSignal(12);
  const rowHeight = useSignal(44);
  const active = useSignal(0);
  const focusWanted = useRef(false);

  const look = () => {
    const element = viewport.current;
    if (!element) return;
    const height = Number.parseFloat(getComputedStyle(element).getPropertyValue('--row-height'));
    rowHeight.value = height;
    first.value = Math.floor(element.scrollTop / height);
    inSight.value = Math.floor((element.clientHeight - headHeightPx) / height);
  };
  useLayoutEffect(() => {
    look();
    const observer = new ResizeObserver(look);
    if (viewport.current) observer.observe(viewport.current);
    return () => observer.disconnect();
  }, []);

  const last = Math.max(0, items.length - 1);
  const current = Math.min(active.value, last);
  useEffect(() => {
    if (!focusWanted.current) return;
    focusWanted.current = false;
    viewport.current?.querySelector<HTMLElement>(`[data-row="${current}"]`)?.focus({ preventScroll: true });
  });

  const move = (to: number) => {
    const element = viewport.current;
    if (!element) return;
    active.value = Math.max(0, Math.min(last, to));
    const top = active.value * rowHeight.value;
    if (top < element.scrollTop) element.scrollTop = top;
    else element.scrollTop = Math.max(element.scrollTop, top + rowHeight.value + headHeightPx - element.clientHeight);
    focusWanted.current = true;
    look();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + inSight.value - 1,
      PageUp: current - inSight.value + 1,
      Home: 0,
      End: last,
    };
    const to = steps[event.key];
    const item = items[current];
    if (to !== undefined) move(to);
    else if ((event.key === 'Enter' || event.key === ' ') && item) onOpen(item.id);
    else return;
    event.preventDefault();
  };

  const from = Math.max(0, Math.min(first.value, last) - overscan);
  const to = Math.min(items.length, first.value + inSight.value + overscan);
  // The row with the focus is there even when it is out of sight: taken away, it would take the focus along.
  const rows = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  onLook(items.slice(from, to).map(({ id }) => id));
  if (items.length && (current < from || current >= to)) rows.push(current);

  return (
    <div
      class="grid"
      role="grid"
      aria-label="Work items, newest first"
      aria-rowcount={items.length + 1}
      aria-colcount={5}
      aria-busy={isLoading}
    >
      <div
        class="grid-body"
        role="presentation"
        ref={viewport}
        onScroll={() => {
          rest.move();
          look();
        }}
        onKeyDown={onKeyDown}
      >
        <div class="grid-head" role="row" aria-rowindex={1}>
          <span role="columnheader">State</span>
          <span role="columnheader">Work item</span>
          <span role="columnheader" class="number">
            Age
          </span>
          <span role="columnheader" class="number">
            Heartbeat
          </span>
          <span role="columnheader" class="wide">
            Metadata
          </span>
        </div>
        {isLoading && <LoadingRows />}
        <div class="grid-space" role="rowgroup" style={{ height: `${items.length * rowHeight.value}px` }}>
          {rows.map((row) => {
            const item = items[row];
            return (
              item && (
                <ItemRow
                  key={item.id}
                  item={item}
                  row={row}
                  top={row * rowHeight.value}
                  isActive={row === current}
                  onOpen={() => {
                    active.value = row;
                    onOpen(item.id);
                  }}
                  onFocus={() => {
                    active.value = row;
                  }}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  item: WorkItem;
  row: number;
  top: number;
  isActive: boolean;
  onOpen: () => void;
  onFocus: () => void;
}

function ItemRow({ item, row, top, isActive, onOpen, onFocus }: RowProps) {
  const { id, state, created_at, latest_heartbeat_at, data, metadata } = item;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's.
    <div
      class="grid-row"
      role="row"
      aria-rowindex={row + 2}
      data-row={row}
      tabIndex={isActive ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onOpen}
      onFocus={onFocus}
    >
      <span role="gridcell">
        <StateChip state={state} />
      </span>
      <span role="gridcell" class="names mono" title={`${id}\n${data.id}`}>
        <span>{shortId(id)}</span>
        <span class="faint">{data.type === 'healthcheck' ? 'health check' : shortId(data.id)}</span>
      </span>
      <span role="gridcell" class="number" title={dateTime(created_at)}>
        {age(nowMs.value - Date.parse(created_at))}
      </span>
      <span role="gridcell" class="number">
        {latest_heartbeat_at && isHeld(item) ? (
          <span title={dateTime(latest_heartbeat_at)}>{age(nowMs.value - Date.parse(latest_heartbeat_at))}</span>
        ) : (
          <span class="faint">–</span>
        )}
      </span>
      <span role="gridcell" class="wide">
        <Pairs pairs={metadata} most={3} />
      </span>
    </div>
  );
}

function LoadingRows() {
  return (
    <div role="presentation">
      {Array.from({ length: 8 }, (_, row) => (
        <div class="grid-loading" key={row} role="presentation">
          <Skeleton height="1.25rem" />
        </div>
      ))}
    </div>
  );
}

/** Whether heartbeats are to be expected. */
function isHeld({ state }: WorkItem): boolean {
  return state === 'starting' || state === 'active' || state === 'stopping';
}
