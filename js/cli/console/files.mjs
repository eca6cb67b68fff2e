// The files of a folder, over HTTP.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The page's address holds what opens the proxy: it goes to nobody, and nobody may put the page into a frame. */
const headers = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-cache',
};

/**
 * A fetch handler for the files of a folder; a path without a file is the page's own affair, and gets index.html.
 *
 * @param {string} folder
 * @returns {(request: Request) => Promise<Response>}
 */
export function fileServer(folder) {
  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return new Response('there are only files here\n', { status: 405, headers });
    const { pathname } = new URL(url);
    const path = within(folder, pathname);
    const found = path && ((await read(path)) ?? (extname(path) ? undefined : await read(join(folder, 'index.html'))));
    if (!found) return new Response('there is no such file\n', { status: 404, headers });
    return new Response(method === 'HEAD' ? null : found.content, { headers: { ...headers, 'content-type': found.type } });
  };
}

/** The path of a file in the folder; undefined where it would be outside. */
function within(folder, pathname) {
  let name;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (name.includes('\0')) return undefined;
  const path = normalize(join(folder, name.endsWith('/') ? `${name}index.html` : name));
  return path.startsWith(normalize(folder) + sep) ? path : undefined;
}

async function read(path) {
  try {
    return { content: await readFile(path), type: types[extname(path)] ?? 'application/octet-stream' };
  } catch {
    return undefined;
  }
}
