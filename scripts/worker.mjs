// A worker example against the emulator, without an account. `npm run worker:node`, `npm run worker:deno -- --items 100`
import { parseArgs } from 'node:util';
import { handOver } from './lib/command.mjs';
import { main, Stop, say } from './lib/say.mjs';
import { pack } from './pack.mjs';
import { workerCommand } from './workers/command.mjs';
import { serveEmulator } from './workers/emulator.mjs';
import { installWorkers } from './workers/install.mjs';

const usage = `usage: npm run worker:node -- [options]   (or worker:deno)

  --items <number>   how many sessions wait in the queue (default 50)

Settings of the worker are environment variables: WORKER_CONCURRENCY=16 npm run worker:node`;

await main(async () => {
  const { runtime, count } = options();
  await installWorkers(await pack());
  const { emulator, environmentId, variables, items, close } = await serveEmulator();
  for (let i = 0; i < count; i += 1) emulator.enqueue(environmentId);
  say(`emulator: ${variables.ANTHROPIC_BASE_URL}, environment: ${environmentId}, ${count} sessions queued`);
  say('health and metrics: /healthz, /readyz and /metrics, at the address that its first line has');
  say('the first Ctrl-C drains the worker, the second ends it at once');
  // It may ask about the queue, too: these are the emulator's keys.
  const code = await run(runtime, { ...variables, ANTHROPIC_API_KEY: emulator.apiKey });
  report(await items());
  await close();
  return code;
});

function options() {
  try {
    const { values, positionals } = parseArgs({ options: { items: { type: 'string', default: '50' } }, allowPositionals: true });
    const [runtime] = positionals;
    if (!['node', 'deno'].includes(runtime) || !/^\d{1,6}$/.test(values.items))
      throw new Error('expected node or deno, and --items with a whole number');
    return { runtime, count: Number(values.items) };
  } catch (error) {
    throw new Stop(`${error.message}\n\n${usage}`);
  }
}

/** Runs the worker with our output, until it ends. */
function run(runtime, variables) {
  const env = { ...process.env, ...variables };
  const { command, args, cwd } = workerCommand(runtime, { variables: env });
  return handOver(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** What became of the items, by the service's word. */
function report(items) {
  const count = (wanted) => items.filter(({ state }) => state === wanted).length;
  const [completed, queued] = [count('stopped'), count('queued')];
  const others = items.length - completed - queued;
  say(`${items.length} work items: ${completed} completed, ${queued} still queued, ${others} held until their lease runs out`);
}
