import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { answerJSON } from './http.mjs';

/** What browsers import and open: the suite, the pages that run it, the package. */
const ours = {
  suite: new URL('../suite/', import.meta.url),
  matrix: new URL('../matrix/', import.meta.url),
  dist: new URL('../../dist/', import.meta.url),
};

const contentTypes = { '.js': 'text/javascript', '.html': 'text/html; charset=utf-8', '.wasm': 'application/wasm' };

/** Files of folders, by the first part of a path: `GET /suite/index.js`. */
export class Files {
  #folders;

  /** @param {Record<string, URL>} [more] folders besides ours; each URL ends in a slash */
  constructor(more = {}) {
    this.#folders = new Map(Object.entries({ ...ours, ...more }));
  }

  /** Whether a request is for a file of these folders. */
  has({ url }) {
    return this.#folders.has(url.split('/')[1]);
  }

  /** Answers a file. */
  async handle(request, response) {
    const [, name, rest] = /^\/([^/]+)\/?(.*)$/.exec(request.url);
    const folder = this.#folders.get(name);
    const { pathname } = new URL(rest, folder);
    const file = new URL(pathname, folder);
    const content = file.href.startsWith(folder.href) && (await readFile(file).catch(() => undefined));
    if (!content) return answerJSON(response, 404, { testServer: `there is no file ${request.url}` });
    return response.writeHead(200, { 'content-type': contentTypes[extname(pathname)] ?? 'application/octet-stream' }).end(content);
  }
}
