import { quantile } from '../lib/statistics.mjs';

/** A loop a lease: beat, sleep, beat. */
export function loops(beat) {
  const lateness = [];
  let beats = 0;
  let lost = 0;

  async function hold(item) {
    let expected = 'NO_HEARTBEAT';
    for (let withinMs = 10_000; ; ) {
      const { last_heartbeat, ttl_seconds, lease_extended } = await beat(item, expected, withinMs);
      beats += 1;
      if (!lease_extended) throw new Error(`${item.id} was not extended`);
      expected = last_heartbeat;
      // Half of the lease, as in the official worker.
      withinMs = (ttl_seconds * 1_000) / 2;
      const due = performance.now() + withinMs;
      await new Promise((wake) => setTimeout(wake, withinMs));
      lateness.push(Math.max(0, performance.now() - due));
    }
  }

  return {
    open(item) {
      hold(item).catch(() => {
        lost += 1;
      });
    },
    async warmUp() {
      const item = { id: 'work_warm', environment_id: 'env_benchmark' };
      for (let i = 0; i < 4_000; i += 1) await beat(item, 'NO_HEARTBEAT', 10_000);
    },
    stats() {
      // Before the first has beaten twice there is nothing to be late.
      const told = lateness.length ? { latenessP50Ms: quantile(lateness, 0.5), latenessP99Ms: quantile(lateness, 0.99) } : {};
      return { beats, lost, ...told };
    },
  };
}
