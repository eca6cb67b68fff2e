import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clockTime } from '../lib/format.ts';
import { colourOf, themeVersion } from '../lib/theme.ts';
import { windowMs } from './samples.ts';

/** One measure over time. */
export interface ChartProps {
  /** Moments in milliseconds since 1970. */
  times: readonly number[];
  values: ReadonlyArray<number | null>;
  /** A custom property of the style sheet. */
  colour: string;
  /** How far apart lines may be: round numbers of what is measured. */
  steps: readonly number[];
  /** What stands beside a line. */
  format: (value: number) => string;
  /** What it says, for those who do not see it. */
  label: string;
  /** The value under the pointer, or that it has left. */
  onPoint: (point: { atMs: number; value: number | null } | undefined) => void;
}

const heightPx = 96;
const axisFont = '11px "Inter Variable", sans-serif';
/** All charts of the page show the same moment. */
const sync = uPlot.sync('queue');

/** Draws a measure. It keeps its place and its size whether there is something to draw or not. */
export function Chart(props: ChartProps) {
  const { times, values, label } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const theme = themeVersion.value;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = new uPlot(options(element.clientWidth, latest), dataOf(latest.current), element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: heightPx }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [theme]);
  useEffect(() => plot.current?.setData(dataOf(latest.current)), [times, values]);

  return <div class="chart" ref={box} role="img" aria-label={label} style={{ height: `${heightPx}px` }} />;
}

function dataOf({ times, values }: ChartProps): uPlot.AlignedData {
  return [times.map((ms) => ms / 1_000), [...values]];
}

function options(width: number, latest: { current: ChartProps }): uPlot.Options {
  const colour = colourOf(latest.current.colour);
  const faint = colourOf('--text-3');
  const line = colourOf('--line');
  return {
    width,
    height: heightPx,
    padding: [8, 0, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      sync: { key: sync.key },
      points: { size: 7, fill: colour, stroke: colourOf('--surface') },
      drag: { x: false, y: false },
    },
    scales: {
      x: { time: true, range: (_plot, _least, most) => [most - windowMs / 1_000, most] },
      // From 0, and never so close that a difference of one looks like a leap.
      y: { range: (_plot, _least, most) => [0, Math.max(4, (most ?? 0) * 1.15)] },
    },
    series: [{}, { stroke: colour, width: 1.75, fill: faded(colour), points: { show: false }, spanGaps: true }],
    axes: [
      {
        stroke: faint,
        font: axisFont,
        size: 22,
        gap: 4,
        space: 90,
        grid: { show: false },
        ticks: { show: false },
        // A label at the edge would be cut in two.
        values: (plot, ticks) => ticks.map((tick) => (plot.valToPos(tick, 'x') < 16 ? '' : clockTime(tick * 1_000).slice(0, 5))),
      },
      {
        side: 1,
        stroke: faint,
        font: axisFont,
        size: 48,
        gap: 6,
        space: 30,
        grid: { stroke: line, width: 1 },
        ticks: { show: false },
        incrs: [...latest.current.steps],
        values: (_plot, ticks) => ticks.map((tick) => latest.current.format(tick)),
      },
    ],
    hooks: {
      setCursor: [
        (plot) => {
          const { idx } = plot.cursor;
          const seconds = idx === null || idx === undefined ? undefined : plot.data[0][idx];
          if (seconds === undefined) latest.current.onPoint(undefined);
          else latest.current.onPoint({ atMs: seconds * 1_000, value: plot.data[1]?.[idx ?? 0] ?? null });
        },
      ],
    },
  };
}

/** The same colour, as the ground under the line. */
function faded(colour: string): string {
  return `color-mix(in srgb, ${colour} 14%, transparent)`;
}
