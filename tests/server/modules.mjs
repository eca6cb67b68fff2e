import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { answerJSON } from './http.mjs';

const suite = new URL('../suite/', import.meta.url);

/** The suite's own files, for browsers: `GET /suite/index.js`. */
export async function serveSuite(request, response) {
  const { pathname } = new URL(request.url.slice('/suite/'.length), suite);
  const file = new URL(pathname, suite);
  const content = file.href.startsWith(suite.href) && extname(pathname) === '.js' && (await readFile(file).catch(() => undefined));
  if (!content) return answerJSON(response, 404, { testServer: `the suite has no ${request.url}` });
  return response.writeHead(200, { 'content-type': 'text/javascript' }).end(content);
}
