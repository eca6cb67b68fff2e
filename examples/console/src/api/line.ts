import { signal } from '@preact/signals';

type FetchLike = typeof fetch;

/** The calls that a worker makes for an item that it holds. */
const leaseCalls = /\/work\/[^/]+\/(ack|heartbeat|stop)(\?|$)/;

/**
 * The network between the worker in this page and the API, with a hand on it. Only that worker's calls go through here, so that
 * what you do to it does not blind the rest of the console.
 */
export class Line {
  /** How long every answer takes longer, in milliseconds. */
  readonly latencyMs = signal(0);
  /** Whether there is no connection at all. */
  readonly isOffline = signal(false);
  /** How many of the next answers about leases are lost: the request takes effect, and nobody hears of it. */
  readonly answersToLose = signal(0);
  /** How many answers were lost so far. */
  readonly answersLost = signal(0);

  readonly #fetch: FetchLike;

  /** @param through what really sends */
  constructor(through: FetchLike) {
    this.#fetch = through;
  }

  /** A standard fetch over this line. */
  readonly fetch: FetchLike = async (input, init) => {
    const signal = init?.signal;
    if (this.isOffline.peek()) throw new TypeError('Failed to fetch: offline');
    const response = await this.#fetch(input, init);
    await passed(this.latencyMs.peek(), signal);
    // An answer that is on its way when the line breaks does not arrive.
    if (this.isOffline.peek()) throw new TypeError('Failed to fetch: offline');
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    if (this.answersToLose.peek() > 0 && leaseCalls.test(url)) {
      this.answersToLose.value -= 1;
      this.answersLost.value += 1;
      throw new TypeError('Failed to fetch: the connection closed before the answer came');
    }
    return response;
  };

  /** Puts everything right again. */
  repair(): void {
    this.latencyMs.value = 0;
    this.isOffline.value = false;
    this.answersToLose.value = 0;
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
