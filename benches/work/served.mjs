import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const bun = join(dirname(createRequire(import.meta.url).resolve('bun/package.json')), '..', '.bin', 'bun');
const program = fileURLToPath(new URL('emulator.mjs', import.meta.url));

/**
 * Runs `body` with an emulator behind HTTP, in a process of its own. `newPlace` makes an environment to work for, `newItem` one with an
 * item, in which an API key may make all calls.
 *
 * @template Result
 * @param {(emulator: {
 *   newPlace: () => Promise<object>,
 *   newItem: () => Promise<{baseURL: string, authToken: string, environmentId: string, workId: string}>,
 *   enqueue: (environmentId: string, count?: number) => Promise<{workId: string}>,
 * }) => Promise<Result>} body
 * @returns {Promise<Result>}
 */
export async function withEmulator(body) {
  const child = spawn(bun, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [baseURL] = await once(createInterface({ input: child.stdout }), 'line');
    const post = async (path) => (await fetch(`${baseURL}/_places${path}`, { method: 'POST' })).json();
    const newPlace = () => post('');
    const enqueue = (environmentId, count = 1) => post(`/${environmentId}/${count}`);
    const newItem = async () => {
      const { environmentId, apiKey } = await newPlace();
      return { baseURL, environmentId, authToken: apiKey, ...(await enqueue(environmentId)) };
    };
    return await body({ newPlace, newItem, enqueue });
  } finally {
    child.stdin.destroy();
  }
}
