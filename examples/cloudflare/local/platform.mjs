import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { workerOptions } from './wrangler.mjs';

/** workerd on this machine, in the platform's place. */
export class Platform {
  #given;
  #miniflare;
  #url;
  #options;

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
      durableObjectsPersist: join(folder, 'objects'),
      handleStructuredLogs: ({ message }) => onLine(message),
    };
    this.#miniflare = new Miniflare(this.#options);
    this.#url = (await this.#miniflare.ready).href;
    return this.#url;
  }

  /** Runs the Worker's cron, as the platform does when it is time. */
  async scheduled() {
    const worker = await this.#miniflare.getWorker();
    return worker.scheduled({ cron: '* * * * *' });
  }

  /** Deploys the same again, which ends every object that runs. */
  async deploy() {
    await this.#miniflare.setOptions({ ...this.#options, port: Number(new URL(this.#url).port) });
  }

  /** A request to it. */
  fetch(path, init) {
    return this.#miniflare.dispatchFetch(new URL(path, this.#url), init);
  }

  /** The binding of its objects, for tests. */
  async objects() {
    return this.#miniflare.getDurableObjectNamespace('HOLDERS');
  }

  async close() {
    await this.#miniflare?.dispose();
  }
}
