import { signal } from '@preact/signals';

type FetchLike = typeof fetch;

const heartbeat = /\/work\/([^/?]+)\/heartbeat(\?|$)/;

/**
 * The network between the worker in this page and the API, with a hand on it. Only that worker's calls go through here, so that
 * what you do to it does not blind the rest of the console.
 */
export class Line {
  /** How long every answer takes longer, in milliseconds. */
  readonly latencyMs = signal(0);
  /** Whether there is no connection at all. */
  readonly isOffline = signal(false);
  /** How many of the next heartbeats' answers are lost: the beat takes effect, and nobody hears of it. */
  readonly answersToLose = signal(0);
  readonly #fetch: FetchLike;
  readonly #listeners = new Set<(workId: string) => void>();

  /** @param through what really sends */
  constructor(through: FetchLike) {
    this.#fetch = through;
  }

  /** A standard fetch over this line. */
  readonly fetch: FetchLike = async (input, init) => {
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    const [, workId] = heartbeat.exec(url) ?? [];
    if (this.isOffline.peek()) this.#break('offline', workId);
    const response = await this.#fetch(input, init);
    await passed(this.latencyMs.peek(), init?.signal);
    // An answer that is on its way when the connection goes does not arrive.
    if (this.isOffline.peek()) this.#break('offline', workId);
    if (workId !== undefined && this.answersToLose.peek() > 0) {
      this.answersToLose.value -= 1;
      this.#break('the connection closed before the answer came', workId);
    }
    return response;
  };

  /** Tells of each heartbeat that got no answer. */
  onUnheard(listener: (workId: string) => void): void {
    this.#listeners.add(listener);
  }

  /** Puts everything right again. */
  repair(): void {
    this.latencyMs.value = 0;
    this.isOffline.value = false;
    this.answersToLose.value = 0;
  }

  /** As a browser's fetch rejects, which gives no reasons. */
  #break(reason: string, workId: string | undefined): never {
    if (workId !== undefined) for (const listener of this.#listeners) listener(workId);
    throw new TypeError(`Failed to fetch: ${reason}`);
  }
}

function passed(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
