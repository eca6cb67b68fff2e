import { measured } from './lib/child.mjs';
import { figure } from './lib/figure.mjs';
import { atMost, exactly } from './lib/reach.mjs';

const program = new URL('leases/hold.mjs', import.meta.url);

/** What many leases cost; at one size beside a loop a lease, which is what the official SDK's worker has, and the same with raw fetch. */
export const leases = {
  name: 'leases',
  what: 'leases of 30 s over a fetch in memory, each size and side in a process of its own',
  takes: 'two and a half minutes',
  reach: {
    timers: [exactly(1)],
    lost: [exactly(0)],
    p99: [atMost(50, 'ms')],
    loopP99: [atMost(16, 'ms')],
    bytes: [atMost(1_024, 'B')],
  },
  sizes: {
    full: { leases: [100, 1_000, 10_000, 100_000], aim: 10_000, seconds: 16 },
    quick: { leases: [10, 20], aim: 20, seconds: 0.1 },
    long: { leases: [100, 1_000, 10_000, 100_000], aim: 10_000, seconds: 45 },
  },
  async run({ size: { leases: sizes, aim, seconds }, tell }) {
    const results = [];
    for (const count of sizes) {
      const sides = {};
      for (const side of count === aim ? ['ours', 'sdk', 'raw'] : ['ours']) {
        tell(`${count} leases, ${side}`);
        sides[side] = await measured(program, { side, leases: count, seconds }, { flags: ['--expose-gc'] });
      }
      results.push({ count, isAim: count === aim, isMany: count >= aim, sides });
    }
    return lines.flatMap((line) => results.filter(({ isMany }) => isMany || !line.ofMany).map((result) => this.figureOf(line, result)));
  },
  figureOf({ what, of, unit, reach, always }, { count, isAim, sides }) {
    const samples = Object.fromEntries(Object.entries(sides).flatMap(([side, result]) => (of in result ? [[side, result[of]]] : [])));
    return figure({ what, size: { count, of: 'leases' }, unit, samples, reach: isAim || always ? this.reach[reach] : [] });
  },
};

/** What is told of each size; `ofMany` of many only, for few are less than what a process does besides. Some is to be reached `always`. */
const lines = [
  { what: 'leases lost', of: 'lost', unit: '', reach: 'lost', always: true },
  { what: 'timers at a time', of: 'timersAtMost', unit: '', reach: 'timers', always: true },
  { what: 'beats past due, p50', of: 'latenessP50Ms', unit: 'ms' },
  { what: 'beats past due, p99', of: 'latenessP99Ms', unit: 'ms', reach: 'p99' },
  { what: 'event loop held, p99', of: 'loopP99Ms', unit: 'ms', reach: 'loopP99' },
  { what: 'event loop held, longest', of: 'loopMaxMs', unit: 'ms' },
  { what: 'memory a lease (JS heap and wasm)', of: 'bytes', unit: 'B', reach: 'bytes', ofMany: true },
  { what: 'CPU a beat', of: 'cpuMicrosecondsPerBeat', unit: 'µs', ofMany: true },
  { what: 'CPU a beat, of that the fetch in memory', of: 'fetchMicroseconds', unit: 'µs', ofMany: true },
];
