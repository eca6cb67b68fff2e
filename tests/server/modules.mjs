import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { answerJSON } from './http.mjs';

/** What browsers import and open: the suite, the pages that run it, the package. */
const folders = { suite: '../suite/', matrix: '../matrix/', dist: '../../dist/' };

const contentTypes = { '.js': 'text/javascript', '.html': 'text/html; charset=utf-8', '.wasm': 'application/wasm' };

/** Whether a request is for a file of ours: `GET /suite/index.js`. */
export const isForFile = ({ url }) => Object.hasOwn(folders, url.split('/')[1]);

/** Answers a file. */
export async function serveFile(request, response) {
  const [, name, rest] = /^\/(\w+)\/(.*)$/.exec(request.url) ?? [];
  const folder = new URL(folders[name], import.meta.url);
  const { pathname } = new URL(rest, folder);
  const file = new URL(pathname, folder);
  const type = contentTypes[extname(pathname)];
  const content = file.href.startsWith(folder.href) && type && (await readFile(file).catch(() => undefined));
  if (!content) return answerJSON(response, 404, { testServer: `there is no file ${request.url}` });
  return response.writeHead(200, { 'content-type': type }).end(content);
}
