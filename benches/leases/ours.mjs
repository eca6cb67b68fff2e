import { Client } from 'leasehold';

/** Our leases, all on one timer. */
export function newHolder(fetch) {
  const client = new Client({ authToken: 'sk-bench', fetch, logLevel: 'off' });
  const { work } = client.environments;
  let held = [];
  return {
    open(item) {
      held.push(work.lease(item));
    },
    async warmUp(open) {
      for (let round = 0; round < 20; round += 1) {
        await open(100);
        await Promise.all(held.map((lease) => lease.ready));
        await Promise.all(held.map((lease) => lease.beat()));
        for (const lease of held) lease.release();
        held = [];
      }
    },
    stats() {
      const { beats, latenessP50Ms, latenessP99Ms } = client.heartbeats.stats();
      return { beats, latenessP50Ms, latenessP99Ms, lost: held.filter(({ state }) => state !== 'held').length };
    },
  };
}
