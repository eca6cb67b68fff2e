import { APIError, type Client, type WorkItem } from 'leasehold';
import type { Random } from '../lib/random.ts';

/** How a fleet behaves. */
export interface FleetOptions {
  environmentId: string;
  workers: readonly string[];
  /** Items that one worker holds at once. */
  slots: number;
  /** New items a minute, at a moment. */
  arrivals: (nowMs: number) => number;
  /** How long an item takes, in milliseconds. */
  workMs: readonly [least: number, most: number];
}

interface Held {
  item: WorkItem;
  worker: string;
  ackAt: number;
  endAt: number;
  beatAt: number;
  lastHeartbeat: string | undefined;
}

const ttlSeconds = 60;
const beatEveryMs = 20_000;

/** Other people's workers, and the sessions that keep them busy. They make the same calls as anybody's. */
export class Fleet {
  /** Whose work it does. */
  readonly environmentId: string;

  readonly #options: FleetOptions;
  readonly #client: Client;
  readonly #random: Random;
  readonly #enqueue: (environmentId: string) => void;
  readonly #held = new Set<Held>();
  #arriving = 0;
  #lastStep: number | undefined;

  /** @param client with the environment's key */
  constructor(options: FleetOptions, client: Client, random: Random, enqueue: (environmentId: string) => void) {
    this.environmentId = options.environmentId;
    this.#options = options;
    this.#client = client;
    this.#random = random;
    this.#enqueue = enqueue;
  }

  /** Does what is due at a moment. */
  async step(nowMs: number): Promise<void> {
    this.#arrive(nowMs);
    for (const held of this.#held) await this.#tend(held, nowMs);
    for (const worker of this.#options.workers) await this.#claim(worker, nowMs);
  }

  #arrive(nowMs: number): void {
    const elapsed = Math.min(nowMs - (this.#lastStep ?? nowMs), 60_000);
    this.#lastStep = nowMs;
    this.#arriving += (this.#options.arrivals(nowMs) * elapsed) / 60_000;
    for (; this.#arriving >= 1; this.#arriving -= 1) this.#enqueue(this.environmentId);
  }

  async #claim(worker: string, nowMs: number): Promise<void> {
    const busy = [...this.#held].filter((held) => held.worker === worker).length;
    for (let slot = busy; slot < this.#options.slots; slot += 1) {
      const item = await this.#work.poll(this.environmentId, { 'Anthropic-Worker-ID': worker });
      if (!item) return;
      const ackAt = nowMs + this.#random.between(200, 2_500);
      const endAt = ackAt + this.#random.between(...this.#options.workMs);
      this.#held.add({ item, worker, ackAt, endAt, beatAt: 0, lastHeartbeat: undefined });
    }
  }

  /** Whatever an answer says against it, the item is somebody else's from then on. */
  async #tend(held: Held, nowMs: number): Promise<void> {
    try {
      await this.#advance(held, nowMs);
    } catch (error) {
      if (!(error instanceof APIError)) throw error;
      this.#held.delete(held);
    }
  }

  async #advance(held: Held, nowMs: number): Promise<void> {
    const { id } = held.item;
    const environment_id = this.environmentId;
    if (nowMs < held.ackAt) return;
    if (held.lastHeartbeat === undefined) await this.#work.ack(id, { environment_id });
    if (nowMs >= held.endAt) {
      this.#held.delete(held);
      await this.#work.stop(id, { environment_id, force: true });
    } else if (nowMs >= held.beatAt) {
      const expected_last_heartbeat = held.lastHeartbeat ?? 'NO_HEARTBEAT';
      const beat = await this.#work.heartbeat(id, { environment_id, expected_last_heartbeat, desired_ttl_seconds: ttlSeconds });
      held.lastHeartbeat = beat.last_heartbeat;
      held.beatAt = nowMs + beatEveryMs;
      if (!beat.lease_extended) held.endAt = Math.min(held.endAt, nowMs + 4_000);
    }
  }

  get #work() {
    return this.#client.environments.work;
  }
}
