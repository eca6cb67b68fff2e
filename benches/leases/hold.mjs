// Holds many leases over a fetch in memory, and measures what that costs: `node --expose-gc hold.mjs '{"leases": 100, "seconds": 30}'`.
// A process of its own, so that nothing else is in its heap. Prints what it measured, as JSON.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchMemories } from './memories.mjs';
import { countTimers } from './timers.mjs';

const { leases, seconds } = JSON.parse(process.argv[2]);

/** How many leases are opened at a time, and the pause after that: 5,000 a second. */
const SLICE = 25;
const PAUSE_MS = 5;
/** How often the loop is looked at. A look that comes on time is no delay. */
const RESOLUTION_MS = 1;

const timers = countTimers();
const memory = watchMemories();
const { Client } = await import('leasehold');

const rest = '"type":"work_heartbeat","lease_extended":true,"state":"active","ttl_seconds":30';
const fetch = async () => new Response(`{${rest},"last_heartbeat":"${new Date().toISOString()}"}`);
const newClient = () => new Client({ authToken: 'sk-bench', fetch, logLevel: 'off' });

await warmUp();
console.log(JSON.stringify(await measure()));
process.exit();

/** Compiles what is hot, with a client of its own: its beats are not counted. */
async function warmUp() {
  const client = newClient();
  for (let round = 0; round < 20; round += 1) {
    const held = [];
    await open(client, 100, held);
    await Promise.all(held.map((lease) => lease.ready));
    await Promise.all(held.map((lease) => lease.beat()));
    for (const lease of held) lease.release();
  }
  // Until their timer has nothing to ring for.
  while (timers.running > 0) await sleep(100);
}

async function open(client, count, held) {
  const { work } = client.environments;
  for (let i = 0; i < count; i += 1) {
    held.push(work.lease({ id: `work_${String(i).padStart(24, '0')}`, environment_id: 'env_benchmark' }));
    if (i % SLICE === SLICE - 1) await sleep(PAUSE_MS);
  }
}

async function measure() {
  const client = newClient();
  const { heartbeats } = client;
  const before = await memory();
  const held = [];
  timers.most = 0;
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  loop.enable();
  const cpu = process.cpuUsage();
  await open(client, leases, held);
  await sleep(seconds * 1_000);
  loop.disable();
  const { user, system } = process.cpuUsage(cpu);
  const stats = heartbeats.stats();
  const after = await memory();
  const heldMs = (ns) => Math.max(0, ns / 1e6 - RESOLUTION_MS);
  return {
    leases,
    heldAtTheEnd: held.filter((lease) => lease.state === 'held').length,
    timersAtMost: timers.most,
    beats: stats.beats,
    latenessP50Ms: stats.latenessP50Ms,
    latenessP99Ms: stats.latenessP99Ms,
    latenessMaxMs: stats.latenessMaxMs,
    loopP99Ms: heldMs(loop.percentile(99)),
    loopMaxMs: heldMs(loop.max),
    heapBytes: (after.heap - before.heap) / leases,
    wasmBytes: (after.wasm - before.wasm) / leases,
    cpuMicrosecondsPerBeat: (user + system) / stats.beats,
    fetchMicroseconds: await fetchAlone(),
    lost: stats.lost,
  };
}

/** What the fetch in memory costs by itself, with its answer read. */
async function fetchAlone() {
  const rounds = 50_000;
  const cpu = process.cpuUsage();
  for (let i = 0; i < rounds; i += 1) await (await fetch()).json();
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / rounds;
}
