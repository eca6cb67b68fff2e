// The test server (tests/server), seen from a test.

/** The credential of clients that a test says nothing else about. */
export const API_KEY = 'sk-ant-api-test';

/** Answers that the test server gives one after the other, and what it was asked. */
export class Script {
  #client;

  static async of(server, client, steps) {
    const { path } = await post(`${server}/scripts`, steps);
    return new Script(`${server}${path}`, client);
  }

  constructor(baseURL, client) {
    this.baseURL = baseURL;
    this.#client = client;
  }

  /** A client of this script. */
  client(options = {}) {
    const credential = 'apiKey' in options || 'authToken' in options ? {} : { apiKey: API_KEY };
    return this.#client({ baseURL: this.baseURL, ...credential, ...options });
  }

  /** Every request so far: `method`, `path` with its query, `headers`, `body` as text, and how it `ended`. */
  async log() {
    const response = await fetch(`${this.baseURL}/log`);
    return response.json();
  }

  /** How many requests there were so far. */
  async count() {
    return (await this.log()).length;
  }
}

/** An emulator of its own, behind HTTP. */
export class Emulated {
  #client;

  static async of(server, client, options) {
    const { path, apiKey } = await post(`${server}/emulators`, options);
    return new Emulated(`${server}${path}`, apiKey, client);
  }

  constructor(baseURL, apiKey, client) {
    this.baseURL = baseURL;
    this.apiKey = apiKey;
    this.#client = client;
  }

  /** The account's client, or another one. */
  client(options = { apiKey: this.apiKey }) {
    return this.#client({ baseURL: this.baseURL, ...options });
  }

  /** A self-hosted environment: its id, and a client of its workers. */
  async environment(name = 'test') {
    const { id } = await this.client().environments.create({ name, config: { type: 'self_hosted' } });
    const response = await fetch(`${this.baseURL}/keys/${id}`);
    return { id, worker: this.client({ authToken: await response.json() }) };
  }

  /** Queues a work item, and gives it. */
  enqueue(environmentId, options = {}) {
    return post(`${this.baseURL}/work`, { environmentId, options });
  }

  /** An environment with one item that its worker has claimed: polled and acknowledged. `options` are the worker's client's. */
  async claimed(options = {}) {
    const { id, worker } = await this.environment();
    await this.enqueue(id);
    const { work } = worker.environments;
    const item = await work.poll(id);
    await work.ack(item.id, { environment_id: id });
    const client = worker.withOptions(options);
    return { id, item, client, work: client.environments.work };
  }

  /** What happened, oldest first. */
  journal(filter = {}) {
    return post(`${this.baseURL}/journal`, filter);
  }

  /** The statuses of the answers of an endpoint, in their order; 0 where there was none. */
  async statuses(endpoint) {
    return (await this.journal({ type: 'request', endpoint })).map(({ status, fate }) => (fate === 'answered' ? status : 0));
  }

  /** Where a work item is in its life, as the account sees it. */
  async stateOf({ id, environment_id }) {
    return (await this.client().environments.work.retrieve(id, { environment_id })).state;
  }

  /** Has things go wrong from here on. */
  setFaults(...rules) {
    return post(`${this.baseURL}/faults`, { rules });
  }
}

/**
 * How a body can say where it ends, so that this runtime misses an end that never comes: by its length, and by a last chunk (`chunked`).
 * WebKitGTK takes what came without the last chunk for the whole, and nobody above it can know better.
 */
export async function framings(server) {
  const { path } = await post(`${server}/scripts`, [{ body: { id: 'cut' }, cut: 'mid-body', chunked: true }]);
  const missed = await fetch(`${server}${path}/`)
    .then((response) => response.text())
    .then(
      () => false,
      () => true,
    );
  return missed ? [{ chunked: false }, { chunked: true }] : [{ chunked: false }];
}

async function post(url, value) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(value) });
  const answer = await response.json();
  if (response.status !== 200) throw new Error(`the test server answered ${response.status} to ${url}: ${JSON.stringify(answer)}`);
  return answer;
}
