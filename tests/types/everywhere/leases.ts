// Leases, pollers and workers: what they take, what they give, and what is known of their ends.
import {
  type ClaimedWork,
  type Client,
  type EnvironmentWorker,
  type EnvironmentWorkerEvents,
  type EnvironmentWorkerOptions,
  type HandleItemOptions,
  type HeartbeatStats,
  type Heartbeats,
  type Lease,
  type LeaseEnd,
  type LeaseholdError,
  type LeaseLoss,
  LeaseLostError,
  type LeaseOptions,
  type LeaseSnapshot,
  type LeaseState,
  type OnWork,
  StopRequestedError,
  type WorkerEvents,
  type WorkerStats,
  type WorkItem,
  type WorkPoller,
  type WorkPollerOptions,
} from 'leasehold';
import { type Fits, holds, is, type Same } from '../assert.js';

declare const client: Client;
declare const item: WorkItem;
declare const snapshot: LeaseSnapshot;
const { work } = client.environments;

// A lease.
const lease = work.lease(item);
is<Lease>()(lease);
is<Lease>()(work.lease({ id: 'work_1', environment_id: 'env_1' }));
is<Lease>()(work.lease({ id: 'work_1', environment_id: 'env_1', secret: null }, {}));
is<Lease>()(
  work.lease(item, {
    environmentKey: 'key',
    desiredTtlSeconds: 60,
    adoptLostAnswers: false,
    windDownMs: 5000,
    snapshot,
    signal: null,
    requestOptions: { headers: { 'x-team': 'ci' } },
  }),
);
is<string>()(lease.id);
is<string>()(lease.environmentId);
is<LeaseState>()(lease.state);
is<LeaseEnd | null>()(lease.reason);
is<number>()(lease.heldUntil);
is<string | null>()(lease.lastHeartbeat);
is<number>()(lease.ttlSeconds);
is<Promise<void>>()(lease.ready);
is<Promise<LeaseEnd>>()(lease.done);
is<Promise<void>>()(lease.beat());
is<Promise<LeaseEnd>>()(lease.stop());
is<Promise<LeaseEnd>>()(lease.stop({ force: true }));
is<void>()(lease.release());
is<LeaseSnapshot>()(lease.snapshot());
is<boolean>()(lease.signal.aborted);
holds<Fits<LeaseLoss, LeaseEnd>>();
holds<Same<Exclude<LeaseEnd, LeaseLoss>, 'stopped' | 'released'>>();

// What holds a lease is also what a call takes: its signal.
client.environments.list(null, { signal: lease.signal });

// It ends with the block that it was opened in.
export async function disposed(): Promise<void> {
  await using held = work.lease(item);
  await held.ready;
}

// A snapshot is plain data.
export const kept: LeaseSnapshot = { lastHeartbeat: null, ttlSeconds: 30, heldFrom: 0 };
JSON.stringify(lease.snapshot());

// Every state and every end has a case: one that is added and forgotten here does not compile.
export function told(state: LeaseState): boolean {
  switch (state) {
    case 'starting':
    case 'held':
      return true;
    case 'stopping':
    case 'ending':
    case 'ended':
      return false;
    default:
      return state satisfies never;
  }
}
export function ended(end: LeaseEnd): string {
  switch (end) {
    case 'expired':
    case 'taken':
    case 'refused':
      return 'lost';
    case 'stopped':
    case 'released':
      return 'given back';
    default:
      return end satisfies never;
  }
}

// Why a handler has to end.
export function reason(error: unknown): unknown {
  if (error instanceof LeaseLostError) {
    is<LeaseLoss>()(error.reason);
    is<number | undefined>()(error.status);
    return `${error.workId} ${error.environmentId}`;
  }
  if (error instanceof StopRequestedError) {
    is<unknown>()(error.cause);
    return `${error.workId} ${error.environmentId}`;
  }
  return error;
}
holds<Fits<LeaseLostError | StopRequestedError, LeaseholdError>>();

// The heartbeats.
const { heartbeats } = client;
is<Heartbeats>()(heartbeats);
is<number>()(heartbeats.size);
is<number | null>()(heartbeats.nextAt);
is<Promise<number | null>>()(heartbeats.tick());
is<HeartbeatStats>()(heartbeats.stats());
is<number>()(heartbeats.stats().latenessP99Ms);
is<void>()(heartbeats.unref());
is<void>()(heartbeats.ref());
client.withOptions({ timers: 'manual', maxBeatsInFlight: 16 });
client.withOptions({ timers: 'auto' });
client.withOptions({ timers: 'worker' });

