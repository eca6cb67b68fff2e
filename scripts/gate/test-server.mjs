import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { start } from '../lib/command.mjs';
import { root } from '../lib/paths.mjs';
import { Stop } from '../lib/say.mjs';

const startMs = 20_000;

/**
 * Runs `body` with the address of tests/server/main.mjs, which listens on a free loopback port and prints its URL as its first line.
 *
 * @template Result
 * @param {(url: string) => Promise<Result>} body
 * @returns {Promise<Result>}
 */
export async function withTestServer(body) {
  const server = start(process.execPath, [join(root, 'tests/server/main.mjs')], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    return await body(await firstLine(server));
  } finally {
    server.kill();
    server.stdin.destroy();
    server.stdout.destroy();
  }
}

async function firstLine(server) {
  const lines = createInterface({ input: server.stdout });
  const signal = AbortSignal.timeout(startMs);
  const [line] = await Promise.race([once(lines, 'line', { signal }), once(server, 'exit').then(() => [''])]).catch(() => ['']);
  if (!/^http:\/\/\S+$/.test(line)) throw new Stop(`tests/server/main.mjs printed no URL within ${startMs / 1000} s, but: ${line}`);
  return line;
}
