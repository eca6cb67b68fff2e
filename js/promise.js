// What a call returns: a promise that can also give the answer as it came.
import { header } from './body.js';

/** Nobody has asked for the answer yet. */
const IDLE = 0;
/** Somebody wants the data. */
const DATA = 1;

/** Opens a promise that the client settles; one of pages with what makes a page of a body. */
export let open;
/** Whether somebody waits for the data of `promise`. */
export let wantsData;
/** Hands over an answer whose data nobody wants yet; `read(promise)` starts reading it once somebody does. */
export let park;
/** Settles `promise` with what is read of `response`: the body, or the page that it is. */
export let succeed;
/** Settles `promise` with an error. */
export let fail;
/** A promise of what `body` gives, which runs in the async context (`AsyncLocalStorage`, zones) in which a call's `promise` was opened. */
export let inContextOf;

/** Runs `body`, which may throw or give no promise. */
const run = async (body) => body();

/**
 * A function that runs others in the async context of now, as what `then` is given runs in that of the `then`. Rust's tasks have none of
 * their own: they share a queue, which runs all of them in the context of the first.
 */
export function contextKeeper() {
  let enter;
  let bodies = [];
  const wait = () => {
    new Promise((resolve) => {
      enter = resolve;
    }).then(() => {
      const due = bodies;
      bodies = [];
      wait();
      for (const body of due) body();
    });
  };
  wait();
  return (body) =>
    new Promise((resolve) => {
      bodies.push(() => resolve(run(body)));
      enter();
    });
}

/** The server's name for the request, and the workspace that it acted in. */
const idsOf = (response) => [header(response, 'request-id'), header(response, 'anthropic-workspace-id')];

export class APIPromise extends Promise {
  #wanted = IDLE;
  #resolve;
  #reject;
  #response;
  #answer;
  #read;
  #pageOf;
  #inContext;

  /** What `then` makes is a plain promise: it has no answer of its own. */
  static get [Symbol.species]() {
    return Promise;
  }

  constructor(executor) {
    let settle;
    super((resolve, reject) => {
      settle = [resolve, reject];
      executor?.(resolve, reject);
    });
    [this.#resolve, this.#reject] = settle;
  }

  // `catch`, `finally` and `await` all come through here.
  // biome-ignore lint/suspicious/noThenProperty: it is a promise.
  then(onFulfilled, onRejected) {
    this.#wanted = DATA;
    const read = this.#read;
    this.#read = undefined;
    read?.(this);
    return super.then(onFulfilled, onRejected);
  }

  asResponse() {
    if (!this.#answer) {
      this.#answer = deferred();
      const [, resolve, reject] = this.#answer;
      if (this.#response) resolve(this.#response);
      // Whoever asks for the answer hears of a failure there, and only there.
      super.then(undefined, reject);
    }
    return this.#answer[0];
  }

  async withResponse() {
    const [data, response] = await Promise.all([this, this.asResponse()]);
    const [request_id, workspace_id] = idsOf(response);
    return { data, response, request_id, workspace_id };
  }

  #answered(response) {
    this.#response = response;
    this.#answer?.[1](response);
  }

  static {
    open = (pageOf) => {
      const promise = pageOf ? new PagePromise() : new APIPromise();
      promise.#pageOf = pageOf;
      promise.#inContext = contextKeeper();
      return promise;
    };
    wantsData = (promise) => promise.#wanted === DATA;
    park = (promise, response, read) => {
      promise.#answered(response);
      promise.#read = read;
    };
    succeed = (promise, body, response) => {
      const data = promise.#pageOf?.(body) ?? body;
      promise.#answered(response);
      const [request, workspace] = idsOf(response);
      if (data !== null) Object.defineProperties(data, { _request_id: { value: request }, _workspace_id: { value: workspace } });
      promise.#resolve(data);
    };
    fail = (promise, error) => promise.#reject(error);
    inContextOf = (promise, body) => (promise instanceof APIPromise ? promise.#inContext(body) : run(body));
  }
}

/** A promise, what resolves it, and what rejects it. */
export function deferred() {
  let settle;
  const promise = new Promise((...both) => {
    settle = both;
  });
  return [promise, ...settle];
}

/** For Rust: settles such a promise. */
export const settle = (deferred, outcome, isError) => deferred[isError ? 2 : 1](outcome);

/** What a call that lists returns: its first page, or with `for await` every item of every page. */
export class PagePromise extends APIPromise {
  async *[Symbol.asyncIterator]() {
    yield* await this;
  }
}
