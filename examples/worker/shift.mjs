// One worker from its start to its end: it works, drains when it is told to, and does not wait for ever.

/** The exit codes of a process that a signal ends at once. */
export const exitCodes = { SIGINT: 130, SIGTERM: 143 };

/**
 * What a process does from its start to its end.
 *
 * `state` is `working`; once it was told to end, `draining`: nothing more is claimed, and what runs goes on. Where that takes longer
 * than `drainSeconds` it is `stopping`: handlers are told to end, and have `windDownSeconds`. What is not done by then goes back to
 * the queue. Then it is `ended`.
 */
export class Shift {
  state = 'working';
  /** How the items have ended. */
  outcomes = { completed: 0, failed: 0, lost: 0, released: 0 };
  #worker;
  #settings;
  #handle;
  #log;
  #timer;
  /** Whether the service has answered a poll: with an item, or that there is none. */
  #isHeard = false;
  /** What handlers work on now: what tells each of them to end, by its lease. */
  #running = new Map();
  #released = new Set();
  #giveUp;
  #givenUp = new Promise((resolve) => {
    this.#giveUp = resolve;
  });

  /**
   * @param {(options: object) => import("leasehold").EnvironmentWorker} openWorker
   * @param {{concurrency: number, drainSeconds: number, windDownSeconds: number}} settings
   * @param {typeof import("./handler.mjs").handle} handle
   * @param {import("./service.mjs").Log} log
   */
  constructor(openWorker, settings, handle, log) {
    this.#settings = settings;
    this.#handle = handle;
    this.#log = log;
    const { environmentId, environmentKey, concurrency, windDownSeconds } = settings;
    const onWork = (item, lease) => this.#work(item, lease);
    this.#worker = openWorker({ environmentId, environmentKey, concurrency, windDownMs: windDownSeconds * 1000, onWork });
    for (const type of ['claimed', 'idle']) this.on(type, () => this.#hear());
    this.on('finished', () => this.#count('completed'));
    this.on('failed', () => this.#count('failed'));
    this.on('lost', () => this.#count('lost'));
  }

  /** Whether it claims work: the service has answered, and nobody has told it to end. */
  get isReady() {
    return this.state === 'working' && (this.#isHeard || this.#settings.concurrency === 0);
  }

  /** What the worker has come to. */
  stats() {
    return this.#worker.stats();
  }

  /** Listens to the worker. Of an item that was given up, nothing more is told. */
  on(type, listener) {
    return this.#worker.on(type, (event) => {
      if (!this.#released.has(event.workId)) listener(event);
    });
  }

  /**
   * Works until it is told to end.
   *
   * @returns {Promise<number>} the exit code: 0 when all that was claimed is done, 1 when it is not, or when work is pointless
   */
  async run() {
    try {
      const isOver = this.#worker.run().then(() => true);
      const isDone = (await Promise.race([isOver, this.#givenUp])) && this.outcomes.released === 0;
      return isDone ? 0 : 1;
    } catch (error) {
      this.#log.error({ error: described(error) }, 'cannot work');
      return 1;
    } finally {
      clearTimeout(this.#timer);
      this.state = 'ended';
    }
  }

  /**
   * A signal came.
   *
   * @returns {boolean} whether it is seen to; `false` when it is the second one: then end the process at once
   */
  interrupt(signal) {
    const { drainSeconds } = this.#settings;
    const { running } = this.stats();
    if (this.state !== 'working') {
      this.#log.warn({ signal, running }, 'ends at once: what runs goes back to the queue when its lease runs out');
      return false;
    }
    this.#log.info({ signal, running, drainSeconds }, 'draining: claims nothing more, and waits for what runs');
    this.state = 'draining';
    this.#worker.drain();
    this.#timer = setTimeout(() => this.#windDown(), drainSeconds * 1000);
    return true;
  }

  async #work(item, lease) {
    // Not the lease's own signal alone. To stop the worker would also stop items, on the service's side, that are not done.
    const controller = new AbortController();
    const tell = () => controller.abort(lease.signal.reason);
    lease.signal.addEventListener('abort', tell);
    this.#running.set(lease, controller);
    try {
      if (lease.signal.aborted) tell();
      if (this.state === 'stopping') throw this.#late();
      await this.#handle(item, { signal: controller.signal, lease, log: this.#log });
    } catch (error) {
      if (this.state !== 'stopping' || lease.signal.aborted) throw error;
      this.#release(lease);
    } finally {
      this.#running.delete(lease);
    }
  }

  #windDown() {
    const { drainSeconds, windDownSeconds } = this.#settings;
    this.#log.warn({ running: this.stats().running, drainSeconds, windDownSeconds }, 'the drain took too long: handlers are told to end');
    this.state = 'stopping';
    for (const controller of this.#running.values()) controller.abort(this.#late());
    this.#timer = setTimeout(() => {
      for (const lease of this.#running.keys()) this.#release(lease);
      this.#giveUp(false);
    }, windDownSeconds * 1000);
  }

  /** Gives an item up that is not done: the next worker has it when the lease has run out. */
  #release(lease) {
    if (lease.state === 'ended' || this.#released.has(lease.id)) return;
    this.#released.add(lease.id);
    lease.release();
    this.#count('released');
    this.#log.warn({ workId: lease.id }, 'not done: it goes back to the queue');
  }

  #late() {
    return new Error(`the process has to end: its drain took longer than ${this.#settings.drainSeconds} s`);
  }

  #hear() {
    this.#isHeard = true;
  }

  #count(outcome) {
    this.outcomes[outcome] += 1;
  }
}

/** What is logged of an error. Not its other properties: those of other people's errors may hold headers. */
export function described(error) {
  return error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : { message: String(error) };
}
