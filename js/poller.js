// Claims work items, one after the other.
import { LeaseholdError } from './errors.js';
import { env } from './runtime.js';

export class WorkPoller {
  #claims;
  #controller = new AbortController();
  #signal;
  #consumed = false;

  constructor(claims, environmentId, workerId, signal) {
    this.#claims = claims;
    this.#signal = signal;
    this.environmentId = environmentId;
    this.workerId = workerId;
  }

  get signal() {
    return this.#controller.signal;
  }

  abort() {
    this.#controller.abort();
  }

  async *[Symbol.asyncIterator]() {
    if (this.#consumed) throw new LeaseholdError('a poller can be gone through once: make another one');
    this.#consumed = true;
    const abort = () => this.#controller.abort(this.#signal.reason);
    if (this.#signal?.aborted) abort();
    this.#signal?.addEventListener('abort', abort);
    try {
      while (!this.signal.aborted) {
        const work = await this.#claims.claim(this.signal);
        if (!work) return;
        try {
          yield work;
        } finally {
          await this.#claims.stop(work);
        }
      }
    } finally {
      this.#signal?.removeEventListener('abort', abort);
    }
  }
}

/** For Rust only. */
export const openPoller = (claims, environmentId, workerId, signal) => new WorkPoller(claims, environmentId, workerId, signal);

/** A name that no other worker has; the host's name in front, where the environment tells it. */
export function uniqueName() {
  const host = env('HOSTNAME');
  const id = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('');
  return host ? `${host}-${id}` : id;
}
