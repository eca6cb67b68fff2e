// A Durable Object that holds a lease: its timer is the object's alarm, and what it has to know stands in its storage.
import { DurableObject } from 'cloudflare:workers';
import { Client } from 'leasehold';

export class Holder extends DurableObject {
  /** Kept while the object is in memory. An object that was evicted goes on with what it stored. */
  #memory;

  /** Begins to hold an item: claimed just now, or held elsewhere, then with a snapshot. */
  async hold(place, item, snapshot = undefined) {
    await this.ctx.storage.put('held', { place, item, snapshot, beats: 0, isolates: 0 });
    await this.alarm();
  }

  async alarm() {
    const held = await this.ctx.storage.get('held');
    if (!held) return;
    const { client, lease } = this.#open(held);
    const next = await client.heartbeats.tick();
    if (lease.state !== 'held') return this.#over(lease.reason);
    await this.ctx.storage.put('held', { ...held, snapshot: lease.snapshot(), beats: held.beats + 1 });
    await this.ctx.storage.setAlarm(next);
  }

  /** Gives the lease away. */
  async handOver() {
    const { lease } = this.#open(await this.ctx.storage.get('held'));
    const snapshot = lease.snapshot();
    lease.release();
    await this.#over(lease.reason);
    return snapshot;
  }

  async stop() {
    const { client, lease } = this.#open(await this.ctx.storage.get('held'));
    const stopped = lease.stop({ force: true });
    await client.heartbeats.tick();
    await this.#over(await stopped);
  }

  /** What happens to every object sooner or later: memory is lost, storage stays. */
  evict() {
    this.ctx.abort('evicted');
  }

  async look() {
    const [held, reason] = await Promise.all(['held', 'reason'].map((name) => this.ctx.storage.get(name)));
    return { beats: held?.beats, isolates: held?.isolates, snapshot: held?.snapshot, reason };
  }

  #open(held) {
    if (this.#memory) return this.#memory;
    const client = new Client({ ...held.place, timers: 'manual' });
    held.isolates += 1;
    this.#memory = { client, lease: client.environments.work.lease(held.item, { snapshot: held.snapshot }) };
    return this.#memory;
  }

  async #over(reason) {
    this.#memory = undefined;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.delete('held');
    await this.ctx.storage.put('reason', reason);
  }
}

export default {
  /** Calls a method of the object: `["hold", place, item]`. */
  async fetch(request, env) {
    const [method, ...args] = await request.json();
    const holder = env.HOLDER.get(env.HOLDER.idFromName('the one'));
    try {
      return Response.json((await holder[method](...args)) ?? null);
    } catch (error) {
      return new Response(String(error.stack), { status: 500 });
    }
  },
};
