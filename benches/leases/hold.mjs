// Holds many leases over a fetch in memory, and measures what that costs:
// `node --expose-gc hold.mjs '{"side": "ours", "leases": 100, "seconds": 30}'`. A process of its own, so that nothing else is in its heap.
// Prints what it measured, as JSON.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchMemories } from './memories.mjs';
import { countTimers } from './timers.mjs';

const { side, leases, seconds } = JSON.parse(process.argv[2]);

/** How many leases are opened at a time, and the pause after that: 5,000 a second. */
const SLICE = 25;
const PAUSE_MS = 5;
/** How often the loop is looked at. A look that comes on time is no delay. */
const RESOLUTION_MS = 1;

const timers = countTimers();
const memory = watchMemories();
const { newHolder } = await import(`./${side}.mjs`);

const rest = '"type":"work_heartbeat","lease_extended":true,"state":"active","ttl_seconds":30';
const init = { headers: { 'content-type': 'application/json' } };
const fetch = async () => new Response(`{${rest},"last_heartbeat":"${new Date().toISOString()}"}`, init);

await warmUp();
console.log(JSON.stringify(await measure()));
process.exit();

/** Compiles what is hot, with a holder of its own: its beats are not counted. */
async function warmUp() {
  const holder = newHolder(fetch);
  await holder.warmUp((count) => open(holder, count));
  // Until their timers have nothing to ring for.
  while (timers.running > 0) await sleep(100);
}

async function open(holder, count) {
  for (let i = 0; i < count; i += 1) {
    holder.open({ id: `work_${String(i).padStart(24, '0')}`, environment_id: 'env_benchmark' });
    if (i % SLICE === SLICE - 1) await sleep(PAUSE_MS);
  }
}

async function measure() {
  const holder = newHolder(fetch);
  const before = await memory();
  timers.most = 0;
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  loop.enable();
  const cpu = process.cpuUsage();
  await open(holder, leases);
  await sleep(seconds * 1_000);
  loop.disable();
  const { user, system } = process.cpuUsage(cpu);
  const { beats, ...told } = holder.stats();
  const after = await memory();
  const heldMs = (ns) => Math.max(0, ns / 1e6 - RESOLUTION_MS);
  return {
    ...told,
    timersAtMost: timers.most,
    loopP99Ms: heldMs(loop.percentile(99)),
    loopMaxMs: heldMs(loop.max),
    bytes: (after.heap - before.heap + after.wasm - before.wasm) / leases,
    cpuMicrosecondsPerBeat: (user + system) / beats,
    fetchMicroseconds: await fetchAlone(),
  };
}

/** What the fetch in memory costs by itself, with its answer read. */
async function fetchAlone() {
  const rounds = Math.min(50_000, leases);
  const cpu = process.cpuUsage();
  for (let i = 0; i < rounds; i += 1) await (await fetch()).json();
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / rounds;
}
