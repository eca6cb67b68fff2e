// What many leases cost.
import { measured } from './lib/child.mjs';
import { row } from './lib/row.mjs';

const SIZES = [100, 1_000, 10_000, 100_000];
/** The size that the numbers to reach are about. */
const AIM = 10_000;
/** Long enough for a few beats of each lease. */
const SECONDS = 45;

/** Leases of 30 s over a fetch in memory, a process for each size. */
export async function leases() {
  const rows = [];
  for (const size of SIZES) {
    const result = await measured(new URL('leases/hold.mjs', import.meta.url), { leases: size, seconds: SECONDS }, ['--expose-gc']);
    rows.push(...rowsOf(size, result));
  }
  return rows;
}

function rowsOf(size, result) {
  const what = `${size.toLocaleString('en')} leases`;
  // What is to be reached by the others is the price of the few.
  const reach = (...limit) => (size === AIM ? limit : []);
  const rows = [
    row(`${what}, held at the end`, result.heldAtTheEnd, '', '=', size),
    row(`${what}, lost`, result.lost, '', '=', 0),
    row(`${what}, timers at a time`, result.timersAtMost, '', '=', 1),
    row(`${what}, beats in ${SECONDS} s and the opening`, result.beats, ''),
    row(`${what}, beats past due, p50`, result.latenessP50Ms, 'ms'),
    row(`${what}, beats past due, p99`, result.latenessP99Ms, 'ms', ...reach('≤', 50)),
    row(`${what}, event loop held, p99`, result.loopP99Ms, 'ms', ...reach('≤', 16)),
    row(`${what}, event loop held, longest`, result.loopMaxMs, 'ms'),
  ];
  // Few leases are less than what a process does besides.
  if (size < AIM) return rows;
  return [
    ...rows,
    row(`${what}, memory a lease (JS heap and wasm)`, result.heapBytes + result.wasmBytes, 'B', ...reach('≤', 1_024)),
    row(`${what}, CPU a beat`, result.cpuMicrosecondsPerBeat, 'µs'),
    row(`${what}, of that the fetch in memory`, result.fetchMicroseconds, 'µs'),
  ];
}
