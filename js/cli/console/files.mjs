// The files of a folder, over HTTP.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/**
 * A fetch handler for the files of a folder.
 *
 * @param {string} folder
 * @returns {(request: Request) => Promise<Response>}
 */
export function fileServer(folder) {
  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return new Response('there are only files here\n', { status: 405 });
    const path = within(folder, new URL(url).pathname);
    const found = path && (await read(path));
    if (!found) return new Response('nothing is here: open the address that `leasehold console` has printed\n', { status: 404 });
    // Names stay the same from version to version.
    const headers = { 'content-type': found.type, 'cache-control': 'no-cache' };
    return new Response(method === 'HEAD' ? null : found.content, { headers });
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
