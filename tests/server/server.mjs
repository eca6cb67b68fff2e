import { once } from 'node:events';
import { createServer } from 'node:http';
import { Emulators } from './emulators.mjs';
import { Files } from './files.mjs';
import { answerJSON, greet } from './http.mjs';
import { isForOthers, passOn } from './proxy.mjs';
import { Scripts } from './scripts.mjs';

/**
 * Starts the server on a loopback port, a free one by default. `folders` are served besides ours.
 *
 * - `/scripts…`: answers that a test wrote down beforehand, see `scripts.mjs`
 * - `/suite/…`, `/matrix/…`, `/dist/…`: the suite itself, the pages that run it, the package, see `files.mjs`
 * - everything else: the emulator, see `emulators.mjs`
 * - other servers' pages, for a browser that has it for a proxy, see `proxy.mjs`
 *
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function startServer({ port = 0, folders = {} } = {}) {
  const scripts = new Scripts();
  const emulators = new Emulators();
  const files = new Files(folders);
  const answer = (request, response) => {
    if (isForOthers(request)) return passOn(request, response);
    if (request.url.startsWith('/scripts')) return scripts.handle(request, response);
    if (files.has(request)) return files.handle(request, response);
    return emulators.handle(request, response);
  };
  const server = createServer((request, response) => {
    if (!isForOthers(request) && greet(request, response)) return;
    answer(request, response).catch((error) => answerJSON(response, 500, { testServer: String(error.stack) }));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => close(server) };
}

async function close(server) {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  // Stalled answers would hold it open for ever.
  server.closeAllConnections();
  await closed;
}
