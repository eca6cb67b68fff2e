import type { Environment } from 'leasehold';
import { useState } from 'preact/hooks';
import type { Source } from '../api/source.ts';
import { useLive } from '../lib/live.ts';

const refreshMs = 15_000;
const atOnce = 4;

/** How many items wait in the queues of the environments in sight. An environment that cannot say is left out. */
export function useWaiting(api: Source, environments: readonly Environment[] | undefined): ReadonlyMap<string, number> {
  const [depths, setDepths] = useState<ReadonlyMap<string, number>>(new Map());
  const ids = (environments ?? []).filter(({ config, archived_at }) => config.type === 'self_hosted' && !archived_at).map(({ id }) => id);
  const ask = async (signal: AbortSignal) => {
    const left = [...ids];
    const found = new Map(depths);
    const slot = async () => {
      for (let id = left.shift(); id !== undefined && !signal.aborted; id = left.shift()) {
        const stats = await api.client.environments.work.stats(id, {}, { signal }).catch(() => undefined);
        if (stats) found.set(id, stats.depth);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, slot));
    if (!signal.aborted) setDepths(found);
  };
  useLive(ask, refreshMs, [ids.join()]);
  return depths;
}
