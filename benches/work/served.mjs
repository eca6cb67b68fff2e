import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const bun = join(dirname(createRequire(import.meta.url).resolve('bun/package.json')), '..', '.bin', 'bun');
const program = fileURLToPath(new URL('emulator.mjs', import.meta.url));

/**
 * Runs `body` with an emulator behind HTTP, in a process of its own.
 *
 * @template Result
 * @param {(emulator: {newPlace: () => Promise<object>, enqueue: (environmentId: string, count?: number) => Promise<void>}) => Promise<Result>} body
 * @returns {Promise<Result>}
 */
export async function withEmulator(body) {
  const child = spawn(bun, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [baseURL] = await once(createInterface({ input: child.stdout }), 'line');
    const post = (path) => fetch(`${baseURL}/_places${path}`, { method: 'POST' });
    return await body({
      newPlace: async () => (await post('')).json(),
      enqueue: async (environmentId, count = 1) => void (await (await post(`/${environmentId}/${count}`)).text()),
    });
  } finally {
    child.stdin.destroy();
  }
}
