import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { workerOptions } from './wrangler.mjs';

/** workerd on this machine, in the platform's place. */
export class Platform {
  #given;
  #miniflare;
  #url;
  #options;
  /** What runs; a deployment waits for a cron, and the next cron for the deployment. */
  #turn = Promise.resolve();

  /**
   * @param {object} given
   * @param {string} given.folder where the objects' storage is
   * @param {number} [given.port] where it listens; any free port by default
   * @param {(line: string) => void} given.onLine told of each line that the Worker logs
   * @param {Parameters<typeof workerOptions>[0]} given.… what `workerOptions` takes
   */
  constructor(given) {
    this.#given = given;
  }

  /** Starts it. Gives its address. */
  async start() {
    const { folder, port = 0, onLine, ...worker } = this.#given;
    this.#options = {
      ...(await workerOptions(worker)),
      port,
      // It would ask the platform where on earth we are.
      cf: false,
      durableObjectsPersist: join(folder, 'objects'),
      handleStructuredLogs: ({ message }) => onLine(message),
    };
    this.#miniflare = new Miniflare(this.#options);
    this.#url = (await this.#miniflare.ready).href;
    return this.#url;
  }

  /** Runs the Worker's cron, as the platform does when it is time. */
  scheduled() {
    return this.#inTurn(async () => (await this.#miniflare.getWorker()).scheduled({ cron: '* * * * *' }));
  }

  /** Deploys the same again, which ends every object that runs. */
  deploy() {
    return this.#inTurn(() => this.#miniflare.setOptions({ ...this.#options, port: Number(new URL(this.#url).port) }));
  }

  /** A request to it. */
  fetch(path, init) {
    return this.#miniflare.dispatchFetch(new URL(path, this.#url), init);
  }

  async close() {
    await this.#miniflare?.dispose();
  }

  #inTurn(work) {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}
