import { Client, type EnvironmentCreateParams } from 'leasehold';
import { Emulator } from 'leasehold/emulator';
import type { Random } from '../lib/random.ts';
import { type Sample, sampleOf } from '../queue/samples.ts';
import { archived, backlog, busy, environments, playground } from './environments.ts';
import { Fleet, type FleetOptions } from './fleet.ts';

/** What came before the page: an emulator that it happened in, and what goes on. */
export interface Past {
  emulator: Emulator;
  fleets: readonly Fleet[];
  history: ReadonlyMap<string, readonly Sample[]>;
}

const day = 86_400_000;
const stepMs = 10_000;
const watchedMs = 10 * 60_000;
const backlogMs = 2 * 60 * 60_000;
const backlogSize = 10_000;
const playgroundSize = 24;

/** Lives through some weeks on the emulator's virtual clock, until `now`. The last minutes are lived step by step, and watched. */
export async function relive(now: number, random: Random): Promise<Past> {
  const startAt = now - 40 * day;
  const emulator = new Emulator({ clock: 'virtual', startAt, seed: 2_026 });
  const client = clientOf(emulator);
  const ids = await createAll(client, emulator, random, now);
  const idOf = (name: string) => ids.get(name) ?? '';
  const enqueue = (id: string) => void emulator.enqueue(id, { metadata: metadataOf(random) });

  emulator.advance(now - watchedMs - backlogMs - emulator.now);
  for (let i = 0; i < backlogSize; i += 1) {
    if (i % 100 === 0) emulator.advance((100 * backlogMs) / backlogSize);
    emulator.enqueue(idOf(backlog), { metadata: { suite: `suite-${i % 40}`, case: String(i) } });
  }

  const fleets = fleetOptions(idOf(busy), idOf(backlog)).map(
    (options) => new Fleet(options, client.withOptions({ authToken: emulator.environmentKey(options.environmentId) }), random, enqueue),
  );
  const history = new Map<string, Sample[]>(fleets.map(({ environmentId }) => [environmentId, []]));
  while (emulator.now + stepMs <= now) {
    for (const fleet of fleets) await fleet.step(emulator.now);
    for (const [id, samples] of history) samples.push(sampleOf(await client.environments.work.stats(id), emulator.now));
    emulator.advance(stepMs);
  }
  for (let i = 0; i < playgroundSize; i += 1) enqueue(idOf(playground));
  return { emulator, fleets, history };
}

/** A client of an emulator in this page. Its key opens nothing else, so that it may be here. */
export function clientOf(emulator: Emulator): Client {
  return new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch, dangerouslyAllowBrowser: true });
}

async function createAll(client: Client, emulator: Emulator, random: Random, now: number): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const all: readonly EnvironmentCreateParams[] = environments;
  const everyMs = Math.floor((now - 0.5 * day - emulator.now) / all.length);
  for (const params of all) {
    emulator.advance(Math.floor(random.between(0.4, 1) * everyMs));
    const { id } = await client.environments.create(params);
    ids.set(params.name, id);
    if (archived.has(params.name)) await client.environments.archive(id);
  }
  return ids;
}

function fleetOptions(busyId: string, backlogId: string): FleetOptions[] {
  const wave = (nowMs: number) => 26 + 16 * Math.sin(nowMs / 75_000) + 7 * Math.sin(nowMs / 21_000);
  return [
    {
      environmentId: busyId,
      workers: ['rack-1', 'rack-2', 'rack-3', 'rack-4', 'spare'],
      slots: 3,
      arrivals: wave,
      workMs: [12_000, 48_000],
    },
    { environmentId: backlogId, workers: ['night-1', 'night-2'], slots: 2, arrivals: () => 4, workMs: [9_000, 30_000] },
  ];
}

const branches = ['main', 'release/2.4', 'fix-login', 'perf-index', 'docs'] as const;
const teams = ['search', 'payments', 'platform', 'mobile'] as const;

/** What people note about a session. */
export function metadataOf(random: Random): { [key: string]: string } {
  return { team: random.pick(teams), branch: random.pick(branches) };
}
