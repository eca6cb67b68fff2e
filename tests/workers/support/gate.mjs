// What holds the handlers of worker processes back until a test lets them go.

const PREFIX = '/gate/';

/** Answers the handlers of tests/workers/handler.mjs. */
export class Gate {
  /** Which item a handler began with, each time. */
  begun = [];
  /** Which item a handler was let through with, each time. */
  passed = [];
  /** The secrets of the items: no log may have them. */
  secrets = new Set();
  #isOpen = false;
  #waiting = new Set();

  /** Answers a request that is for the gate. */
  answer = (request) => {
    const { pathname } = new URL(request.url);
    return pathname.startsWith(PREFIX) ? this.#hold(pathname.slice(PREFIX.length), request) : undefined;
  };

  /** Lets all through, now and from now on. */
  open() {
    this.#isOpen = true;
    for (const go of this.#waiting) go();
  }

  close() {
    this.#isOpen = false;
  }

  async #hold(id, request) {
    this.secrets.add(await request.text());
    this.begun.push(id);
    if (!this.#isOpen) {
      await new Promise((resolve) => {
        this.#waiting.add(resolve);
        // Whose process or whose wish has gone is let through by nobody.
        request.signal.addEventListener('abort', () => this.#waiting.delete(resolve));
      });
    }
    this.passed.push(id);
    return this.fails?.has(id) ? new Response('told to fail', { status: 500 }) : new Response('done');
  }
}
