import { signal } from '@preact/signals';
import type { Emulator, NewWorkOptions } from 'leasehold/emulator';
import { Random } from '../lib/random.ts';
import type { Sample } from '../queue/samples.ts';
import type { Fleet } from './fleet.ts';
import { metadataOf, type Past, relive } from './past.ts';

const stepMs = 1_000;
const syncMs = 50;

/**
 * The emulator in the page, and what goes on in it. Its clock is the virtual one on which its past happened; from here on it is kept
 * in step with the page's.
 */
export class World {
  /** What the statistics were before the page was opened, by environment. */
  readonly history: ReadonlyMap<string, readonly Sample[]>;
  /** Whether other workers work and sessions arrive. */
  readonly isBusy = signal(true);

  readonly #emulator: Emulator;
  readonly #fleets: readonly Fleet[];
  readonly #random = new Random(99);
  readonly #timers: readonly number[];
  readonly #dateNow = Date.now;
  #skippedMs = 0;
  #isStepping = false;

  /** @param past what happened until now */
  constructor({ emulator, fleets, history }: Past) {
    this.#emulator = emulator;
    this.#fleets = fleets;
    this.history = history;
    // Leases run out and polls end by themselves.
    this.#timers = [window.setInterval(() => this.#sync(), syncMs), window.setInterval(() => void this.#step(), stepMs)];
    this.#sync();
  }

  /** The account's key. */
  get apiKey(): string {
    return this.#emulator.apiKey;
  }

  /** The key of an environment's workers. Throws where there is no such self-hosted environment. */
  environmentKey(environmentId: string): string {
    return this.#emulator.environmentKey(environmentId);
  }

  /** Answers a request at the present moment. */
  readonly fetch: typeof fetch = (input, init) => {
    this.#sync();
    return this.#emulator.fetch(input, init);
  };

  /** Queues a session, as if somebody had created one. Throws where the environment takes no work. */
  enqueue(environmentId: string, options: NewWorkOptions = {}): void {
    this.#sync();
    this.#emulator.enqueue(environmentId, { metadata: metadataOf(this.#random), ...options });
  }

  /**
   * The laptop slept: the wall clock has moved on, no timer has run, and the monotonic clock stood still. That is what a program
   * finds on waking, so the page's `Date` is moved. The emulator goes by it too: its leases ran out meanwhile, as they would elsewhere.
   */
  sleep(ms: number): void {
    this.#skippedMs += ms;
    Date.now = () => this.#dateNow.call(Date) + this.#skippedMs;
    this.#sync();
    // What a browser tells its pages on waking, when the network is there again.
    dispatchEvent(new Event('online'));
  }

  /** Ends everything that goes on. */
  end(): void {
    for (const timer of this.#timers) clearInterval(timer);
    Date.now = this.#dateNow;
  }

  #sync(): void {
    const behindMs = Math.floor(Date.now() - this.#emulator.now);
    if (behindMs > 0) this.#emulator.advance(behindMs);
  }

  async #step(): Promise<void> {
    if (this.#isStepping || !this.isBusy.peek()) return;
    this.#isStepping = true;
    for (const fleet of this.#fleets) {
      // Its environment may have been deleted or archived meanwhile: then it has nothing more to do, and that is no news here.
      await fleet.step(Date.now()).catch(() => {});
    }
    this.#isStepping = false;
  }
}

/** Makes the world that the page shows: the same one each time, but for the moment at which it is looked at. */
export async function createWorld(): Promise<World> {
  return new World(await relive(Date.now(), new Random(2_026)));
}
