// The object that holds one work item: its lease, and the handler.
import { DurableObject } from 'cloudflare:workers';
import { Client } from 'leasehold';
import { handle } from './handler.js';
import { log, logger, said } from './log.js';
import { stepsIn } from './steps.js';

/** How long the steps of an item that was lost are kept, in case it comes again. */
const KEEP_MS = 24 * 60 * 60_000;

/** When a stop that is on its way is looked after, should the object be evicted meanwhile. */
const STOP_AGAIN_MS = 1_000;

/**
 * What the object has to know of the item that it holds; in its storage, since memory is lost with each eviction.
 *
 * @typedef {object} Claim
 * @property {import('leasehold').WorkItem} item as it was polled. Its secret is what its calls are made with
 * @property {import('leasehold').LeaseSnapshot} [snapshot] the lease, once there is one
 * @property {boolean} [isDone] whether the handler is through with it, and it is to be stopped
 */

/**
 * The same in memory.
 *
 * @typedef {object} Held
 * @property {Claim} claim
 * @property {Client} client
 * @property {import('leasehold').Lease} lease
 * @property {AbortController} ending aborted when the claim is over without the lease's own signal
 */

/**
 * Holds a work item. Everything that concerns the lease happens in `alarm()`, which the platform runs one at a time, and again where
 * it broke off: after an eviction too, for the alarm stands in the storage.
 *
 * @extends {DurableObject<import('./env.js').Env>}
 */
export class Holder extends DurableObject {
  /** @type {Held | undefined} */
  #held;
  /** Whether a handler runs; perhaps still that of a claim which was lost, and then the next one waits. */
  #isRunning = false;

  /**
   * Begins to hold an item that was acknowledged just now. Where this object still holds it, it was lost without being noticed.
   *
   * @param {import('leasehold').WorkItem} item
   */
  async hold(item) {
    this.#letGo('the item was claimed again');
    log('claimed', { workId: item.id });
    this.ctx.storage.put('claim', /** @type {Claim} */ ({ item }));
    await this.#ring();
  }

  async alarm() {
    const claim = /** @type {Claim | undefined} */ (await this.ctx.storage.get('claim'));
    if (!claim) return this.ctx.storage.deleteAll();
    this.#held ??= this.#open(claim);
    const held = this.#held;
    const { lease } = held;
    const next = await held.client.heartbeats.tick();
    // Handed to us anew while that beat was on its way: that claim has an alarm of its own.
    if (held !== this.#held) return;
    if (lease.state === 'held' && !held.claim.isDone && !this.#isRunning) this.#run(held);
    // The handler of a stop request that ran before an eviction is gone.
    const isOver = held.claim.isDone || (lease.state === 'stopping' && !this.#isRunning);
    if (isOver && lease.state !== 'ended') lease.stop({ force: true });
    if (lease.state === 'ended') return this.#end(held);
    this.#save(held);
    const soon = Date.now() + STOP_AGAIN_MS;
    await this.ctx.storage.setAlarm(lease.state === 'ending' ? soon : (next ?? soon));
  }

  /**
   * The lease; after an eviction, from what was known before.
   *
   * @param {Claim} claim
   * @returns {Held}
   */
  #open(claim) {
    const { env } = this;
    const { item, snapshot } = claim;
    const client = new Client({
      baseURL: env.ANTHROPIC_BASE_URL,
      authToken: env.ANTHROPIC_ENVIRONMENT_KEY,
      timers: 'manual',
      logger,
      // What is on its way is written down before it leaves: an eviction before the answer costs no more than a lost answer. Nothing
      // waits here, since the platform sends nothing before what was written is on disk.
      fetch: (url, init) => {
        this.#save(held);
        return fetch(url, init);
      },
    });
    if (snapshot) log('resumed', { workId: item.id });
    const lease = client.environments.work.lease(item, { snapshot, desiredTtlSeconds: Number(env.LEASE_TTL_SECONDS) });
    const held = { claim, client, lease, ending: new AbortController() };
    lease.done.then(() => {
      if (held === this.#held) this.#ring();
    });
    return held;
  }

  /** @param {Held} held */
  async #run(held) {
    const { claim, lease, ending } = held;
    const { item } = claim;
    const workId = item.id;
    const signal = AbortSignal.any([lease.signal, ending.signal]);
    const check = () => {
      // An alarm may come late; the lease runs out in time.
      if (lease.heldUntil <= Date.now()) ending.abort(new Error('the lease ran out'));
      signal.throwIfAborted();
    };
    this.#isRunning = true;
    log('handler begins', { workId });
    try {
      await handle(item, { signal, step: stepsIn(this.ctx.storage, check) });
      log('handler is done', { workId });
    } catch (error) {
      log(signal.aborted ? 'handler was ended' : 'handler failed', { workId, error: said(error) });
    }
    this.#isRunning = false;
    claim.isDone = true;
    this.#save(held);
    // The alarm stops the item; or begins with the next claim, which waited.
    if (this.#held) await this.#ring();
  }

  /**
   * The lease is over. What was stopped is forgotten; what was lost may come again.
   *
   * @param {Held} held
   */
  async #end({ claim, lease }) {
    const { reason } = lease;
    log(reason === 'stopped' ? 'stopped' : 'lost', { workId: claim.item.id, reason });
    this.#letGo('the lease is over');
    if (reason === 'stopped') {
      await this.ctx.storage.deleteAlarm();
      return this.ctx.storage.deleteAll();
    }
    this.ctx.storage.delete('claim');
    await this.ctx.storage.setAlarm(Date.now() + KEEP_MS);
  }

  /** @param {string} why */
  #letGo(why) {
    const held = this.#held;
    this.#held = undefined;
    held?.ending.abort(new Error(why));
    held?.lease.release();
  }

  /** @param {Held} held */
  #save(held) {
    if (held === this.#held) this.ctx.storage.put('claim', { ...held.claim, snapshot: held.lease.snapshot() });
  }

  #ring() {
    return this.ctx.storage.setAlarm(Date.now());
  }
}
