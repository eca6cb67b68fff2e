// The service: `npx leasehold emulator`, with an environment and sessions in its queue.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Starts it. As the service, it takes at each call only the kinds of credential that belong there.
 *
 * @param {object} options
 * @param {string} options.packages the folder of packages in which `leasehold` is
 * @param {string} options.folder for the file with what is there at the start
 * @param {number} options.items how many sessions wait
 * @returns {Promise<{variables: Record<string, string>, close: () => Promise<void>}>} `variables`: what it says of itself
 */
export async function startEmulator({ packages, folder, items }) {
  const seed = join(folder, 'seed.json');
  const work = Array.from({ length: items }, () => ({}));
  writeFileSync(seed, JSON.stringify({ environments: [{ name: 'edge', config: { type: 'self_hosted' }, work }] }));
  const args = [join(packages, 'leasehold/dist/cli.js'), 'emulator', '--port', '0', '--strict', '--quiet', '--seed-file', seed];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGTERM'));
  const ended = once(child, 'exit');
  const variables = await Promise.race([
    variablesOf(child),
    ended.then(() => {
      throw new Error('the emulator ended before it said where it is');
    }),
  ]);
  rmSync(seed);
  const close = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { variables, close };
}

const needed = ['ANTHROPIC_BASE_URL', 'ANTHROPIC_API_KEY', 'ANTHROPIC_ENVIRONMENT_ID', 'ANTHROPIC_ENVIRONMENT_KEY'];

async function variablesOf(child) {
  const variables = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = line.match(/^(ANTHROPIC_\w+)=(.+)$/) ?? [];
    if (name) variables[name] = value;
    if (needed.every((wanted) => variables[wanted])) return variables;
  }
  throw new Error(`the emulator said nothing of ${needed.filter((name) => !variables[name]).join(', ')}`);
}