// A poller.
const poller = work.poller({ environmentId: 'env_1' });
is<WorkPoller>()(poller);
work.poller({
  environmentId: 'env_1',
  environmentKey: 'key',
  workerId: 'a1',
  signal: lease.signal,
  autoStop: false,
  drain: true,
  blockMs: null,
  reclaimOlderThanMs: 60_000,
  requestOptions: { headers: [['x-team', 'ci']] },
});
is<string>()(poller.environmentId);
is<string>()(poller.workerId);
is<boolean>()(poller.signal.aborted);
is<void>()(poller.abort());
export async function claimed(): Promise<void> {
  for await (const each of poller) is<WorkItem>()(each);
}
holds<Same<typeof poller extends AsyncIterable<infer Item> ? Item : never, WorkItem>>();

// A worker.
const worker = work.worker({ onWork() {} });
is<EnvironmentWorker>()(worker);
work.worker({
  environmentId: 'env_1',
  environmentKey: 'key',
  concurrency: 8,
  onWork: async (each, held) => {
    is<WorkItem>()(each);
    is<Lease>()(held);
    await client.environments.list(null, { signal: held.signal });
  },
  workerId: 'a1',
  signal: undefined,
  blockMs: 250,
  reclaimOlderThanMs: null,
  drain: true,
  desiredTtlSeconds: 60,
  adoptLostAnswers: true,
  windDownMs: 0,
  requestOptions: {},
});
is<Promise<void>>()(worker.run());
is<Promise<void>>()(worker.run(lease.signal));
is<Promise<void>>()(worker.run(null));
is<Promise<void>>()(worker.drain());
is<Promise<void>>()(worker.handleItem());
is<Promise<void>>()(worker.handleItem(item));
is<Promise<void>>()(worker.handleItem({ workId: 'work_1', environmentId: 'env_1', sessionId: 's', workSecret: 'x', signal: null }));
is<WorkerStats>()(worker.stats());
is<number>()(worker.stats().claimed);

// An event is known by its type: where it is listened to, and in a union of all.
is<() => void>()(worker.on('idle', () => {}));
worker.on('claimed', (event) => is<WorkItem>()(event.work));
worker.on('beat', ({ latenessMs, heldUntil }) => is<[number, number]>()([latenessMs, heldUntil] as [number, number]));
worker.on('late', ({ latenessMs }) => is<number>()(latenessMs));
worker.on('lost', ({ reason, error }) => {
  is<LeaseLoss>()(reason);
  is<LeaseLostError>()(error);
});
worker.on('stopping', ({ error }) => is<StopRequestedError>()(error));
worker.on('finished', ({ workId, durationMs }) => is<string>()(`${workId}${durationMs}` as string));
worker.on('failed', ({ error }) => is<unknown>()(error));
holds<Same<EnvironmentWorkerEvents, WorkerEvents>>();
export function line(event: WorkerEvents[keyof WorkerEvents]): string {
  switch (event.type) {
    case 'claimed':
      return event.work.id;
    case 'beat':
      return `${event.workId} until ${event.heldUntil}`;
    case 'late':
      return `${event.workId} by ${event.latenessMs}`;
    case 'lost':
      return `${event.reason} ${event.error.status}`;
    case 'stopping':
      return event.error.workId;
    case 'finished':
      return `${event.durationMs}`;
    case 'failed':
      return `${event.workId}: ${event.error}`;
    case 'idle':
      return 'idle';
    default:
      return event satisfies never;
  }
}

// What is optional may be given as `undefined`, also under `exactOptionalPropertyTypes`.
type Undefined<Options> = { [Name in keyof Options]: undefined };
holds<Fits<{ id: string; environment_id: string; secret: undefined }, ClaimedWork>>();
holds<Fits<Undefined<LeaseOptions>, LeaseOptions>>();
holds<Fits<Undefined<Omit<WorkPollerOptions, 'environmentId'>> & { environmentId: string }, WorkPollerOptions>>();
holds<Fits<Undefined<Omit<EnvironmentWorkerOptions, 'onWork'>> & { onWork: OnWork }, EnvironmentWorkerOptions>>();
holds<Fits<Undefined<HandleItemOptions>, HandleItemOptions>>();
