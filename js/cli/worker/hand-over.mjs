// Claiming for commands that hold their items themselves.

/**
 * What stands in for the client's worker where the command beats and stops: polls, acknowledges, and calls the handler, with no
 * more items at once than it may. The same methods and events as far as they make sense.
 */
export class HandOver {
  #calls;
  #poller;
  #onWork;
  #free;
  #draining = new AbortController();
  #wake = () => {};
  #listeners = new Map();
  #stats = { running: 0, claimed: 0, finished: 0, failed: 0, lost: 0, polls: 0 };

  /**
   * @param {import("leasehold").Work} calls
   * @param {import("leasehold").EnvironmentWorkerOptions} options
   */
  constructor(calls, { concurrency, onWork, environmentId, environmentKey, drain, workerId, blockMs, reclaimOlderThanMs }) {
    const given = Object.entries({ workerId, blockMs, reclaimOlderThanMs }).filter(([, value]) => value !== undefined);
    const { signal } = this.#draining;
    this.#poller = calls.poller({ environmentId, environmentKey, drain, autoStop: false, signal, ...Object.fromEntries(given) });
    this.#calls = calls;
    this.#onWork = onWork;
    this.#free = concurrency;
  }

  on(type, listener) {
    this.#listeners.set(type, listener);
  }

  stats() {
    return { ...this.#stats };
  }

  /** Claims no more. */
  async drain() {
    this.#draining.abort();
  }

  /** Until the queue is empty or it is told to end, and the last command is done. Rejects where polls fail for good. */
  async run() {
    const running = new Set();
    try {
      await this.#claim((work) => {
        const handled = this.#handle(work).finally(() => running.delete(handled));
        running.add(handled);
      });
    } finally {
      await Promise.all(running);
    }
  }

  async #claim(start) {
    const items = this.#poller[Symbol.asyncIterator]();
    for (;;) {
      // Before the next one is claimed: nobody would hold it while it waited.
      while (this.#free === 0) {
        await new Promise((resolve) => {
          this.#wake = resolve;
        });
      }
      const { value: work, done } = await items.next();
      if (done) return;
      start(work);
    }
  }

  async #handle(work) {
    this.#free -= 1;
    this.#stats.claimed += 1;
    try {
      await (work.data?.type === 'healthcheck' ? this.#answer(work) : this.#run(work));
    } finally {
      this.#free += 1;
      this.#wake();
    }
  }

  /** A health check is for workers, and not for what they run. */
  async #answer(work) {
    // As in the client's own worker: where the stop fails, it comes back.
    await this.#calls
      .lease(work)
      .stop({ force: true })
      .catch(() => {});
  }

  async #run(work) {
    const begin = Date.now();
    const tell = (type, more) => this.#listeners.get(type)?.({ type, workId: work.id, durationMs: Date.now() - begin, ...more });
    this.#stats.running += 1;
    tell('claimed', { work });
    try {
      await this.#onWork(work, unheld());
      this.#stats.finished += 1;
      tell('finished');
    } catch (error) {
      this.#stats.failed += 1;
      tell('failed', { error });
    } finally {
      this.#stats.running -= 1;
    }
  }
}

/** Stands for the lease that somebody else holds: it ends when it is released, and never by itself. */
function unheld() {
  const lease = { signal: new AbortController().signal };
  lease.done = new Promise((resolve) => {
    lease.release = () => resolve('released');
  });
  return lease;
}
