// The console as `npm run console` starts it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../../scripts/console.mjs', import.meta.url));
const startMs = 180_000;

/**
 * Starts the console on a free port.
 *
 * @param {string[]} args such as `--served`
 * @returns {Promise<{url: string, api: string, close: () => Promise<void>}>} `url` with the query that chooses the API; `api` is what
 *   it says the API is
 */
export async function startConsole(...args) {
  const child = spawn(process.execPath, [script, '--port', '0', '--no-open', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const said = {};
  const all = (async () => {
    for await (const line of lines) {
      const [, name, value] = line.match(/^(console|API): (.+)$/) ?? [];
      if (name) said[name] = value;
      if (said.console && said.API) return said;
    }
    throw new Error('the console ended before it said where it is');
  })();
  const tooLong = AbortSignal.timeout(startMs);
  const { console: url, API: api } = await Promise.race([all, once(tooLong, 'abort').then(() => Promise.reject(tooLong.reason))]);
  const close = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { url, api, close };
}
