// How full the queue is, by the service's word.

/** Long enough for several scrapers to share an answer, short enough for an autoscaler. */
const FRESH_MS = 2_000;
const TIMEOUT_MS = 5_000;

/** The queue of an environment. Reading it takes an API key: an environment key is not enough. */
export class Queue {
  #client;
  #environmentId;
  #answer;
  #askedAt = 0;

  constructor(client, environmentId) {
    this.#client = client;
    this.#environmentId = environmentId;
  }

  /** Its statistics; `undefined` when they are not to be had: a number of long ago would mislead an autoscaler. */
  stats() {
    const now = Date.now();
    if (!this.#answer || now - this.#askedAt > FRESH_MS) {
      this.#askedAt = now;
      this.#answer = this.#client.environments.work
        .stats(this.#environmentId, {}, { timeout: TIMEOUT_MS, maxRetries: 0 })
        .catch(() => undefined);
    }
    return this.#answer;
  }
}
