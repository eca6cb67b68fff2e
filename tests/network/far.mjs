import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';

/** The far side of a bad network (`far-side.mjs`), seen from here. */
export class Far {
  #child;
  /** Where it is, and what opens it: `url`, `environmentId`, `environmentKey`, `apiKey`. */
  place;

  /** @param {{seed: string, rate: number}} options */
  static async start(options) {
    const far = new Far();
    far.#child = fork(new URL('far-side.mjs', import.meta.url), [JSON.stringify(options)]);
    far.place = await far.#answer();
    return far;
  }

  /** Queues items, and gives their ids. */
  enqueue(count) {
    return this.#ask('enqueue', count);
  }

  /** How often the network did what. */
  counts() {
    return this.#ask('counts');
  }

  /** How many of the items are stopped. */
  stopped() {
    return this.#ask('stopped');
  }

  close() {
    if (this.#child.connected) this.#child.disconnect();
  }

  #ask(ask, of) {
    this.#child.send({ ask, of });
    return this.#answer();
  }

  async #answer() {
    const ended = new AbortController();
    try {
      const over = once(this.#child, 'exit', ended).then(() => assert.fail('the far side has ended'));
      const [answer] = await Promise.race([once(this.#child, 'message', ended), over]);
      return answer;
    } finally {
      ended.abort();
    }
  }
}
