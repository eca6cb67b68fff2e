// A worker claims work from an environment, holds it, finishes it and reports: over a real socket, from the published package.
//
//   node main.mjs                    against the emulator: 20 sessions, 4 at once
//   node main.mjs --items 500 --concurrency 64
//   node main.mjs --base-url https://api.anthropic.com --environment-id env_…
//                                    against a service, with ANTHROPIC_ENVIRONMENT_KEY (and for statistics ANTHROPIC_API_KEY) set
import { parseArgs } from 'node:util';
import { emulated } from './emulated.mjs';
import { Progress } from './progress.mjs';
import { remote } from './remote.mjs';
import { work } from './worker.mjs';

const values = options();
const items = values.items === undefined ? undefined : wholeNumber('items');
const concurrency = values.concurrency === undefined ? 4 : wholeNumber('concurrency');

// The first Ctrl-C lets the handlers finish, the second does not.
const [drain, stop] = [new AbortController(), new AbortController()];
const interrupt = () => (drain.signal.aborted ? stop : drain).abort();
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);

const isRemote = values['base-url'] !== undefined || values['environment-id'] !== undefined;
const service = isRemote ? remote(values['base-url'], values['environment-id'], items) : await emulated(items ?? 20);
try {
  const progress = new Progress(service.items);
  await work(service, concurrency, progress, { drain: drain.signal, stop: stop.signal });
  await report(service, progress);
} finally {
  await service.close();
}

/** Says what the queue says, and then what became of the items: by the service's word, not by ours. */
async function report({ client, workerClient, environmentId }, { claimed }) {
  if (client) {
    const { depth, pending, workers_polling } = await client.environments.work.stats(environmentId);
    console.log(`queue: ${depth} waiting, ${pending} pending, ${workers_polling ?? 'no'} workers polling`);
  }
  let completed = 0;
  for await (const item of workerClient.environments.work.list(environmentId)) {
    if (claimed.has(item.id) && item.state === 'stopped') completed += 1;
  }
  const lost = claimed.size - completed;
  console.log(`${claimed.size} work items: ${completed} completed, ${lost} lost`);
  const isShort = service.items !== undefined && claimed.size < service.items && !drain.signal.aborted;
  process.exitCode = lost > 0 || isShort ? 1 : 0;
}

function options() {
  const names = ['items', 'concurrency', 'base-url', 'environment-id'];
  const known = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  try {
    return parseArgs({ options: known }).values;
  } catch (error) {
    return refuse(error.message);
  }
}

function wholeNumber(name) {
  const text = values[name];
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : refuse(`--${name} must be a whole number from 1 to 999999; got "${text}"`);
}

function refuse(message) {
  console.error(message);
  process.exit(2);
}
