import type { WorkQueueStats } from 'leasehold';

/** What the statistics said at a moment. */
export interface Sample {
  atMs: number;
  depth: number;
  pending: number;
  /** `undefined` where the server does not count workers. */
  workers: number | undefined;
  /** How long the oldest item had waited; 0 where none waits. */
  oldestMs: number;
}

/** How far back a chart reaches. */
export const windowMs = 10 * 60_000;

/** Statistics as a sample. */
export function sampleOf({ depth, pending, workers_polling, oldest_queued_at }: WorkQueueStats, atMs: number): Sample {
  const oldestMs = oldest_queued_at === null ? 0 : Math.max(0, atMs - Date.parse(oldest_queued_at));
  return { atMs, depth, pending, workers: workers_polling ?? undefined, oldestMs };
}

/** The samples that a chart still shows, with a new one. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const from = samples.findIndex(({ atMs }) => atMs >= sample.atMs - windowMs);
  return [...(from < 0 ? [] : samples.slice(from)), sample];
}
