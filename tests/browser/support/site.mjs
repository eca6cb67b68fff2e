// The site that the pages come from: the package, the pages' own code, and at /api an emulator of the same origin.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Client } from 'leasehold';
import { Emulator } from 'leasehold/emulator';
import { toNodeHandler } from 'srvx/node';

const root = new URL('../../../', import.meta.url);
/** `/strict` allows Workers from files only, so none from a blob. */
const STRICT = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";
const PAGE = '<!doctype html><title>lease</title><script type="module" src="/page.js"></script>';

export class Site {
  /** Every heartbeat that arrived: `{workId, at, desired, status}`. */
  beats = [];

  static async open() {
    const site = new Site();
    await site.#open();
    return site;
  }

  async #open() {
    this.emulator = new Emulator({ maxTtlSeconds: 300 });
    const api = toNodeHandler((request) => this.#answer(request));
    this.server = createServer((request, response) => {
      const answered = request.url.startsWith('/api/') ? api(request, response) : serve(request.url, response);
      answered.catch(() => response.destroy());
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    const account = new Client({ baseURL: `${this.url}/api`, apiKey: this.emulator.apiKey });
    const { id } = await account.environments.create({ name: 'pages', config: { type: 'self_hosted' } });
    this.environmentId = id;
    this.key = this.emulator.environmentKey(id);
    this.work = new Client({ baseURL: `${this.url}/api`, authToken: this.key }).environments.work;
  }

  /** An item that is claimed. */
  async claim() {
    this.emulator.enqueue(this.environmentId);
    const item = await this.work.poll(this.environmentId);
    await this.work.ack(item.id, { environment_id: this.environmentId });
    return item;
  }

  /** The beats of an item, those of `status` 200 unless another is asked for. */
  beatsOf({ id }, status = 200) {
    return this.beats.filter((beat) => beat.workId === id && beat.status === status);
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }

  async #answer(request) {
    const url = new URL(request.url);
    const [, workId] = /\/work\/([^/]+)\/heartbeat$/.exec(url.pathname) ?? [];
    const { method, headers } = request;
    const body = method === 'POST' ? await request.text() : undefined;
    const at = Date.now();
    const response = await this.emulator.fetch(`${url.origin}${url.pathname.slice('/api'.length)}${url.search}`, { method, headers, body });
    if (workId) this.beats.push({ workId, at, desired: url.searchParams.get('desired_ttl_seconds'), status: response.status });
    return response;
  }
}

async function serve(path, response) {
  if (path === '/' || path === '/strict') {
    const policy = path === '/strict' ? { 'content-security-policy': STRICT } : {};
    return response.writeHead(200, { 'content-type': 'text/html', ...policy }).end(PAGE);
  }
  const files = { '/page.js': 'tests/browser/support/page.js', '/worker.js': 'tests/browser/support/worker.js' };
  const file = path.startsWith('/dist/') ? path.slice(1) : files[path];
  const content = file && (await readFile(new URL(file, root)).catch(() => undefined));
  if (!content) return response.writeHead(404).end();
  return response.writeHead(200, { 'content-type': 'text/javascript' }).end(content);
}
